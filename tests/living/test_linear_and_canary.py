"""Linear and canary: how much of the requests moves when, and that all of it comes back."""

from typing import Any

import pytest

from islive.simulator import Living
from tests.living.asking import SERVICE, client
from tests.living.moving import (
    ALARMS,
    CANARY,
    LINEAR,
    alarm,
    begun,
    has_requests,
    is_steady,
    moments,
    newest,
    rollout,
    shares,
    targets,
    weights,
)

HOUR = 3600.0


def percentages(living: Living) -> list[tuple[float, float]]:
    """The percentages of users' requests that the new revision gets in turn, each with the seconds that it stays."""
    found: list[tuple[float, float]] = []
    for now in moments(living):
        share = now.engine.now, shares(now).get("v1.4.2", 0.0)
        if not found or found[-1][1] != share[1]:
            found.append(share)
    ends = [at for at, _ in found[1:]] + [living.engine.now]
    return [(share, end - at) for (at, share), end in zip(found, ends, strict=True)]


@pytest.mark.parametrize(
    "configuration, expected, minutes",
    [
        (LINEAR, [0.0, 30.0, 60.0, 90.0, 100.0], 2),
        ({"strategy": "LINEAR"}, [0.0, *(10.0 * step for step in range(1, 11))], 6),
        ({"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 100.0}}, [0.0, 100.0], 6),
        (CANARY, [0.0, 12.5, 100.0], 3),
        ({"strategy": "CANARY"}, [0.0, 5.0, 100.0], 10),
        ({"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 100.0}}, [0.0, 100.0], 10),
        ({"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 0.1}}, [0.0, 0.1, 100.0], 10),
    ],
)
def test_requests_move_step_by_step(configuration: Any, expected: list[float], minutes: int) -> None:
    """Each share stays for the time of a step, with AWS's defaults for what is not said."""
    living = begun(configuration)
    seen = percentages(living)
    assert [share for share, _ in seen] == expected
    assert all(60 * minutes <= lasted <= 60 * minutes + 60 for _, lasted in seen[1:-1])
    assert newest(living)["status"] == "SUCCESSFUL"


def test_listener_rules_have_the_weights() -> None:
    """Whole percentages as they are, others in tenths of a percent, for a weight is a whole number up to 999."""
    seen = []
    for now in moments(begun(CANARY)):
        seen.append(weights(now))
        told = newest(now)["targetServiceRevision"].get("requestedProductionTrafficWeight", 0.0)
        assert told == pytest.approx(100 * seen[-1]["web-green"] / sum(seen[-1].values()))
    assert {"web-tg": 875, "web-green": 125} in seen
    assert seen[-1] == {"web-tg": 0, "web-green": 100}


@pytest.mark.parametrize("configuration", [LINEAR, CANARY], ids=["linear", "canary"])
def test_an_alarm_in_the_middle_takes_everything_back(configuration: Any) -> None:
    """Those few requests that went to the new revision go to the old one again."""
    living = begun(configuration | ALARMS)
    assert living.until(has_requests, HOUR)
    living.change(alarm("ALARM", living))
    assert living.until(is_steady, HOUR)
    assert newest(living)["status"] == "ROLLBACK_SUCCESSFUL"
    assert (weights(living), targets(living, "web-green")) == ({"web-tg": 100, "web-green": 0}, [])


@pytest.mark.parametrize("configuration", [LINEAR, CANARY], ids=["linear", "canary"])
def test_superseded_in_the_middle(configuration: Any) -> None:
    """What two revisions shared goes to the completed one before the next deployment begins."""
    living = begun(configuration)
    assert living.until(has_requests, HOUR)
    client(living).update_service(**SERVICE, taskDefinition="web:41", forceNewDeployment=True)
    assert living.until(lambda engine: rollout(engine).stage == "PRE_SCALE_UP", HOUR)
    assert shares(living) == {"v1.4.1": 100.0}
    assert living.until(is_steady, HOUR)
    assert newest(living)["status"] == "SUCCESSFUL"
    assert shares(living) == {"v1.4.1": 100.0}


def test_a_pause_before_the_shift_comes_at_every_step() -> None:
    """Each time with another id, and each waits for its own word."""
    pause = {"targetType": "PAUSE", "lifecycleStages": ["PRE_PRODUCTION_TRAFFIC_SHIFT"]}
    living = begun(LINEAR | {"lifecycleHooks": [pause]})
    answered = []
    for share in (0.0, 30.0, 60.0, 90.0):
        assert living.until(lambda engine: any(it.status == "AWAITING_ACTION" for it in rollout(engine).hooks), HOUR)
        assert shares(living).get("v1.4.2", 0.0) == share
        told = newest(living)
        (hook,) = [it["hookId"] for it in told["lifecycleHookDetails"] if it["status"] == "AWAITING_ACTION"]
        answered.append(hook)
        client(living).continue_service_deployment(serviceDeploymentArn=told["serviceDeploymentArn"], hookId=hook)
    assert living.until(is_steady, HOUR)
    assert newest(living)["status"] == "SUCCESSFUL"
    assert len(set(answered)) == 4

"""islive asked at every stage of deployments that move traffic, good ones and bad ones."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from islive.model.finding import Role
from islive.model.report import Report
from islive.model.verdict import Grade, Reason, Verdict
from islive.simulator import Living
from tests.living.asking import asked, client
from tests.living.moving import (
    ALARMS,
    BLUE_GREEN,
    BREAKER,
    CANARY,
    LINEAR,
    alarm,
    at_stage,
    begun,
    has_requests,
    is_steady,
    moments,
    newest,
    rollout,
    shares,
)
from tests.living.test_breaker import NO_SECRET, SICK
from tests.living.test_pauses import answering, function, pause
from tests.matrix import tries

# What the report says of the stage: where the version has tasks and nothing is wrong with them.
SAID = {
    "POST_SCALE_UP": "no request has been moved yet",
    "TEST_TRAFFIC_SHIFT": "test requests are being moved",
    "POST_TEST_TRAFFIC_SHIFT": "test requests are moved, those of users are not",
    "PRODUCTION_TRAFFIC_SHIFT": "the requests of users are being moved",
    "POST_PRODUCTION_TRAFFIC_SHIFT": "the requests of users are moved",
    "BAKE_TIME": "bake time, ECS can still go back to the old version",
    "CLEAN_UP": "and the old ones go",
}


UNSHIFTABLE = {
    "aws": {
        "elbv2": {
            "loadBalancers": {
                "web-alb": {
                    "listeners": {
                        "443": {
                            "rules": {
                                "default": {"forward": {"web-green": None}},
                                "10": {"forward": {"web-green": None}},
                            }
                        }
                    }
                }
            }
        }
    }
}
pytestmark = pytest.mark.slow


def asked_at(living: Living) -> Iterator[Living]:
    """The moments at which islive is asked: every second one at which something changes, with --full all of them."""
    return islice(moments(living), 0, None, tries(1, 2))


def truly_serves(living: Living) -> bool:
    """Whether every request gets v1.4.2."""
    return shares(living) == {"v1.4.2": 100.0}


@pytest.mark.parametrize("configuration", [BLUE_GREEN, LINEAR, CANARY], ids=["blue/green", "linear", "canary"])
def test_a_good_deployment_is_on_its_way_until_it_is_over(configuration: Any) -> None:
    """Never LIVE before its end, though it serves long before; the stage is said in words, with its share."""
    living = begun(configuration)
    for now in asked_at(living):
        if rollout(now.engine).is_finished:
            break
        report, share = asked(now, "web", "v1.4.2"), shares(now).get("v1.4.2", 0.0)
        assert (report.verdict, report.reason) == (Verdict.IN_PROGRESS, None)
        assert SAID.get(rollout(now.engine).stage or "", "") in report.says
        if 0 < share < 100:
            assert f"{share:g}% of the requests go to it" in report.says
    living.until(is_steady, 3600.0)
    report = asked(living, "web", "v1.4.2")
    assert (report.verdict, report.proved_to, truly_serves(living)) == (Verdict.LIVE, Grade.ANSWERED, True)


def reports(living: Living) -> list[Report]:
    """What islive says at moments at which something has changed, and at the end."""
    seen = [asked(now, "web", "v1.4.2") for now in asked_at(living)]
    living.until(is_steady, 7200.0)
    return [*seen, asked(living, "web", "v1.4.2")]


@pytest.mark.parametrize(
    "configuration, patch, root",
    [
        (BLUE_GREEN | BREAKER, SICK, {"targets-unhealthy", "health-path-wrong"}),
        (CANARY | BREAKER, NO_SECRET, {"secret-not-found"}),
        (BLUE_GREEN | {"lifecycleHooks": [function()]}, answering({"hookStatus": "FAILED"}), {"lifecycle-hook-failed"}),
        (BLUE_GREEN, UNSHIFTABLE, {"traffic-shift-impossible"}),
        (BLUE_GREEN, {"aws": {"iam": {"roles": {"ecsInfrastructureRole": None}}}}, {"traffic-shift-impossible"}),
        (CANARY | {"lifecycleHooks": [pause(timeoutInMinutes=5)]}, {}, {"lifecycle-hook-failed"}),
    ],
    ids=["sick", "no secret", "function says no", "group in no rule", "no role", "nobody answers"],
)
def test_a_bad_deployment_is_never_live(configuration: Any, patch: Any, root: set[str]) -> None:
    """From the failure on it is not live, in the end because it was rolled back, and the cause is named."""
    living = begun(configuration, patch)
    seen = reports(living)
    assert not [one for one in seen if one.verdict is Verdict.LIVE]
    verdicts = [one.verdict for one in seen]
    assert verdicts == sorted(verdicts, key=[Verdict.IN_PROGRESS, Verdict.NOT_LIVE].index)
    last = seen[-1]
    assert (last.verdict, last.reason) == (Verdict.NOT_LIVE, Reason.ROLLED_BACK)
    assert len(last.diagnosis.root_causes) == 1
    assert {one.id for one in last.diagnosis.root_causes} <= root
    assert newest(living)["status"] == "ROLLBACK_SUCCESSFUL"


@pytest.mark.parametrize("configuration", [BLUE_GREEN, CANARY], ids=["blue/green", "canary"])
def test_an_alarm_after_the_shift(configuration: Any) -> None:
    """It had requests, and loses them: not live from that moment on, because of the alarm."""
    living = begun(configuration | ALARMS)
    assert living.until(has_requests, 3600.0)
    living.change(alarm("ALARM", living))
    living.advance(5)
    seen = [asked(living, "web", "v1.4.2"), *reports(living)]
    assert {(one.verdict, one.reason) for one in seen} == {(Verdict.NOT_LIVE, Reason.ROLLED_BACK)}
    assert [one.id for one in seen[-1].diagnosis.root_causes] == ["deployment-alarm-fired"]


def test_what_would_keep_tasks_from_starting_comes_too_late() -> None:
    """A secret that goes in the bake time stops nothing: the version is on its way, and a warning says so."""
    living = begun(BLUE_GREEN)
    assert living.until(at_stage("BAKE_TIME"), 3600.0)
    living.change(NO_SECRET)
    living.advance(60)
    report = asked(living, "web", "v1.4.2")
    assert (report.verdict, report.reason, report.diagnosis.root_causes) == (Verdict.IN_PROGRESS, None, ())
    assert ("secret-not-found", Role.CONTRIBUTING) in {(one.id, one.role) for one in report.diagnosis.findings}
    assert reports(living)[-1].verdict is Verdict.LIVE


def test_an_alarm_that_only_stops_the_deployment() -> None:
    """Requests stay where they are, and nothing goes on: not live, and the alarm is the one reason for all of it."""
    living = begun(BLUE_GREEN | {"alarms": ALARMS["alarms"] | {"rollback": False}})
    assert living.until(at_stage("BAKE_TIME"), 3600.0)
    living.change(alarm("ALARM", living))
    living.advance(600)
    assert (newest(living)["status"], shares(living)) == ("STOPPED", {"v1.4.2": 100.0})
    report = asked(living, "web", "v1.4.2")
    assert (report.verdict, report.reason) == (Verdict.NOT_LIVE, Reason.FAILED)
    assert [one.id for one in report.diagnosis.root_causes] == ["deployment-alarm-fired"]


@pytest.mark.parametrize("stage", ["POST_SCALE_UP", "PRE_PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"])
def test_a_deployment_that_waits_is_paused(stage: str) -> None:
    """The report says so, where, and how the word is given; once it is given the deployment is on its way again."""
    living = begun(BLUE_GREEN | {"lifecycleHooks": [pause(stage)]})
    assert living.until(lambda engine: any(it.status == "AWAITING_ACTION" for it in rollout(engine).hooks), 3600.0)
    report, told = asked(living, "web", "v1.4.2"), newest(living)
    assert (report.verdict, report.reason) == (Verdict.IN_PROGRESS, Reason.PAUSED)
    assert f"paused at {told['lifecycleStage']}" in report.says
    (hook,) = told["lifecycleHookDetails"]
    assert any(hook["hookId"] in step.says for remedy in report.plan for step in remedy.steps)
    client(living).continue_service_deployment(serviceDeploymentArn=told["serviceDeploymentArn"], hookId=hook["hookId"])
    assert asked(living, "web", "v1.4.2").reason is None
    assert reports(living)[-1].verdict is Verdict.LIVE

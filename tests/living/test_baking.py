"""The bake time of rolling deployments: alarms are watched for a while after everything has been replaced."""

from typing import Any

import pytest

from islive.simulator import Living
from tests.living.asking import BEFORE, asked, change_service, deploy, described
from tests.living.moving import ALARMS, alarm, at_stage, is_steady, newest, rollout

HOUR = 3600.0


def baking(configuration: Any, state: str = "OK") -> Living:
    """v1.4.2 was deployed, all tasks run it, and the bake time has begun."""
    living = Living.load(BEFORE)
    living.change(alarm(state))
    change_service(living, {"deploymentConfiguration": configuration})
    deploy(living)
    assert living.until(at_stage("BAKE_TIME"), HOUR)
    return living


@pytest.mark.parametrize("configuration, seconds", [(ALARMS, 240), (ALARMS | {"bakeTimeInMinutes": 15}, 900)])
def test_the_deployment_is_not_complete_before_its_bake_time_is_over(configuration: Any, seconds: float) -> None:
    """ECS's default is less than five minutes, and may be set."""
    living = baking(configuration)
    (deployment,) = [it for it in described(living)["deployments"] if it["runningCount"]]
    assert (deployment["rolloutState"], deployment["runningCount"]) == ("IN_PROGRESS", 2)
    living.advance(seconds - 5)
    assert newest(living)["status"] == "IN_PROGRESS"
    assert asked(living, "web", "v1.4.2").verdict.name == "IN_PROGRESS"
    living.advance(10)
    assert newest(living)["status"] == "SUCCESSFUL"
    assert asked(living, "web", "v1.4.2").verdict.name == "LIVE"


def test_an_alarm_in_the_bake_time_rolls_back() -> None:
    """Tasks of the old revision are started again; the rollback itself does not bake."""
    living = baking(ALARMS)
    living.change(alarm("ALARM", living))
    assert living.until(is_steady, HOUR)
    assert newest(living)["status"] == "ROLLBACK_SUCCESSFUL"
    assert described(living)["deployments"][0]["taskDefinition"].endswith("/web:41")


def test_alarms_that_are_ignored_are_not_waited_for() -> None:
    """One that was in ALARM from the beginning silences all, and there is nothing to wait for."""
    living = Living.load(BEFORE)
    living.change(alarm("ALARM"))
    change_service(living, {"deploymentConfiguration": ALARMS})
    deploy(living)
    assert not living.until(lambda engine: rollout(engine).stage == "BAKE_TIME", HOUR)
    assert newest(living)["status"] == "SUCCESSFUL"

"""The circuit breaker, the scheduler's back-off, and what counts as a failure."""

from typing import Any

import pytest

from islive.simulator import Living
from islive.simulator.living.pace import Pace
from islive.simulator.living.state import Engine
from tests.living.asking import BEFORE, SERVICE, change_service, client, deploy, described

KEY = "production/web"
ON = {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}}
OFF = {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": False, "rollback": False}}}
NO_SECRET = {"aws": {"secretsmanager": {"secrets": {"web/database": None}}}}
ENDS = {"aws": {"ecr": {"repositories": {"web": {"images": {"v1.4.2": {"process": {"endsAfter": 3, "exitCode": 1}}}}}}}}
SICK = {
    "aws": {
        "ecr": {"repositories": {"web": {"images": {"v1.4.2": {"process": {"answers": {"/health": {"status": 500}}}}}}}}
    }
}


def failing(patch: Any, settings: Any) -> Living:
    """v1.4.2 was just deployed into a world in which it cannot come up."""
    living = Living.load(BEFORE)
    change_service(living, settings)
    living.change(patch)
    deploy(living)
    return living


def newest(living: Living) -> Any:
    """The newest service deployment in full."""
    arn = described(living)["currentServiceDeployment"]
    return client(living).describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]


def is_steady(engine: Engine) -> bool:
    """Nothing is under way with the service web."""
    return engine.services[KEY].is_steady


@pytest.mark.parametrize("patch", [NO_SECRET, ENDS, SICK], ids=["never runs", "ends at once", "fails its checks"])
def test_the_breaker_trips_and_ecs_rolls_back(patch: Any) -> None:
    """Tasks that never run, that end before they were healthy, and that fail their checks: three are enough for two."""
    living = failing(patch, ON)
    assert living.until(is_steady, 7200)
    told = newest(living)
    assert told["status"] == "ROLLBACK_SUCCESSFUL"
    assert told["statusReason"] == "Service deployment rolled back because the circuit breaker threshold was exceeded."
    breaker = told["deploymentCircuitBreaker"]
    assert (breaker["status"], breaker["failureCount"], breaker["threshold"]) == ("TRIGGERED", 3, 3)
    (deployment,) = described(living)["deployments"]
    assert deployment["taskDefinition"].endswith("/web:41")
    says = [one["message"] for one in described(living)["events"]]
    assert any("deployment failed: tasks failed to start." in one for one in says)
    assert any("rolling back to deployment ecs-svc/1410141014101410141." in one for one in says)


def test_without_a_breaker_ecs_never_gives_up() -> None:
    """Hours later it still tries, and failedTasks has grown."""
    living = failing(NO_SECRET, OFF)
    living.advance(8 * 3600)
    primary = described(living)["deployments"][0]
    assert (primary["rolloutState"], primary["runningCount"]) == ("IN_PROGRESS", 0)
    assert primary["failedTasks"] > 20
    assert described(living)["runningCount"] == 2


def test_without_a_completed_deployment_there_is_nothing_to_go_back_to() -> None:
    """A rollback without a candidate fails, and the service stalls: nothing more is started."""
    living = Living.load(BEFORE)
    living.service("web").primary.state = "IN_PROGRESS"
    change_service(living, ON)
    living.change(NO_SECRET)
    deploy(living)
    living.advance(7200)
    assert newest(living)["status"] == "ROLLBACK_FAILED"
    assert newest(living)["statusReason"] == "No rollback candidate was found to run the rollback."
    launches = living.service("web").primary.launches
    living.advance(7200)
    assert living.service("web").primary.launches == launches


def test_a_task_that_ran_and_ended_is_no_failure_without_health_checks() -> None:
    """The known hole of the breaker: with nothing that checks, a task that ran has succeeded."""
    living = Living.load(BEFORE)
    change_service(living, {**ON, "loadBalancers": None})
    living.change(ENDS)
    deploy(living)
    living.advance(1800)
    primary = described(living)["deployments"][0]
    assert (primary["failedTasks"], primary["rolloutState"]) == (0, "IN_PROGRESS")


def test_mending_the_cause_lets_the_next_attempt_through() -> None:
    """failedTasks goes back to 0 with the first healthy task, as the API reference says."""
    living = failing(NO_SECRET, OFF)
    living.advance(1200)
    assert described(living)["deployments"][0]["failedTasks"] > 3
    living.change(
        {
            "aws": {
                "secretsmanager": {"secrets": {"web/database": {"arnSuffix": "Qw3rTy", "value": '{"password": "x"}'}}}
            }
        }
    )
    assert living.until(is_steady, 7200)
    (deployment,) = described(living)["deployments"]
    assert (deployment["failedTasks"], deployment["rolloutState"]) == (0, "COMPLETED")


def test_the_time_between_attempts_grows_up_to_its_cap() -> None:
    """Never shorter than before, and never longer than 27 minutes."""
    gaps = [Pace().gap(failures) for failures in range(1, 300)]
    assert gaps == sorted(gaps)
    assert gaps[-1] == 27 * 60


def test_another_task_definition_ends_the_waiting() -> None:
    """The back-off is reset at once by an update to another definition."""
    living = failing(NO_SECRET, OFF)
    living.advance(6 * 3600)
    client(living).update_service(**SERVICE, taskDefinition="web:41")
    living.advance(60)
    primary = living.service("web").primary
    assert (primary.definition, primary.launches) == ("web:41", 1)


WATCHED = {"deploymentConfiguration": {"alarms": {"alarmNames": ["web-5xx"], "enable": True, "rollback": True}}}


def alarm(state: str) -> Any:
    """The alarm of the service in that state."""
    return {"aws": {"cloudwatch": {"alarms": {"web-5xx": {"state": state}}}}}


def test_an_alarm_that_fires_rolls_the_deployment_back() -> None:
    """Nothing is wrong with the tasks; the alarm is reason enough."""
    living = failing(alarm("OK"), WATCHED)
    living.advance(40)
    assert newest(living)["alarms"] == {"status": "MONITORING", "alarmNames": ["web-5xx"]}
    living.change(alarm("ALARM"))
    assert living.until(is_steady, 3600)
    assert newest(living)["status"] == "ROLLBACK_SUCCESSFUL"
    assert newest(living)["alarms"]["triggeredAlarmNames"] == ["web-5xx"]
    assert described(living)["deployments"][0]["taskDefinition"].endswith("/web:41")


def test_an_alarm_that_fired_before_is_ignored() -> None:
    """Alarms that are in ALARM when a deployment begins are not looked at for all of it."""
    living = failing(alarm("ALARM"), WATCHED)
    assert living.until(is_steady, 3600)
    assert newest(living)["status"] == "SUCCESSFUL"
    assert described(living)["deployments"][0]["taskDefinition"].endswith("/web:42")

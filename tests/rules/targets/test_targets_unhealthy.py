"""targets-unhealthy: of this deployment's tasks, in the load balancer's words."""

from typing import Any

import pytest

from islive.facts.health_failures import HealthFailures
from islive.facts.target_groups import TargetGroups
from islive.model.citation import Citation
from islive.rules.targets.targets_unhealthy import targets_unhealthy
from tests.rules.builders_b import at, groups, only, running, service, target, task
from tests.rules.builders_d import failures, mismatch

CODES = "Health checks failed with these codes: [503]"
SICK = target("10.0.0.1", "unhealthy", "Target.ResponseCodeMismatch", CODES)
TASKS = running(task("1"), task("2", address="10.0.0.2"), task("3", deployment="ecs-svc/1", address="10.0.0.3"))


def see(*targets: Any) -> Any:
    """What the rule sees of these targets; two tasks are of PRIMARY, one is of the deployment before."""
    return targets_unhealthy.see(service(), TASKS, groups(*targets), failures(), at("09:00"))


def test_state_reason_and_description_are_quoted() -> None:
    """How many of the deployment's targets, and against which check."""
    seen = only(see(SICK, target("10.0.0.2")))
    assert seen.subject == "shop-tg"
    assert seen.summary == (
        "1 of 2 targets in shop-tg are unhealthy: Target.ResponseCodeMismatch, Health checks failed with these codes: "
        "[503]; health check HTTP /health on port 80"
    )
    path = "TargetHealthDescriptions[10.0.0.1].TargetHealth"
    assert seen.because == (
        Citation("elbv2:DescribeTargetHealth", f"{path}.State", "unhealthy"),
        Citation("elbv2:DescribeTargetHealth", f"{path}.Reason", "Target.ResponseCodeMismatch"),
        Citation("elbv2:DescribeTargetHealth", f"{path}.Description", CODES),
    )


@pytest.mark.parametrize(
    "reason,look",
    [("Target.Timeout", "security group"), ("Target.FailedHealthChecks", "127.0.0.1"), ("Elb.InternalError", "log")],
)
def test_each_reason_has_its_place_to_look_at(reason: str, look: str) -> None:
    """An unknown one sends to the log."""
    seen = only(see(target("10.0.0.1", "unhealthy", reason)))
    assert look in only(only(seen.remedies).steps).says


@pytest.mark.parametrize("state", ["initial", "draining", "unused", "healthy"])
def test_other_states_are_not_unhealthy(state: str) -> None:
    """Still registering, on its way out, or well."""
    assert list(see(target("10.0.0.1", state))) == []


def test_targets_of_other_tasks_are_not_this_deployments() -> None:
    """An old task, and a target that no task has."""
    assert list(see(target("10.0.0.3", "unhealthy"), target("10.0.0.9", "unhealthy"))) == []


def test_within_the_grace_period_a_failed_check_means_nothing() -> None:
    """ECS does not look yet: the task started at 08:31."""
    slow = service(grace_seconds=120)
    assert list(targets_unhealthy.see(slow, TASKS, groups(SICK), failures(), at("08:32"))) == []
    assert only(targets_unhealthy.see(slow, TASKS, groups(SICK), failures(), at("08:34")))


def test_events_tell_where_the_targets_are_gone() -> None:
    """ECS has stopped the task, and the next one is not judged yet."""
    told = HealthFailures((), (mismatch(503),))
    group = told.told[0].group
    seen = only(targets_unhealthy.see(service(), TASKS, TargetGroups((group,)), told, at("09:00")))
    assert seen.summary == (
        "ECS stops tasks that fail the health check of shop-tg: Target.ResponseCodeMismatch, Health checks failed with "
        "these codes: [503]; health check HTTP /health on port 80"
    )
    assert seen.because == (mismatch(503).citation,)

"""deployment-stuck: an unfinished deployment without progress, and what is merely slow."""

from datetime import datetime
from typing import Any

import pytest

from islive.model.citation import Citation
from islive.model.finding import Sighting
from islive.model.remedy import Risk
from islive.rules.deployment.deployment_stuck import deployment_stuck
from tests.rules.builders_b import (
    DENIED,
    NEW,
    OLD,
    at,
    before,
    deployment,
    only,
    record,
    records,
    revision,
    service,
    starting,
)

GOOD, BAD = revision(1, OLD), revision(2, NEW)
UNDER_WAY = record("d2", "IN_PROGRESS", BAD)
HISTORY = records(UNDER_WAY, record("d1", "SUCCESSFUL", GOOD), revisions=(GOOD, BAD))
SOON = at("08:10")


def see(primary: Any, now: datetime = SOON, history: Any = HISTORY) -> list[Sighting]:
    """What the rule sees, the deployment before still running one task."""
    return list(deployment_stuck.see(service(primary, before()), history, now))


def test_failing_tasks_are_counted() -> None:
    """Since when, and how many tasks failed."""
    seen = only(see(starting(failed_tasks=53)))
    assert seen.subject == "ecs-svc/2"
    assert seen.summary == ("shop:2 is stuck since 2025-03-10 08:00 UTC: 0 of 1 tasks run, 53 failed")
    path = "services[0].deployments[0]"
    assert Citation("ecs:DescribeServices", f"{path}.failedTasks", "53") in seen.because
    assert Citation("ecs:DescribeServices", f"{path}.rolloutState", "IN_PROGRESS") in seen.because


def test_ecs_itself_goes_back_to_the_last_successful_revision() -> None:
    """The native rollback: safe, the healthy task keeps serving, with its precondition."""
    remedy = only(only(see(starting(failed_tasks=3))).remedies)
    step = only(remedy.steps)
    assert (remedy.title, remedy.risk) == ("stop the failing deployment: ECS goes back to shop:1", Risk.SAFE)
    assert step.operation == "ecs:StopServiceDeployment"
    assert step.params == {"serviceDeploymentArn": UNDER_WAY.arn, "stopType": "ROLLBACK"}
    assert "what serves now keeps serving" in step.says
    assert "still under way" in str(step.expects)


@pytest.mark.parametrize(
    "history",
    [
        DENIED,
        records(UNDER_WAY, revisions=(BAD,)),
        records(UNDER_WAY, record("d1", "SUCCESSFUL", BAD), revisions=(BAD,)),
        records(record("d2", "ROLLBACK_IN_PROGRESS", BAD), record("d1", "SUCCESSFUL", GOOD), revisions=(GOOD, BAD)),
    ],
    ids=["not read", "none successful", "the same revision", "already going back"],
)
def test_without_another_successful_revision_a_person_must_act(history: Any) -> None:
    """No write is offered that could not help; and nobody is told to scale down."""
    remedy = only(only(see(starting(failed_tasks=3), history=history)).remedies)
    assert (remedy.risk, only(remedy.steps).operation) == (Risk.MANUAL, None)
    assert "desired count" not in only(remedy.steps).says


def test_half_an_hour_without_a_running_task_is_stuck_too() -> None:
    """Also where ECS counts no failure."""
    assert see(starting(), now=at("08:30")) == []
    assert only(see(starting(), now=at("08:31"))).subject == "ecs-svc/2"


def test_what_moved_lately_is_slow_and_not_stuck() -> None:
    """Some tasks run, and the last of them came up a moment ago."""
    moving = starting(desired=4, running=2, updated_at=at("09:50"))
    assert see(moving, now=at("10:00")) == []
    assert only(see(moving, now=at("10:21"))).subject == "ecs-svc/2"


@pytest.mark.parametrize(
    "primary",
    [
        starting(failed_tasks=2),
        starting(running=1, failed_tasks=9),
        starting(desired=0),
        deployment(running=0, rollout_state="FAILED", failed_tasks=9),
    ],
    ids=["two failures", "all tasks run", "scaled to zero", "given up"],
)
def test_look_alikes(primary: Any) -> None:
    """Few failures soon after the start, all tasks there, no task wanted, or given up by ECS: not stuck."""
    assert see(primary) == []


def test_a_deployment_that_waits_at_a_hook_is_not_stuck() -> None:
    """It waits for a person, however long."""
    waiting = records(record("d2", "IN_PROGRESS", BAD, awaiting_hooks=("hook-1",)), revisions=(BAD,))
    assert see(starting(), now=at("12:00"), history=waiting) == []


def test_the_record_counts_where_the_state_is_not_told() -> None:
    """An unfinished service deployment keeps PRIMARY unfinished, until ECS calls it failed."""
    quiet = starting(rollout_state=None, failed_tasks=3)
    assert only(see(quiet)).subject == "ecs-svc/2"
    assert see(quiet, history=DENIED) == []

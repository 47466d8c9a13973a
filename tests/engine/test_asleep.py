"""Causes that come too late for a deployment: all of its tasks are well already."""

from typing import Any

import pytest

from islive.facts.running_tasks import RunningTasks
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import TargetGroups
from islive.model.finding import Finding
from islive.model.stage import Stage
from islive.model.verdict import Reason, Verdict
from tests.engine.world import BAD, deployed, finding, found, judged, runs, served
from tests.rules import builders_b as b

# v2 has its task, and ECS is not done with it yet: the old one still runs.
BAKING: tuple[Any, ...] = (
    served(b.starting(running=1), b.before(), running=2),
    b.running(runs(), runs("9", b.OLD, deployment="ecs-svc/1", task_definition="shop:1")),
    b.groups(b.target(), b.target("10.0.0.9")),
    deployed(record=b.record("d2", "IN_PROGRESS", BAD)),
)
GONE = found(finding("secret-not-found"))


@pytest.mark.parametrize("cause", [finding("secret-not-found"), finding("image-pull-denied", stage=Stage.IMAGE)])
def test_what_keeps_tasks_from_starting_is_the_cause_of_nothing_yet(cause: Finding) -> None:
    """The version is on its way, and what was found will hurt later."""
    judgement = judged(*BAKING, diagnosis=found(cause))
    assert (judgement.verdict, judgement.reason, judgement.asleep) == (Verdict.IN_PROGRESS, None, True)


@pytest.mark.parametrize(
    "changed",
    [
        (served(b.starting(running=1, failed_tasks=1), b.before(), running=2),),
        (served(b.starting(running=1), b.before(), running=2, desired=2),),
        (b.stopped(runs("3")),),
        (b.groups(b.target(state="unhealthy"), b.target("10.0.0.9")),),
        (b.groups(b.target(state="initial"), b.target("10.0.0.9")),),
    ],
    ids=["one failed", "one is missing", "one stopped", "unhealthy", "not yet healthy"],
)
def test_it_is_the_cause_where_not_all_is_well(changed: tuple[Any, ...]) -> None:
    """One task that is not there is enough."""
    judgement = judged(*BAKING, *changed, diagnosis=GONE)
    assert (judgement.verdict, judgement.reason, judgement.asleep) == (Verdict.NOT_LIVE, Reason.FAILED, False)


@pytest.mark.parametrize("lost", [RunningTasks, StoppedTasks, TargetGroups])
def test_what_cannot_be_read_is_no_news(lost: type) -> None:
    """Nobody knows whether all is well: that is no failure of a deployment that is on its way, and no hope either."""
    judgement = judged(*BAKING, lost=(lost,), diagnosis=GONE)
    assert (judgement.verdict, judgement.reason, judgement.asleep) == (Verdict.UNKNOWN, Reason.BLIND, False)


@pytest.mark.parametrize(
    "changed",
    [(served(b.starting(running=1, failed_tasks=1), b.before(), running=2),), (b.stopped(runs("3")),)],
    ids=["one failed", "one stopped"],
)
def test_a_task_that_ended_is_news_whatever_else_is_lost(changed: tuple[Any, ...]) -> None:
    """It met with the cause: for that nobody needs to know what runs."""
    judgement = judged(*BAKING, *changed, lost=(RunningTasks,), diagnosis=GONE)
    assert (judgement.verdict, judgement.reason) == (Verdict.NOT_LIVE, Reason.FAILED)


def test_causes_of_other_stages_are_causes() -> None:
    """A wrong check, an image that is another one: they keep the version from its users, whatever its tasks do."""
    for other in (finding("health-path-wrong", stage=Stage.TARGETS), finding("image-unlike", stage=Stage.IMAGE)):
        assert judged(*BAKING, diagnosis=found(finding("secret-not-found"), other)).reason is Reason.FAILED

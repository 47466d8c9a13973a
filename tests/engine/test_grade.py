"""The grade of the proof: running, routed, answered."""

from dataclasses import replace

import pytest

from islive.engine.grade import grade
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.load_balancers import LoadBalancers
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.target_groups import TargetGroups
from islive.model.verdict import Grade
from tests.engine.world import LOST, WORKER, world
from tests.rules import builders_b as b

ABSENT = b.answer(url="http://www.example.com/deployment-canary", present=False, version=None)
SPEAKS = b.answer()

CANARY = {
    "speaks on all routes": (b.answers(SPEAKS, replace(SPEAKS, url=ABSENT.url)), Grade.ANSWERED),
    "speaks on one of two": (b.answers(SPEAKS, ABSENT), Grade.ROUTED),
    "is absent": (b.answers(ABSENT), Grade.ROUTED),
    "did not answer": (CanaryAnswers((), asked=True, gaps=(LOST,)), Grade.ROUTED),
    "did not answer on one of two": (CanaryAnswers((SPEAKS,), asked=True, gaps=(LOST,)), Grade.ROUTED),
    "was not asked": (CanaryAnswers((), asked=False), Grade.ROUTED),
}


@pytest.mark.parametrize("how", CANARY)
def test_the_process_must_answer_on_every_route(how: str) -> None:
    """Behind a load balancer the proof reaches to the answer only where the canary speaks on all routes."""
    canary, reached = CANARY[how]
    assert grade(world(canary)) is reached


@pytest.mark.parametrize("how", CANARY)
def test_without_a_load_balancer_running_is_the_end_of_the_ladder(how: str) -> None:
    """A worker has no routes: whatever a canary says, tasks that run are what is proved."""
    assert grade(world(*WORKER, CANARY[how][0])) is Grade.RUNNING


@pytest.mark.parametrize(
    "lost,left",
    [
        (RunningTasks, Grade.NONE),
        (Service, Grade.RUNNING),
        (TargetGroups, Grade.RUNNING),
        (LoadBalancers, Grade.RUNNING),
        (CanaryAnswers, Grade.ROUTED),
    ],
)
def test_the_ladder_ends_where_something_could_not_be_read(lost: type, left: Grade) -> None:
    """Without a fact no rung that stands on it, and none above, is reached."""
    assert grade(world(lost=(lost,))) is left


@pytest.mark.parametrize(
    "changed,reached",
    [
        (b.running(), Grade.NONE),
        (b.groups(b.target(state="unhealthy")), Grade.RUNNING),
        (b.balancers(), Grade.RUNNING),
        (b.balancers(b.route(), gaps=(LOST,)), Grade.RUNNING),
    ],
    ids=["no task", "no healthy target", "no route", "routes that were not all read"],
)
def test_a_rung_needs_the_one_below(changed: object, reached: Grade) -> None:
    """A canary that answers proves nothing of tasks, targets and routes that are not there."""
    assert grade(world(changed)) is reached

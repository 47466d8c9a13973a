"""What one look says of a rollout: early where it is hopeless, never by a report or by ECS's word alone."""

from dataclasses import replace

import pytest

from islive.engine.waiting import End
from islive.model.diagnosis import Diagnosis
from islive.model.report import Report
from islive.rollout.events import Waits, Wish, is_whole, of_ours, of_the_way_back
from islive.rollout.machine import Event
from islive.rollout.standing import Standing
from tests.engine.world import finding
from tests.render.sample_documents import LIVE, ROLLING
from tests.rollout_machine import seen
from tests.rollout_machine.seen import BAD, FROM, OURS, evidence, ours, primary
from tests.rules import builders_b as b

AT_WORK = Waits(None)


def because(*causes: str) -> Report:
    """Not live, with these root causes."""
    return replace(BAD, diagnosis=Diagnosis(tuple(map(finding, causes)), ()))


@pytest.mark.parametrize(
    "failed, cause, takes_back, event",
    [
        (4, "secret-not-found", True, Event.LOST),
        (4, "secret-not-found", False, Event.UNDER_WAY),
        (3, "secret-not-found", True, Event.UNDER_WAY),
        (4, "container-exited", True, Event.UNDER_WAY),
    ],
)
def test_it_is_known_early_when_no_try_will_help(failed: int, cause: str, takes_back: bool, event: Event) -> None:  # noqa: FBT001
    """Some tasks failed by what each try meets anew: of a hundred tasks the breaker would let fifty fail."""
    there = evidence(primary(3, under_way=True, failed_tasks=failed), records=(ours(), FROM))
    assert of_ours(OURS, there, because(cause), AT_WORK, Wish(takes_back)) is event


def test_what_is_whole() -> None:
    """SUCCESSFUL, and each task started by it with the image that is pinned."""
    other = b.task("2", deployment="ecs-svc/3", task_definition="shop:3", containers=(b.container(digest=b.OTHER),))
    assert is_whole(OURS, seen.DONE)
    assert not is_whole(OURS, seen.UNDER_WAY)
    mixed = evidence(primary(3), records=(ours("SUCCESSFUL"), FROM), tasks=(*seen.TASKS, other))
    assert not is_whole(OURS, mixed)


def test_bake_time_takes_as_long_as_it_takes() -> None:
    """Nothing moves while ECS waits: that is no end as long as ECS is at work on it."""
    baking = evidence(primary(3, under_way=True), records=(ours(lifecycle_stage="BAKE_TIME"), FROM))
    assert of_ours(OURS, baking, ROLLING, Waits(End.UNCHANGED), Wish()) is Event.UNDER_WAY
    assert of_ours(OURS, baking, ROLLING, Waits(End.TIMEOUT), Wish()) is Event.TIME_OVER
    assert of_ours(OURS, seen.UNDER_WAY, ROLLING, Waits(End.UNCHANGED), Wish()) is Event.TIME_OVER


@pytest.mark.parametrize(
    "waits, report, event",
    [
        (Waits(End.ARRIVED), LIVE, Event.PROVED),
        (Waits(End.UNCHANGED), seen.DEGRADED, Event.PROVED_DEGRADED),
        (Waits(End.UNCHANGED), LIVE, Event.UNTOLD),
        (Waits(End.TIMEOUT), LIVE, Event.TIME_OVER),
        (Waits(End.LOST), seen.UNTOLD, Event.UNTOLD),
        (Waits(End.TIMEOUT), BAD, Event.TIME_OVER),
    ],
)
def test_how_it_ends(waits: Waits, report: Report, event: Event) -> None:
    """Live that falls short of what was required is not proved; when the time is over nothing is taken back."""
    assert of_ours(OURS, seen.DONE, report, waits, Wish()) is event


def test_the_way_back_is_proved_too() -> None:
    """ECS must have come to its end, and what served before must serve."""
    assert of_the_way_back(Standing.BACK, LIVE, Waits(End.ARRIVED)) is Event.BACK
    assert of_the_way_back(Standing.GOING_BACK, LIVE, Waits(End.ARRIVED)) is Event.GOING_BACK
    assert of_the_way_back(Standing.BACK, BAD, Waits(End.LOST)) is Event.NOT_BACK
    assert of_the_way_back(Standing.BACK, seen.UNTOLD, Waits(End.UNCHANGED)) is Event.UNTOLD
    assert of_the_way_back(Standing.BACK, BAD, Waits(End.TIMEOUT)) is Event.TIME_OVER

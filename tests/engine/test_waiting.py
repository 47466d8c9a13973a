"""The policy of waiting: how long the pauses are, and when there is no next look."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.engine.waiting import (
    CONFIRMED,
    LONGEST_PAUSE,
    PAUSES,
    QUIET,
    SETTLED,
    End,
    Limits,
    Step,
    Waiting,
    troubles,
)
from islive.model.evidence import Gap
from islive.model.motion import Motion, Observation, Work
from islive.model.report import Report
from islive.model.verdict import Grade, Reason, Verdict
from tests.render.sample_documents import LIVE, ROLLING

ON_ITS_WAY = replace(ROLLING, calls=0)
ROLLED_BACK = replace(LIVE, verdict=Verdict.NOT_LIVE, reason=Reason.ROLLED_BACK, calls=0)
NO_ROUTE = replace(LIVE, verdict=Verdict.NOT_LIVE, reason=Reason.WRONG_ROUTE, calls=0)


def observation(report: Report = ON_ITS_WAY, work: Work = Work.AT_WORK, **moves: Any) -> Observation:
    """A look with that report."""
    return Observation(report, Motion(work, **moves))


def after(*looks: tuple[float, Observation], required: Grade = Grade.NONE) -> Waiting:
    """What was seen in these looks, from second 0 on."""
    waiting = Waiting(0.0)
    for at, seen in looks:
        waiting = waiting.saw(at, seen, required)
    return waiting


def test_pauses_grow() -> None:
    """From two seconds to fifteen while nothing comes further."""
    waiting, pauses = Waiting(0.0), list[float]()
    for at in range(len(PAUSES) + 3):
        waiting = waiting.saw(at, observation())
        pauses.append(waiting.next(at, Limits()).pause)
    assert pauses == [*PAUSES, *[PAUSES[-1]] * 3]
    assert (PAUSES[0], PAUSES[-1], list(PAUSES)) == (2, 15, sorted(PAUSES))


def test_a_step_forward_makes_them_short_again() -> None:
    """Where something moves, more is about to."""
    still = [(float(at), observation(reached=(3,))) for at in range(20)]
    assert after(*still).next(20, Limits()).pause == PAUSES[-1]
    assert after(*still, (20.0, observation(reached=(4,)))).next(20, Limits()).pause == PAUSES[0]


@given(st.floats(0, 500))
def test_looks_are_paid_for(cost: float) -> None:
    """A look that asked much is followed by a pause in which the budget gives it back, up to a minute."""
    pause = Waiting(0.0).saw(0, observation(), cost=cost).next(0, Limits()).pause
    assert pause == min(max(PAUSES[0], cost), LONGEST_PAUSE)


def test_trouble_makes_them_longer() -> None:
    """Each look in a row that fails doubles the pause, to a minute; one that succeeds ends that."""
    waiting, pauses = after((0, observation())), list[float]()
    for at in range(1, 8):
        waiting = waiting.missed("throttled")
        pauses.append(waiting.next(at, Limits()).pause)
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert waiting.saw(9, observation(station="elsewhere")).next(9, Limits()).pause == PAUSES[0]


def test_arrived() -> None:
    """One whole proof ends it; a look that failed afterwards does not make an old proof new."""
    waiting = after((0, observation(LIVE)))
    assert waiting.next(0, Limits()) == Step(end=End.ARRIVED)
    assert waiting.missed("gone").next(1, Limits()).end is None


def test_lost_is_confirmed() -> None:
    """What is final is believed when it was seen twice, some seconds apart, with nothing else in between."""
    gone = observation(ROLLED_BACK, Work.IDLE)
    once = after((0, gone))
    assert once.next(0, Limits()) == Step(pause=CONFIRMED)
    assert once.saw(CONFIRMED, gone).next(CONFIRMED, Limits()).end is End.LOST
    interrupted = once.saw(3, observation()).saw(6, gone)
    assert interrupted.next(6, Limits()).end is None
    assert once.missed("gone").next(CONFIRMED, Limits()).end is None


def test_settling_is_given_two_minutes() -> None:
    """Nobody is at work on it: it may be about to begin, or about to be well."""
    idle = observation(NO_ROUTE, Work.IDLE)
    assert after((0, idle)).saw(SETTLED - 1, idle).next(SETTLED - 1, Limits()).end is None
    assert after((0, idle)).saw(SETTLED, idle).next(SETTLED, Limits()).end is End.UNCHANGED


def test_settling_begins_when_the_work_ends() -> None:
    """The two minutes are counted from the end of the deployment, not from the beginning of the wait."""
    idle = observation(NO_ROUTE, Work.IDLE)
    late = after((0, observation()), (400, observation()), (500, idle))
    assert late.next(500 + SETTLED - 1, Limits()).end is None
    assert late.next(500 + SETTLED, Limits()).end is End.UNCHANGED


@pytest.mark.parametrize("longest,patience", [(None, QUIET), (60, QUIET), (200, QUIET), (201, 603), (1800, 5400)])
def test_the_clock_without_progress(longest: float | None, patience: float) -> None:
    """Three times what the service's own deployments take at longest, and ten minutes at least."""
    waiting = after((0, observation(longest=None if longest is None else timedelta(seconds=longest))))
    assert waiting.next(patience - 1, Limits()).end is None
    assert waiting.next(patience, Limits()).end is End.UNCHANGED


def test_only_a_new_height_is_progress() -> None:
    """Tasks that come and go reach no new height; those of a new deployment count from nothing again."""
    up, down = observation(reached=(7, 2), station="A"), observation(reached=(7, 0), station="A")
    assert after((0, up), (10, down), (20, up), (30, down), (40, up)).moved == 0
    anew = observation(reached=(7, 0), station="B")
    assert after((0, up), (10, anew)).moved == 10
    assert after((0, up), (10, anew), (20, replace(up, motion=replace(up.motion, station="B")))).moved == 20
    assert after((0, up), (10, anew), (20, up)).moved == 10


def test_what_cannot_be_read_is_no_progress() -> None:
    """A figure that is missing in one look and back in the next has not grown."""
    whole, cut = observation(reached=(7, 2, 1)), observation(reached=(7,))
    assert after((0, whole), (10, cut), (20, whole)).moved == 0


@given(st.floats(0, 10_000), st.floats(0, 10_000), st.sampled_from([ON_ITS_WAY, NO_ROUTE, ROLLED_BACK]))
def test_the_time_given_is_never_exceeded(timeout: float, at: float, report: Report) -> None:
    """No pause leads beyond it, and at its end there is no next look."""
    step = after((0, observation(report))).next(at, Limits(timeout=timeout))
    assert step.end is not None or at + step.pause <= timeout + 1e-6
    assert at < timeout or step.end is not None


@given(st.lists(st.tuples(st.floats(0, 60), st.sampled_from([ON_ITS_WAY, NO_ROUTE, ROLLED_BACK])), max_size=40))
def test_it_always_ends(looks: list[tuple[float, Report]]) -> None:
    """Whatever is seen, as long as it comes no further, somebody who waits is let go."""
    waiting, at = Waiting(0.0).saw(0, observation()), 0.0
    for pause, report in looks:
        at += pause
        waiting = waiting.saw(at, observation(report))
    assert waiting.next(QUIET, Limits()).end is not None or at > QUIET or waiting.moved > 0


def test_passing_trouble() -> None:
    """What AWS could not answer this time is trouble; what it denies, and what the service itself does, is not."""
    gaps = (
        Gap("StoppedTasks", "ecs:ListTasks", "Throttled"),
        Gap("Images", "ecr:DescribeImages", "AccessDenied", "ecr:DescribeImages"),
        Gap("CanaryAnswers", "http:get", "Unreachable"),
    )
    assert troubles(observation(replace(ON_ITS_WAY, gaps=gaps))) == "ecs:ListTasks: Throttled"

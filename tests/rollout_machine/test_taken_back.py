"""What is said of a version that was taken back: the cause that was seen before, and what serves now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from islive.model.documents import Progress
from islive.model.report import Report
from islive.model.verdict import Reason, Verdict
from islive.remedy.course import is_way_back
from islive.rollout.driver import Rolled
from islive.rollout.machine import Event, State
from islive.rollout.taken_back import taken_back, told_of
from tests.render.sample_documents import AVA_OLO, DASHBOARDS, LIVE, ROLLING
from tests.rollout_machine.seen import observation

# What nobody sees any more once another version is deployed: the report of now knows only that.
NOW = replace(DASHBOARDS, target=AVA_OLO.target, wanted=AVA_OLO.wanted, verdict=Verdict.NOT_LIVE, reason=Reason.FAILED)


def test_the_cause_is_that_which_was_seen() -> None:
    """Where it stopped, why, and what is left to do are of the look before; who is served, and when, are of now."""
    told = taken_back(NOW, AVA_OLO, is_back=True)
    assert (told.verdict, told.reason, told.stopped_at) == (Verdict.NOT_LIVE, Reason.ROLLED_BACK, AVA_OLO.stopped_at)
    assert [one.id for one in told.diagnosis.root_causes] == [one.id for one in AVA_OLO.diagnosis.root_causes]
    assert (told.impact, told.taken_at, told.gaps) == (NOW.impact, NOW.taken_at, NOW.gaps)
    assert f"{AVA_OLO.taken_at:%H:%M:%S} UTC, before it was taken back" in told.notes[0]


def test_the_way_back_is_gone_and_not_proposed_again() -> None:
    """All else of the plan is left to do."""
    assert any(map(is_way_back, AVA_OLO.plan))
    told = taken_back(NOW, AVA_OLO, is_back=True)
    assert told.plan == tuple(one for one in AVA_OLO.plan if not is_way_back(one))
    assert not any(is_way_back(one) for finding in told.diagnosis.findings for one in finding.remedies)


def test_what_did_not_come_back_was_not_rolled_back() -> None:
    """Then it failed as it was seen to."""
    stale = replace(AVA_OLO, reason=Reason.STALE_CODE)
    assert taken_back(NOW, stale, is_back=False).reason is Reason.STALE_CODE


@pytest.mark.parametrize("decided", [None, ROLLING])
def test_without_a_cause_it_is_rolled_back_all_the_same(decided: Report | None) -> None:
    """Another run of islive went back, or it was not yet known why."""
    assert taken_back(NOW, decided, is_back=True) == replace(NOW, reason=Reason.ROLLED_BACK)


@pytest.mark.parametrize("now", [LIVE, ROLLING, replace(NOW, reason=Reason.ROLLED_BACK)])
def test_what_ecs_says_itself_stands(now: Report) -> None:
    """It is live, or on its way, after all; or ECS took it back, and its own record says why."""
    assert taken_back(now, AVA_OLO, is_back=True) == now


def test_where_the_last_look_failed_it_is_told_as_it_was_seen() -> None:
    """Nobody knows what serves now: nothing is put together."""
    none = timedelta()
    failed = Progress(observation(NOW), "", none, none, none, None, "ExpiredToken")
    ended = Rolled(State.HELD, Event.UNTOLD, failed, decided=AVA_OLO)
    assert told_of(NOW, ended) is NOW
    assert told_of(NOW, replace(ended, progress=None)).diagnosis.root_causes == AVA_OLO.diagnosis.root_causes

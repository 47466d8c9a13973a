"""Whatever a healthy service does while it moves, it is never called broken, and nothing is found to be the cause."""

from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from islive.model.report import Report
from islive.model.verdict import Verdict
from islive.simulator.world import from_document
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_service
from tests.properties.moving import MOTIONS, TEN_MINUTES, Motion, snapshot
from tests.properties.scenes import document, look_on, settings_of_scenario

# Ten minutes of virtual time, a look at each half minute of them.
pytestmark = pytest.mark.slow

EVERY = 30
VERDICTS = {
    "rolling": {Verdict.IN_PROGRESS, Verdict.LIVE},
    "scale-in": {Verdict.LIVE},
    "bake": {Verdict.IN_PROGRESS, Verdict.LIVE},
}


@cache
def motion(kind: str, seed: int) -> Motion:
    """That motion, always the same for one seed."""
    return MOTIONS[kind](Random(seed))  # noqa: S311 - times, not secrets


def report(kind: str, seed: int, at: float) -> Report:
    """What is said of v1.4.2 at that moment."""
    moving = motion(kind, seed)
    world = from_document(snapshot(document("healthy"), moving, max(at, moving.begins)), kind)
    look = look_on(world, settings_of_scenario("healthy"))
    return report_on_service(look, Inquiry(version="v1.4.2"), "web")


def is_well(kind: str, seen: Report) -> bool:
    """No verdict that it does not deserve, and nobody to blame."""
    return seen.verdict in VERDICTS[kind] and seen.diagnosis.root_causes == ()


@pytest.mark.parametrize("kind", MOTIONS)
def test_ten_minutes_from_beginning_to_end(kind: str) -> None:
    """Through ten minutes it is under way or live, in this order, and live in the end."""
    seen = [report(kind, 1, at) for at in range(0, TEN_MINUTES + 1, EVERY)]
    assert [one.says for one in seen if not is_well(kind, one)] == []
    verdicts = [one.verdict for one in seen]
    assert verdicts[-1] is Verdict.LIVE
    assert sorted(verdicts, key=[Verdict.IN_PROGRESS, Verdict.LIVE].index) == verdicts


@pytest.mark.parametrize("kind", MOTIONS)
@settings(max_examples=30)
@given(seed=st.integers(0, 2**16), at=st.floats(0, TEN_MINUTES))
def test_at_every_moment(kind: str, seed: int, at: float) -> None:
    """However long each step takes, and whichever side learns of it first: no false alarm, no cause."""
    seen = report(kind, seed, at)
    assert is_well(kind, seen), (seen.says, [cause.summary for cause in seen.diagnosis.root_causes])

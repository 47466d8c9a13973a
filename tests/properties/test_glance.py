"""A glance never says LIVE where a full look would not, whatever it is kept from seeing."""

import random
from functools import cache

import pytest

from islive.engine.glance import LEFT_OUT, glance
from islive.engine.investigate import investigate
from islive.model.doors import Doors
from islive.model.evidence import gaps_in
from islive.model.question import Options
from islive.model.report import Report
from islive.model.target import Requested
from islive.model.verdict import Verdict
from tests.properties.perturbed import SPOILT, spoilt
from tests.properties.worlds import INQUESTS, Inquest, known

SUBJECTS = tuple({(one.scenario, one.service): one for one in INQUESTS}.values())
PAIRS = 25


def seen(inquest: Inquest, doors: Doors) -> Report | None:
    """What a glance reports."""
    world = known(inquest)
    return glance(world.target, doors, Options(), world.look.settings, world.look.now, raising=True).report


@cache
def whole(inquest: Inquest) -> Report:
    """What a full look reports of what PRIMARY declares."""
    world = known(inquest)
    look = world.look
    return investigate(world.target, Requested(), look.doors, Options(), look.settings, look.now, raising=True)


def no_better(glanced: Report | None, inquest: Inquest) -> bool:
    """A glance is silent, or right."""
    full = whole(inquest)
    return glanced is None or (full.verdict is Verdict.LIVE and full.reason is glanced.reason is None)


@pytest.mark.parametrize("inquest", SUBJECTS, ids=str)
def test_a_glance_is_silent_or_right(inquest: Inquest) -> None:
    """Where a glance says LIVE the full look says LIVE, not degraded, and serving the same images."""
    glanced = seen(inquest, known(inquest).look.doors)
    assert no_better(glanced, inquest)
    if glanced:
        full = whole(inquest)
        assert glanced.impact.serving == full.impact.serving
        assert glanced.proved_to is full.proved_to
        assert glanced.notes
        assert {fact.__name__ for fact in LEFT_OUT[:3]} <= {*glanced.not_looked_at}


@pytest.mark.parametrize("scenario", ["healthy", "healthy-worker", "ava-olo-live"])
def test_a_glance_sees_health(scenario: str) -> None:
    """A service that is well is proved so at a glance: the property above is not empty."""
    subject = next(one for one in SUBJECTS if one.scenario == scenario)
    assert seen(subject, known(subject).look.doors) is not None


@pytest.mark.parametrize("how", SPOILT)
@pytest.mark.parametrize("inquest", SUBJECTS, ids=str)
def test_one_answer_less(inquest: Inquest, how: str) -> None:
    """Whichever answer is refused, empty or late: a glance says LIVE only of what is live, and only with full sight."""
    world = known(inquest)
    for asked in world.answers:
        glanced = seen(inquest, spoilt(world, {asked: how}))
        assert no_better(glanced, inquest), (how, asked)
        assert glanced is None or not gaps_in(glanced), (how, asked)


@pytest.mark.parametrize("inquest", SUBJECTS, ids=str)
def test_two_answers_less(inquest: Inquest) -> None:
    """The same holds for random pairs of answers."""
    world, chance = known(inquest), random.Random(str(inquest))  # noqa: S311 - a fixed choice, not a secret
    for _ in range(PAIRS):
        pair = chance.sample(sorted(world.answers), 2)
        ways = {asked: chance.choice(SPOILT) for asked in pair}
        assert no_better(seen(inquest, spoilt(world, ways)), inquest), ways

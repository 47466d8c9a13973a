"""Promise 1, generated: for every world and every answer of it, taking the answer away never makes it look better."""

import random
from itertools import product

import pytest

from islive.model.report import Report
from islive.model.verdict import Reason, Verdict
from tests.matrix import portion, tries
from tests.properties.perturbed import SPOILT, spoilt
from tests.properties.worlds import INQUESTS, Inquest, ask, known

ALLOWED = {
    Verdict.LIVE: {Verdict.LIVE, Verdict.UNKNOWN},
    Verdict.NOT_LIVE: {Verdict.NOT_LIVE, Verdict.UNKNOWN},
    Verdict.IN_PROGRESS: {Verdict.IN_PROGRESS, Verdict.UNKNOWN},
    Verdict.UNKNOWN: {Verdict.UNKNOWN},
}
PAIRS = tries(40, 8)


def worse_or_equal(whole: Report, less: Report) -> bool:
    """Nothing was gained by taking evidence away: no verdict, no grade, no lost "degraded"."""
    kept = whole.reason is not Reason.DEGRADED or less.verdict is not Verdict.LIVE or less.reason is whole.reason
    graded = less.verdict is not Verdict.LIVE or less.proved_to <= whole.proved_to
    return less.verdict in ALLOWED[whole.verdict] and kept and graded


# Five is no divisor of the number of ways, so that a sample holds each way, in other worlds.
ONE_LESS = portion(list(product(INQUESTS, SPOILT)), 5)


@pytest.mark.parametrize("inquest, how", ONE_LESS, ids=str)
def test_one_answer_less_never_looks_better(inquest: Inquest, how: str) -> None:
    """Whichever answer is denied, throttled, broken, empty, cut or late: no false live, no hope that is not there."""
    world = known(inquest)
    for asked in world.answers:
        less = ask(inquest, world.target, world.look, spoilt(world, {asked: how}))
        if not worse_or_equal(world.report, less):
            pytest.fail(f"{how} {asked}: {world.report.says} became: {less.says} ({less.reason})", pytrace=False)


@pytest.mark.parametrize("inquest", INQUESTS, ids=str)
def test_two_answers_less_never_look_better(inquest: Inquest) -> None:
    """The same holds for random pairs of answers, each spoilt in a random way."""
    world = known(inquest)
    chance = random.Random(str(inquest))  # noqa: S311 - a fixed choice, not a secret
    for _ in range(PAIRS):
        pair = chance.sample(sorted(world.answers), 2)
        ways = {asked: chance.choice(SPOILT) for asked in pair}
        less = ask(inquest, world.target, world.look, spoilt(world, ways))
        if not worse_or_equal(world.report, less):
            pytest.fail(f"{ways}: {world.report.says} became: {less.says} ({less.reason})", pytrace=False)


@pytest.mark.parametrize("inquest", portion(INQUESTS, 3), ids=str)
def test_unknown_names_what_was_taken(inquest: Inquest) -> None:
    """Where a denied answer makes the verdict UNKNOWN, the report names the permission that is missing."""
    world = known(inquest)
    for asked in world.answers:
        less = ask(inquest, world.target, world.look, spoilt(world, {asked: "denied"}))
        if less.verdict is Verdict.UNKNOWN and world.report.verdict is not Verdict.UNKNOWN and asked.door == "aws":
            named = {gap.permission for gap in less.gaps}
            assert asked.operation in named

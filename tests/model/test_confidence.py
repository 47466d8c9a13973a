"""Exact bounds of a share, and that they keep their promise."""

import random
from collections import Counter

import pytest

from islive.model.confidence import at_least, at_most, chance_of_at_most, percent

SHARES = (0.001, 0.005, 0.01, 0.015, 0.02, 0.05, 0.1, 0.3, 0.5, 0.9)
WORLDS, ANSWERS = 1000, 200


@pytest.mark.parametrize(
    "seen,answers,bound",
    # By hand: (1 - p)^n = 0.05; and 1 - (1-p)^10 - 10 p (1-p)^9 = 0.95 gives 0.3942 (Clopper and Pearson's table).
    [(0, 1, 0.95), (0, 2, 0.7764), (0, 200, 0.014867), (0, 300, 0.009936), (1, 10, 0.3942), (10, 10, 1.0), (0, 0, 1.0)],
)
def test_the_upper_bound_is_exact(seen: int, answers: int, bound: float) -> None:
    """It is where so few would be seen in one of twenty samples."""
    assert at_most(seen, answers) == pytest.approx(bound, abs=1e-4)


@pytest.mark.parametrize("seen,answers", [(1, 10), (5, 200), (93, 200), (999, 1000)])
def test_at_the_bounds_the_chance_is_one_in_twenty(seen: int, answers: int) -> None:
    """At the upper bound of seeing so few, at the lower of seeing so many."""
    assert chance_of_at_most(seen, answers, at_most(seen, answers)) == pytest.approx(0.05)
    assert 1 - chance_of_at_most(seen - 1, answers, at_least(seen, answers)) == pytest.approx(0.05)


def test_none_seen_is_nearly_the_rule_of_three() -> None:
    """Three in so many answers, and never more."""
    for answers in (50, 200, 1000, 10_000):
        assert 2.9 / answers < at_most(0, answers) <= 3 / answers


def test_what_cannot_be_seen_bounds_nothing() -> None:
    """Nothing seen is no lower bound; nothing asked is no bound at all."""
    assert (at_least(0, 200), at_least(0, 0), at_most(0, 0)) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    "share,said",
    [(0.014867, "1.5 %"), (0.0141, "1.5 %"), (0.01, "1 %"), (0.00029, "0.03 %"), (0.95, "95 %"), (1.0, "100 %")],
)
def test_rounding_never_makes_a_bound_smaller(share: float, said: str) -> None:
    """A tenth of a percent, below that a hundredth."""
    assert percent(share) == said


@pytest.mark.parametrize("share,said", [(0.0649, "6.4 %"), (0.01, "1 %"), (0.0009, "0 %")])
def test_a_lower_bound_is_rounded_down(share: float, said: str) -> None:
    """For the same reason."""
    assert percent(share, lower=True) == said


@pytest.mark.parametrize("share", SHARES)
def test_the_stated_confidence_is_true(share: float) -> None:
    """Over 1,000 seeded worlds with that share of old answers, the bound lies below it in no more than 5 %, but luck.

    By chance alone more than 67 of 1,000 would be wrong in one of a hundred runs; the draws are fixed.
    """
    chance = random.Random(f"share {share}")  # noqa: S311 - a fixed choice, not a secret
    seen = Counter(sum(chance.random() < share for _ in range(ANSWERS)) for _ in range(WORLDS))
    assert sum(times for old, times in seen.items() if at_most(old, ANSWERS) < share) <= 67
    assert sum(times for old, times in seen.items() if at_least(old, ANSWERS) > share) <= 67

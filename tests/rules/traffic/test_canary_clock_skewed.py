"""canary-clock-skewed: two clocks, two times."""

import pytest

from islive.rules.traffic.canary_clock_skewed import canary_clock_skewed
from tests.rules.builders_b import answer, answers, only
from tests.rules.traffic.measures import URL


@pytest.mark.parametrize("skew,says", [(600, "600 s ahead of"), (-90, "90 s behind")])
def test_how_far_and_which_way(skew: int, says: str) -> None:
    """In seconds, against what would be usual."""
    seen = only(canary_clock_skewed.see(answers(answer(skew=skew))))
    assert seen.summary == f"the clock of the process at {URL} is {says} the one here, expected under 60 s"


def test_a_clock_that_is_right_is_silence() -> None:
    """Or one that nobody knows."""
    assert list(canary_clock_skewed.see(answers(answer()))) == []

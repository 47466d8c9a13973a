"""Evidence: facts, gaps, and gaps inside facts."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.model.doors import Refused
from islive.model.evidence import DENIED, Evidence, Gap, gap, gaps_in

NOW = datetime(2025, 3, 10, tzinfo=UTC)
WORDS = st.sampled_from(["a", "b", "c"])
CODES = st.sampled_from(["AccessDenied", "Throttled", "Empty"])
GAPS = st.builds(lambda fact, operation, code: gap(fact, Refused(operation, code)), WORDS, WORDS, CODES)


@dataclass(frozen=True)
class Things:
    """A fact about several things."""

    gaps: tuple[Gap, ...]


def evidence(facts: list[Any]) -> Evidence:
    """These facts, each under a type of its own."""
    return Evidence(NOW, {type(f"Fact{i}", (), {}): fact for i, fact in enumerate(facts)})


@given(st.lists(GAPS | st.lists(GAPS).map(lambda some: Things(tuple(some)))), st.randoms(use_true_random=False))
def test_every_gap_is_told_once_in_one_order(facts: list[Any], chance: Any) -> None:
    """Of whole facts and inside facts, whatever the order in which they were collected."""
    told = evidence(facts).gaps
    every = {one for fact in facts for one in ((fact,) if isinstance(fact, Gap) else fact.gaps)}
    assert set(told) == every
    assert len(told) == len(every)
    chance.shuffle(facts)
    assert evidence(facts).gaps == told


@given(st.lists(st.builds(Gap, WORDS, WORDS, WORDS, st.none() | WORDS)))
def test_gaps_can_always_be_put_in_order(gaps: list[Gap]) -> None:
    """Also two that differ only in that one of them names a permission."""
    assert set(evidence([Things(tuple(gaps))]).gaps) == set(gaps)


@pytest.mark.parametrize("code", ["Unreachable", "TimedOut"])
def test_what_is_out_of_reach_from_here_is_not_asked_again(code: str) -> None:
    """An internal address answers nobody outside: the way out is another way in, or to do without."""
    unreached = gap("CanaryAnswers", Refused("http:get", f"{code} at https://shop.internal/deployment-canary"))
    assert unreached.way_out.startswith("use --connect-to or --no-probe (")
    assert "https://shop.internal/deployment-canary" in unreached.way_out


def test_what_was_not_collected_is_a_gap() -> None:
    """A fact is never silently missing."""
    assert Evidence(NOW, {}).get(Things) == Gap("Things", "", "NotCollected")
    assert Evidence(NOW, {}).gaps == ()


@given(st.text(min_size=1), st.sampled_from(sorted(DENIED)))
def test_a_denial_names_the_permission(operation: str, code: str) -> None:
    """What is denied for want of a permission says which to grant."""
    found = gap("Things", Refused(operation, code))
    assert (found.permission, found.way_out) == (operation, f"grant {operation}")


@pytest.mark.parametrize("code", ["Throttled", "ServerError", "Cut", "Empty", "TimedOut", "Unreachable", "NotRecorded"])
def test_other_refusals_are_to_be_asked_again(code: str) -> None:
    """No permission would help, and the other side's code is told."""
    found = gap("Things", Refused("ecs:ListTasks", code))
    assert (found.permission, found.way_out) == (None, f"ask again (ecs:ListTasks: {code})")


def test_a_fact_without_gaps_has_none() -> None:
    """Whatever it is."""
    assert gaps_in(NOW) == ()
    assert gaps_in(Things((gap("Things", Refused("x", "Cut")),))) == (Gap("Things", "x", "Cut"),)

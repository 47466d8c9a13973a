"""The page of accuracy is current, and what it says is good enough."""

import pytest

from scripts.accuracy import PAGE, page, score, written
from tests.causes.labelled import cases


@pytest.mark.slow
def test_the_page_is_current() -> None:
    """docs/accuracy.md is what `make accuracy` writes."""
    assert PAGE.read_text("utf-8") == page()


@pytest.mark.parametrize(
    "column, first, wrong",
    [("documented", 0.97, 0.03), ("field, development", 0.9, 0.07), ("field, reported", 0.9, 0.07)],
)
def test_the_right_cause_stands_first(column: str, first: float, wrong: float) -> None:
    """Documented messages nearly always get their cause, those from the field nine times in ten."""
    counted = score([one for one in cases() if one.group == column])
    assert counted.first / counted.cases >= first
    assert (counted.look_alike + counted.wrong) / counted.cases <= wrong


def test_no_thread_is_in_both_halves() -> None:
    """What is reported is of other threads than what was learned from."""
    halves = {(case.source, case.group) for case in written("field")}
    assert len({source for source, _ in halves}) == len(halves)


@pytest.mark.parametrize("name", ["documented", "field"])
def test_every_message_says_where_it_is_from(name: str) -> None:
    """Each case has at least one message, and the public address of its source."""
    assert all(case.messages and case.source.startswith("https://") for case in written(name))

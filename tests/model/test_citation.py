"""What is quoted."""

from hypothesis import given
from hypothesis import strategies as st

from islive.model.citation import MOST, Citation


@given(st.text(st.characters(exclude_characters="…"), max_size=2 * MOST))
def test_a_quotation_keeps_both_ends(words: str) -> None:
    """Words are quoted whole; of more than anybody reads the middle is left out, and it shows."""
    quote = Citation("logs:GetLogEvents", "events[].message", words).quote
    head, _, tail = quote.partition("…") if len(words) > MOST else (words, "", "")
    assert len(quote) == min(len(words), MOST)
    assert words.startswith(head)
    assert words.endswith(tail)


@given(st.text(min_size=MOST, max_size=2 * MOST))
def test_a_quotation_of_a_quotation_is_the_same(words: str) -> None:
    """A report that is read back says what it said."""
    quote = Citation("logs:GetLogEvents", "events[].message", words).quote
    assert Citation("logs:GetLogEvents", "events[].message", quote).quote == quote

"""canary-signature-refused: not signed with the key."""

import pytest

from islive.model.citation import Citation
from islive.rules.traffic.canary_signature_refused import canary_signature_refused
from tests.rules.builders_b import answer, answers, only
from tests.rules.traffic.measures import URL, measured, said, way


@pytest.mark.parametrize(
    "doubt,what",
    [
        ("unsigned", "it bears no signature"),
        ("forged", "its signature is not that of the key"),
        ("replayed", "it is signed, and answers somebody else's question"),
    ],
)
def test_what_is_wrong_is_said(doubt: str, what: str) -> None:
    """With what the answer claims."""
    seen = only(canary_signature_refused.see(answers(answer(doubt=doubt, doubt_quote="why")), measured()))
    assert seen.summary == f"{URL} says v2, and {what}: expected one with the key, for this question"
    assert seen.because[0] == Citation("http:get", URL, "why")


def test_one_of_many_is_enough() -> None:
    """Where the first answer was signed and a later one was not."""
    doubted = (said(1, doubt="forged", doubt_quote="why"),)
    assert only(canary_signature_refused.see(answers(answer()), measured(way(said(199), doubted=doubted))))


@pytest.mark.parametrize("doubt", [None, "cached"])
def test_other_answers_are_silence(doubt: str | None) -> None:
    """Well signed, no key, or from a cache."""
    assert list(canary_signature_refused.see(answers(answer(doubt=doubt)), measured())) == []

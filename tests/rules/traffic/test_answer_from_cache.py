"""answer-from-cache: a copy answers."""

import pytest

from islive.model.citation import Citation
from islive.rules.traffic.answer_from_cache import answer_from_cache
from tests.rules.builders_b import answer, answers, only
from tests.rules.traffic.measures import URL, measured, said, way

COPY = {"doubt": "cached", "doubt_quote": "age: 3412", "version": "v1.0.0"}


def test_the_copy_shows_its_age() -> None:
    """It is quoted with what it says."""
    seen = only(answer_from_cache.see(answers(answer(**COPY)), measured()))
    assert seen.summary == (
        f"{URL} is answered by a cache (age: 3412): what it says, v1.0.0, may be long past; expected an answer of the "
        "process"
    )
    assert seen.because[0] == Citation("http:get", URL, "age: 3412")


def test_one_way_is_told_once() -> None:
    """However often it answered from its cache."""
    assert only(answer_from_cache.see(answers(answer(**COPY)), measured(way(doubted=(said(200, **COPY),)))))


@pytest.mark.parametrize("doubt", [None, "forged", "unsigned", "replayed"])
def test_other_answers_are_silence(doubt: str | None) -> None:
    """What is wrong with them is another matter."""
    assert list(answer_from_cache.see(answers(answer(doubt=doubt)), measured(way(said(200))))) == []

"""answers-failing: some of many answers are errors."""

from islive.model.citation import Citation
from islive.rules.traffic.answers_failing import answers_failing
from tests.rules.builders_b import only
from tests.rules.traffic.measures import PLACE, URL, measured, said, way


def test_errors_are_counted_by_status() -> None:
    """Of all questions, also of those whose answers do not count."""
    failed = {"status 502": 3, "status 503": 1}
    seen = only(answers_failing.see(measured(way(said(190), doubted=(said(6, doubt="cached"),), failed=failed))))
    assert seen.summary == f"4 of 200 answers at {PLACE} are errors (3 × 502, 1 × 503), expected none"
    assert seen.because == (Citation("http:get", URL, "3 × 502, 1 × 503"),)


def test_without_errors_it_is_silent() -> None:
    """And without a measurement."""
    assert list(answers_failing.see(measured(way(said(200))))) == []
    assert list(answers_failing.see(measured())) == []

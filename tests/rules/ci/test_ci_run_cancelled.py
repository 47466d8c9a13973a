"""ci-run-cancelled: the CI run of the commit was stopped before its end."""

from dataclasses import replace

import pytest

from islive.facts.tried import Tried
from islive.rules.ci.ci_run_cancelled import ci_run_cancelled
from tests.rules.builders_a import REFUSED, digest, only, run, runs, service_deployment, sightings, wanted
from tests.rules.builders_images import NEVER_TRIED


@pytest.mark.parametrize("word", ["cancelled", "stale", "canceled", "Superseded", "Stopped"])
def test_a_run_that_was_stopped(word: str) -> None:
    """In the provider's own word, whichever provider it is."""
    seen = only(ci_run_cancelled, wanted(), runs(run("build", word)), NEVER_TRIED)
    assert seen.summary.startswith(f"workflow build was cancelled ({word}): for commit c0ffee1, ")
    assert seen.because[0].quote == word
    assert "again for commit c0ffee1" in seen.remedies[0].steps[0].says


def test_where_it_stopped() -> None:
    """The step is named where the provider tells."""
    stopped = replace(run("shop", "Superseded"), kind="pipeline", step="stage Deploy")
    seen = only(ci_run_cancelled, wanted(), runs(stopped), NEVER_TRIED)
    assert seen.summary.startswith("pipeline shop was cancelled at stage Deploy (Superseded)")


def test_what_was_repeated_or_went_on_is_silent() -> None:
    """A newer run takes its place; a version that was deployed needs no run; other ends are other findings."""
    again = runs(run("build", "cancelled", "07:05", "1"), run("build", "success", "07:20", "2"))
    assert sightings(ci_run_cancelled, wanted(), again, NEVER_TRIED) == ()
    there = wanted(digests=[digest("a")])
    tried = Tried((service_deployment("new", "SUCCESSFUL", "rev/6"),))
    for known in (tried, REFUSED):
        assert sightings(ci_run_cancelled, there, runs(run("build", "cancelled")), known) == ()
    assert sightings(ci_run_cancelled, wanted(), runs(run("build", "failure")), NEVER_TRIED) == ()
    assert sightings(ci_run_cancelled, wanted(commit=None), runs(run("build", "cancelled")), NEVER_TRIED) == ()

"""ci-run-failed: the CI run of the commit did not succeed."""

import pytest

from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.ci.ci_run_failed import ci_run_failed
from tests.rules.builders_a import REFUSED, build, builds, digest, only, run, runs, sightings, wanted


@pytest.mark.parametrize("conclusion", ["failure", "cancelled", "timed_out", "startup_failure"])
def test_a_run_that_ended_badly(conclusion: str) -> None:
    """Workflow, commit and conclusion are named, and what would have been right."""
    seen = only(ci_run_failed, wanted(), runs(run("build", conclusion)), builds())
    assert seen.summary.startswith(f"workflow build ended with {conclusion}: for commit c0ffee1, ")
    assert seen.because == (Citation("github:actions/runs", "workflow_runs[1].conclusion", conclusion),)
    assert seen.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize("conclusion", ["success", "neutral", "skipped", None])
def test_a_run_that_did_not_end_badly(conclusion: str | None) -> None:
    """Success, what was skipped, and what is still running are no failures."""
    assert sightings(ci_run_failed, wanted(), runs(run("build", conclusion)), builds()) == ()


def test_the_newest_run_of_each_workflow_decides() -> None:
    """A repeated run takes the place of the one before, and each workflow is judged by itself."""
    some = runs(
        run("build", "failure", "07:05", "1"),
        run("build", "success", "07:20", "2"),
        run("deploy", "success", "07:05", "3"),
        run("deploy", "failure", "07:20", "4"),
    )
    assert [one.subject for one in sightings(ci_run_failed, wanted(), some, builds())] == ["https://github.com/runs/4"]


def test_runs_of_another_commit_are_no_evidence() -> None:
    """Only runs of the wanted commit count, and without a commit there are none."""
    failed = runs(run("build", "failure"))
    assert sightings(ci_run_failed, wanted(commit="f" * 40), failed, builds()) == ()
    assert sightings(ci_run_failed, wanted(commit=None), failed, builds()) == ()


def test_an_image_that_is_the_version_outlives_its_run() -> None:
    """Where the image exists, the run did its work as far as this question goes."""
    assert sightings(ci_run_failed, wanted(digests=[digest("a")]), runs(run("build", "failure")), builds()) == ()


def test_a_build_that_was_started_all_the_same_makes_it_doubtful() -> None:
    """The run may have nothing to do with the image; builds that could not be read change nothing."""
    failed = runs(run("lint", "failure"))
    assert only(ci_run_failed, wanted(), failed, builds(build())).certainty is Certainty.POSSIBLE
    assert only(ci_run_failed, wanted(), failed, REFUSED).certainty is Certainty.CONFIRMED

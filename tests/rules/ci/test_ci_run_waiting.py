"""ci-run-waiting: the CI run of the commit waits for a person."""

from dataclasses import replace

from islive.facts.ci_runs import CiRun
from islive.facts.tried import Tried
from islive.rules.ci.ci_run_waiting import ci_run_waiting
from tests.rules.builders_a import REFUSED, digest, only, run, runs, service_deployment, sightings, wanted
from tests.rules.builders_images import NEVER_TRIED


def waiting(status: str) -> CiRun:
    """A run with that status and no end."""
    return replace(run("deploy", None), status=status)


def test_an_approval_is_waited_for() -> None:
    """GitHub's, GitLab's and CodePipeline's words for it."""
    for word in ("waiting", "manual", "Halted"):
        seen = only(ci_run_waiting, wanted(), runs(waiting(word)), NEVER_TRIED)
        assert seen.summary == "workflow deploy waits for a person: for commit c0ffee1, since 2025-05-01 07:05 UTC"
        assert seen.because[0].quote == word


def test_what_waits_is_named() -> None:
    """Step and words, where the provider tells them."""
    at = replace(waiting("Halted"), kind="pipeline", step="stage Deploy, action Approve", says="ship it?")
    seen = only(ci_run_waiting, wanted(), runs(at), NEVER_TRIED)
    assert "pipeline deploy waits for a person at stage Deploy, action Approve (ship it?)" in seen.summary


def test_what_runs_or_went_on_is_silent() -> None:
    """A run at work waits for nobody; a version that was deployed does not wait for its run."""
    for word in ("queued", "in_progress", "running", "InProgress"):
        assert sightings(ci_run_waiting, wanted(), runs(waiting(word)), NEVER_TRIED) == ()
    there = wanted(digests=[digest("a")])
    for known in (Tried((service_deployment("new", "SUCCESSFUL", "rev/6"),)), REFUSED):
        assert sightings(ci_run_waiting, there, runs(waiting("waiting")), known) == ()
    assert sightings(ci_run_waiting, wanted(commit=None), runs(waiting("waiting")), NEVER_TRIED) == ()

"""ci-run-failed: the CI run of the commit did not succeed."""

from dataclasses import replace

import pytest

from islive.facts.ci_runs import CiRun
from islive.facts.tried import Tried
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.ci.ci_run_failed import ci_run_failed
from tests.rules.builders_a import (
    REFUSED,
    build,
    builds,
    digest,
    only,
    run,
    runs,
    service_deployment,
    sightings,
    wanted,
)
from tests.rules.builders_images import NEVER_TRIED


@pytest.mark.parametrize("conclusion", ["failure", "timed_out", "startup_failure"])
def test_a_run_that_ended_badly(conclusion: str) -> None:
    """Workflow, commit and conclusion are named, and what would have been right."""
    seen = only(ci_run_failed, wanted(), runs(run("build", conclusion)), builds(), NEVER_TRIED)
    assert seen.summary.startswith(f"workflow build ended with {conclusion}: for commit c0ffee1, ")
    assert seen.because == (Citation("github:actions/runs", "workflow_runs[1].conclusion", conclusion),)
    assert seen.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize("conclusion", ["success", "neutral", "skipped", "cancelled", "action_required", None])
def test_a_run_that_did_not_end_badly(conclusion: str | None) -> None:
    """Success, what was skipped or cancelled, what waits and what is still running are no failures."""
    assert sightings(ci_run_failed, wanted(), runs(run("build", conclusion)), builds(), NEVER_TRIED) == ()


def test_the_newest_run_of_each_workflow_decides() -> None:
    """A repeated run takes the place of the one before, and each workflow is judged by itself."""
    some = runs(
        run("build", "failure", "07:05", "1"),
        run("build", "success", "07:20", "2"),
        run("deploy", "success", "07:05", "3"),
        run("deploy", "failure", "07:20", "4"),
    )
    assert [one.subject for one in sightings(ci_run_failed, wanted(), some, builds(), NEVER_TRIED)] == [
        "https://github.com/runs/4"
    ]


def test_runs_of_another_commit_are_no_evidence() -> None:
    """Only runs of the wanted commit count, and without a commit there are none."""
    failed = runs(run("build", "failure"))
    assert sightings(ci_run_failed, wanted(commit="f" * 40), failed, builds(), NEVER_TRIED) == ()
    assert sightings(ci_run_failed, wanted(commit=None), failed, builds(), NEVER_TRIED) == ()


def test_an_image_that_is_the_version_outlives_its_run() -> None:
    """Where the image exists, the run did its work as far as this question goes."""
    assert (
        sightings(ci_run_failed, wanted(digests=[digest("a")]), runs(run("build", "failure")), builds(), NEVER_TRIED)
        == ()
    )


def at_step(build_id: str | None = None) -> CiRun:
    """An execution of a pipeline that failed at its deployment, or at that build."""
    plain = run("shop", "failure")
    named = replace(plain, conclusion=None, status="Failed", kind="pipeline", step="stage Deploy, action ECS")
    cited = Citation("codepipeline:GetPipelineState", "stageStates[Deploy]", "no imagedefinitions.json")
    return replace(named, says="no imagedefinitions.json", build=build_id, quoted=cited)


def test_a_pipeline_that_failed_to_deploy() -> None:
    """The image exists, and was never deployed: the step that failed is named and quoted."""
    there = wanted(digests=[digest("a")])
    seen = only(ci_run_failed, there, runs(at_step()), builds(build(1, "SUCCEEDED")), NEVER_TRIED)
    assert seen.summary == (
        "pipeline shop ended with Failed at stage Deploy, action ECS (no imagedefinitions.json): for commit c0ffee1, "
        "started 2025-05-01 07:05 UTC, expected success"
    )
    assert seen.because[0].operation == "codepipeline:GetPipelineState"
    assert seen.certainty is Certainty.CONFIRMED
    tried = Tried((service_deployment("new", "ROLLBACK_SUCCESSFUL", "rev/6"),))
    assert sightings(ci_run_failed, there, runs(at_step()), builds(), tried) == ()
    assert sightings(ci_run_failed, there, runs(at_step()), builds(), REFUSED) == ()


def test_a_pipeline_that_failed_at_its_build() -> None:
    """Why the build broke is a finding of its own; a build that is not known to have broken is not blamed."""
    broken, well = build(7), build(7, "SUCCEEDED")
    assert sightings(ci_run_failed, wanted(), runs(at_step(broken.id)), builds(broken), NEVER_TRIED) == ()
    assert len(sightings(ci_run_failed, wanted(), runs(at_step(well.id)), builds(well), NEVER_TRIED)) == 1


def test_a_build_that_was_started_all_the_same_makes_it_doubtful() -> None:
    """The run may have nothing to do with the image; builds that could not be read change nothing."""
    failed = runs(run("lint", "failure"))
    assert only(ci_run_failed, wanted(), failed, builds(build()), NEVER_TRIED).certainty is Certainty.POSSIBLE
    assert only(ci_run_failed, wanted(), failed, REFUSED, NEVER_TRIED).certainty is Certainty.CONFIRMED


def test_a_run_that_only_gave_up_waiting_is_no_cause() -> None:
    """It had deployed; why the service is not stable the service itself tells."""
    waited = replace(run("deploy", "failure"), step="action Wait", says="Waiter ServicesStable failed: Max attempts")
    assert sightings(ci_run_failed, wanted(), runs(waited), builds(), NEVER_TRIED) == ()
    other = replace(waited, says="Waiting room: no such file")
    only(ci_run_failed, wanted(), runs(other), builds(), NEVER_TRIED)

"""The CI run of the commit did not succeed."""

from collections.abc import Iterator

from islive.facts.builds import Builds
from islive.facts.ci_runs import CiRun, CiRuns
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage

FAILED = frozenset({"failure", "cancelled", "timed_out", "startup_failure"})


@rule(stage=Stage.CI, severity=Severity.HIGH, explains=("build-missing", "version-image-missing"))
def ci_run_failed(wanted: WantedVersion, runs: CiRuns, builds: Builds | Gap) -> Iterator[Sighting]:
    """The CI run for this commit did not succeed.

    ## What it means

    The newest run of a workflow for the commit that was asked for is over, and its conclusion is `failure`,
    `cancelled`, `timed_out` or `startup_failure`. Whatever that workflow should have done after the step that broke
    (build the image, start the image build, deploy) did not happen, and no image of the version exists.

    Each workflow is judged by its newest run for the commit: a failed run that was repeated with success is silent.
    The certainty is only *possible* where the image build of the commit was started all the same; then this run may
    have had nothing to do with it.

    ## Why it happens

    - `failure`: a step returned an error, most often a test, a linter, or missing credentials.
    - `cancelled`: somebody stopped it, or a newer push did so through a concurrency group.
    - `timed_out`: a job ran into its time limit, often while waiting for something that never came.
    - `startup_failure`: the workflow file itself is invalid, so that no job ever began.

    ## What to do

    1. Open the run and read the *first* failed step; what fails after it is a consequence.
    2. `startup_failure`: look at the annotation on the run's page, it names the line of the workflow file.
    3. Mend it, push, and ask again for the new commit. A run that broke by chance (a download, a runner) can be
       repeated with "Re-run failed jobs".

    ## References

    - Statuses and conclusions: https://docs.github.com/en/rest/actions/workflow-runs
    - Running a workflow again: https://docs.github.com/en/actions/managing-workflow-runs/re-running-workflows-and-jobs
    - AWS credentials in GitHub's workflows:
      https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    """
    if wanted.commit is None or wanted.digests:
        return
    built = not isinstance(builds, Gap) and bool(builds.of_commit(wanted.commit))
    for run in _newest_of_each_workflow(runs, wanted.commit):
        if run.conclusion in FAILED:
            yield _sighting(run, Certainty.POSSIBLE if built else Certainty.CONFIRMED)


def _newest_of_each_workflow(runs: CiRuns, commit: str) -> tuple[CiRun, ...]:
    newest: dict[str, CiRun] = {}
    for run in sorted(runs.runs, key=lambda run: (run.started_at, run.id)):
        if run.commit == commit:
            newest[run.name] = run
    return tuple(newest[name] for name in sorted(newest))


def _sighting(run: CiRun, certainty: Certainty) -> Sighting:
    return Sighting(
        subject=run.url or run.id,
        summary=f"workflow {run.name} ended with {run.conclusion}: for commit {run.commit[:7]}, started "
        f"{run.started_at:%Y-%m-%d %H:%M} UTC, expected success",
        because=(Citation("github:actions/runs", f"workflow_runs[{run.id}].conclusion", run.conclusion or ""),),
        certainty=certainty,
        remedies=(_remedy(run),),
    )


def _remedy(run: CiRun) -> Remedy:
    return Remedy(
        f"mend workflow {run.name} and run it again",
        Risk.MANUAL,
        steps=(
            Step(f"Open {run.url} and read the first failed step of the first failed job."),
            Step("Mend what it names and push; or choose 'Re-run failed jobs' on that page, if it broke by chance."),
        ),
    )

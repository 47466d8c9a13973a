"""The CI run of the commit failed."""

from collections.abc import Iterator
from textwrap import shorten

from islive.facts.builds import Builds
from islive.facts.ci_runs import CiRun, CiRuns, RunState
from islive.facts.tried import Tried
from islive.facts.wanted_version import WantedVersion
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.ci_commands import again, look

NOT_MADE = ("build-missing", "version-image-missing")
NOT_DEPLOYED = ("version-not-in-task-definition", "version-not-deployed")


@rule(stage=Stage.CI, severity=Severity.HIGH, explains=(*NOT_MADE, *NOT_DEPLOYED))
def ci_run_failed(wanted: WantedVersion, runs: CiRuns, builds: Builds | Gap, tried: Tried | Gap) -> Iterator[Sighting]:
    """The CI run for this commit failed.

    ## What it means

    The newest run of a workflow or pipeline for the commit that was asked for is over, and it failed: `failure`,
    `timed_out` or `startup_failure` at GitHub, `failed` at GitLab, `Failed` in CodePipeline. Whatever it should have
    done after the step that broke (build the image, start the image build, deploy) did not happen. Where an image
    exists all the same, islive speaks of the run only if the provider names the step and nobody deployed the image.

    Each workflow is judged by its newest run for the commit: a failed run that was repeated with success is silent.
    So is one whose failed step is an image build: that build is the finding; and one that only gave up waiting for the
    service ("Waiter ServicesStable failed"): it had deployed, and the service says what is wrong. The certainty is only
    *possible* where the build of the commit was started all the same and nothing tells which step failed.

    ## Why it happens

    - `failure`: a step returned an error, most often a test, a linter, or missing credentials.
    - CodePipeline's ECS action: no imagedefinitions.json in its input, a role that it may not pass, or a container name
      in that file that the task definition does not have.
    - `timed_out`: a job ran into its time limit, often while waiting for something that never came.
    - `startup_failure`: the workflow file itself is invalid, so that no job ever began.

    ## What to do

    1. Open the run and read the *first* failed step; what fails after it is a consequence.
    2. `startup_failure`: look at the annotation on the run's page, it names the line of the workflow file.
    3. Mend it, push, and ask again for the new commit. A run that broke by chance (a download, a runner) can be
       repeated with "Re-run failed jobs".

    ## References

    - Statuses and conclusions: https://docs.github.com/en/rest/actions/workflow-runs
    - GitLab's pipelines: https://docs.gitlab.com/ci/pipelines/
    - CodePipeline's ECS action: https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html
    - Running a workflow again: https://docs.github.com/en/actions/managing-workflow-runs/re-running-workflows-and-jobs
    - AWS credentials in GitHub's workflows:
      https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    """
    if wanted.commit is None:
        return
    built = isinstance(builds, Builds) and bool(builds.of_commit(wanted.commit))
    for run in runs.newest_of_each(wanted.commit):
        failed = run.state is RunState.FAILED and not run.only_waited
        if failed and _kept_it_back(run, wanted, tried) and not _by_its_build(run, builds):
            doubtful = built and not run.step
            yield _sighting(run, Certainty.POSSIBLE if doubtful else Certainty.CONFIRMED)


def _kept_it_back(run: CiRun, wanted: WantedVersion, tried: Tried | Gap) -> bool:
    """No image came of it; or one did, the provider names the step that failed, and nobody deployed the image."""
    never_tried = isinstance(tried, Tried) and not tried.deployments
    return not wanted.digests or (bool(run.step) and never_tried)


def _by_its_build(run: CiRun, builds: Builds | Gap) -> bool:
    """The step that failed is a build that broke: that one has a finding of its own."""
    known = () if isinstance(builds, Gap) else builds.builds
    return any(build.id == run.build and build.broken for build in known)


def _sighting(run: CiRun, certainty: Certainty) -> Sighting:
    told = shorten(f" ({run.says})" if run.says else "", 110, placeholder=" …)")
    where = f" at {run.step}{told and ' '}{told}" if run.step else ""
    return Sighting(
        subject=run.url or run.id,
        summary=f"{run.kind} {run.name} ended with {run.word}{where}: for commit {run.commit[:7]}, started "
        f"{run.started_at:%Y-%m-%d %H:%M} UTC, expected success",
        because=(run.cited,),
        certainty=certainty,
        remedies=(_remedy(run),),
    )


def _remedy(run: CiRun) -> Remedy:
    where = run.url or f"{run.kind} {run.name}"
    if run.step:
        return Remedy(
            f"mend {run.kind} {run.name} and run it again",
            Risk.MANUAL,
            steps=(
                Step(f"Open {where} (`{look(run)}`), look at {run.step}, and mend what its message names."),
                Step(f"Then retry that step, what came before it is kept: `{again(run)}`."),
            ),
        )
    return Remedy(
        f"mend {run.kind} {run.name} and run it again",
        Risk.MANUAL,
        steps=(
            Step(f"Open {where} and read the first failed step of the first failed job: `{look(run)}`."),
            Step(f"Mend what it names and push; or run it again, if it broke by chance: `{again(run)}`."),
        ),
    )

"""The CI run of the commit waits for a person."""

from collections.abc import Iterator

from islive.facts.ci_runs import CiRun, CiRuns, RunState
from islive.facts.tried import Tried
from islive.facts.wanted_version import WantedVersion
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.ci_commands import answer

NOT_MADE = ("build-missing", "version-image-missing")
NOT_DEPLOYED = ("version-not-in-task-definition", "version-not-deployed")


@rule(stage=Stage.CI, severity=Severity.HIGH, explains=(*NOT_MADE, *NOT_DEPLOYED))
def ci_run_waiting(wanted: WantedVersion, runs: CiRuns, tried: Tried | Gap) -> Iterator[Sighting]:
    """The CI run for this commit waits for somebody's approval.

    ## What it means

    The run is neither over nor at work: it came to a step that only a person can open, and nobody has. It will wait,
    and the version will not come by itself.

    ## Why it happens

    - GitHub: the environment that the job deploys to has required reviewers (`waiting`), or the run is one of a first
      contributor (`action_required`).
    - GitLab: a job with `when: manual` that may not fail is next (`manual`).
    - CodePipeline: a manual approval, or a transition between two stages that somebody disabled.

    ## What to do

    1. Look at what waits; the finding names it. Approve it, or say no, there.
    2. An approval that nobody hears of is none: send its notification where the team looks.

    ## References

    - Reviewing deployments at GitHub:
      https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/review-deployments
    - Manual jobs at GitLab: https://docs.gitlab.com/ci/jobs/job_control/
    - Approvals in CodePipeline: https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
    """
    if wanted.commit is None or _went_on(wanted, tried):
        return
    for run in runs.newest_of_each(wanted.commit):
        if run.state is RunState.HALTED:
            yield Sighting(
                subject=run.url or run.id,
                summary=f"{run.kind} {run.name} waits for a person{f' at {run.step}' if run.step else ''}"
                f"{f' ({run.says})' if run.says else ''}: for commit {run.commit[:7]}, since "
                f"{run.started_at:%Y-%m-%d %H:%M} UTC",
                because=(run.cited,),
                remedies=(_remedy(run),),
            )


def _went_on(wanted: WantedVersion, tried: Tried | Gap) -> bool:
    """An image of the version exists, and was deployed or may have been: nobody waits for the run."""
    return bool(wanted.digests) and (isinstance(tried, Gap) or bool(tried.deployments))


def _remedy(run: CiRun) -> Remedy:
    where = f"{f' at {run.step}' if run.step else ''}: {run.url or f'{run.kind} {run.name}'}"
    says = f"Approve it or reject it{where} (`{answer(run)}`)."
    return Remedy(f"decide on {run.kind} {run.name}", Risk.MANUAL, steps=(Step(says),))

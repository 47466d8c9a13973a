"""The CI run of the commit was stopped before its end."""

from collections.abc import Iterator

from islive.facts.ci_runs import CiRun, CiRuns, RunState
from islive.facts.tried import Tried
from islive.facts.wanted_version import WantedVersion
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.ci_commands import again

NOT_MADE = ("build-missing", "version-image-missing")
NOT_DEPLOYED = ("version-not-in-task-definition", "version-not-deployed")


@rule(stage=Stage.CI, severity=Severity.HIGH, explains=(*NOT_MADE, *NOT_DEPLOYED))
def ci_run_cancelled(wanted: WantedVersion, runs: CiRuns, tried: Tried | Gap) -> Iterator[Sighting]:
    """The CI run for this commit was cancelled.

    ## What it means

    Nothing failed: the newest run for the commit was stopped, by a person, by a newer run, or by the provider. What it
    had not done by then was not done at all, and the version is not there.

    ## Why it happens

    - A newer push cancelled it: a concurrency group at GitHub, "auto-cancel redundant pipelines" at GitLab. Then the
      newer commit has a run of its own, and this version was passed over.
    - CodePipeline: `Superseded`, because a later execution overtook it at a stage; `Stopped` by a person.
    - Somebody stopped it to save time or money, and forgot.

    ## What to do

    1. If a newer version is what you want, ask for that one.
    2. Else run it again for this commit.
    3. Keep releases out of the rule that cancels: a concurrency group by tag, `interruptible: false`.

    ## References

    - Concurrency at GitHub: https://docs.github.com/en/actions/concepts/workflows-and-actions/concurrency
    - Redundant pipelines at GitLab: https://docs.gitlab.com/ci/pipelines/settings/
    - CodePipeline's execution modes: https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
    """
    if wanted.commit is None or _went_on(wanted, tried):
        return
    for run in runs.newest_of_each(wanted.commit):
        if run.state is RunState.CANCELLED:
            at = f" at {run.step}" if run.step else ""
            yield Sighting(
                subject=run.url or run.id,
                summary=f"{run.kind} {run.name} was cancelled{at} ({run.word}): for commit {run.commit[:7]}, started "
                f"{run.started_at:%Y-%m-%d %H:%M} UTC, expected success",
                because=(run.cited,),
                remedies=(_remedy(run),),
            )


def _went_on(wanted: WantedVersion, tried: Tried | Gap) -> bool:
    """An image of the version exists, and was deployed or may have been: the run did its work, as far as that goes."""
    return bool(wanted.digests) and (isinstance(tried, Gap) or bool(tried.deployments))


def _remedy(run: CiRun) -> Remedy:
    where = f" ({run.url})" if run.url else ""
    step = Step(f"Run {run.kind} {run.name} again for commit {run.commit[:7]}{where}: `{again(run)}`.")
    return Remedy(f"run {run.kind} {run.name} again", Risk.MANUAL, steps=(step,))

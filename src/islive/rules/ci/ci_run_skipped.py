"""The CI runs of the commit did nothing."""

from collections.abc import Iterator

from islive.facts.builds import Builds
from islive.facts.ci_runs import CiRuns, RunState
from islive.facts.wanted_version import WantedVersion
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.ci_commands import again


@rule(stage=Stage.CI, severity=Severity.HIGH, explains=("build-missing", "version-image-missing"))
def ci_run_skipped(wanted: WantedVersion, runs: CiRuns, builds: Builds | Gap) -> Iterator[Sighting]:
    """The CI ran for this commit and skipped everything.

    ## What it means

    The provider started for the commit, found that none of the conditions holds, and did nothing. That looks green,
    and no image was made. islive says so only where every workflow of the commit was skipped and no build of it was
    started.

    ## Why it happens

    - The commit's message holds `[skip ci]`, often because a tool made the release commit.
    - The job's condition (`if:`, `rules:`, paths) leaves this branch, tag or change out.
    - A job that it needs was skipped, and so was this one.

    ## What to do

    1. Run the workflow by hand for this commit, or push the tag again on a commit that is not skipped.
    2. Mend the condition that left the release out.

    ## References

    - Skipping runs at GitHub: https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
    - Conditions of jobs: https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run
    - Rules at GitLab: https://docs.gitlab.com/ci/jobs/job_rules/
    """
    if wanted.commit is None or wanted.digests or (isinstance(builds, Builds) and builds.of_commit(wanted.commit)):
        return
    newest = runs.newest_of_each(wanted.commit)
    if newest and all(run.state is RunState.SKIPPED for run in newest):
        names = ", ".join(run.name for run in newest)
        by_hand = " and ".join(f"`{again(run)}`" for run in newest)
        step = Step(
            f"Run {names} by hand for commit {wanted.commit[:7]} ({by_hand}), and mend the condition that left it out."
        )
        yield Sighting(
            subject=newest[0].url or newest[0].id,
            summary=f"CI skipped the commit: {newest[0].kind} {names} did nothing for {wanted.commit[:7]}, expected "
            "success",
            because=tuple(run.cited for run in newest),
            remedies=(Remedy("run the workflow for this commit", Risk.MANUAL, steps=(step,)),),
        )

"""The build took, or waited, longer than it may."""

from collections.abc import Iterator

from islive.facts.builds import Build
from islive.facts.failed_build import FailedBuild
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_again

QUEUED, TWICE = "QUEUED", 2


@rule(stage=Stage.BUILD, severity=Severity.HIGH, explains=("build-failed", "version-image-missing"))
def build_timed_out(failed: FailedBuild) -> Iterator[Sighting]:
    """The build ran into a time limit: it took too long, or it waited too long to begin.

    ## What it means

    A project has two limits: how long a build may take (`timeoutInMinutes`, 60 unless set), and how long it may wait
    for a place before (`queuedTimeoutInMinutes`, 480 unless set). CodeBuild ended the build when one of them was over.

    ## Why it happens

    - A step waits for something that never comes: a download, a prompt, a service that is not reachable from the VPC.
    - The image grew, or a layer cache is gone, and everything is built anew.
    - In QUEUED: as many builds run as the account may have at once, or the reserved capacity is used up.

    ## What to do

    1. Look at the last line of the log: what was it waiting for?
    2. Give the project more minutes only if it was really working.
    3. In QUEUED: stop builds that nobody needs, or ask for a higher limit of concurrent builds.

    ## References

    - Timeouts: https://docs.aws.amazon.com/codebuild/latest/userguide/create-project.html
    - Quotas: https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html
    - API shape Build: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html
    """
    build, phase = failed.build, failed.phase
    if build is None or build.status != "TIMED_OUT":
        return
    waited = phase is not None and phase.type == QUEUED
    yield Sighting(
        subject=build.id,
        summary=_waited(build) if waited else _took(build, phase.type if phase else "an unknown phase"),
        because=(failed.because,),
        remedies=(_remedy(build, waited=waited),),
    )


def _waited(build: Build) -> str:
    return (
        f"the build waited longer than it may: {build.queue_timeout or 480} minutes in QUEUED, and none of them to work"
    )


def _took(build: Build, phase: str) -> str:
    return f"the build took longer than it may: its {build.timeout or 60} minutes were over in phase {phase}"


def _remedy(build: Build, *, waited: bool) -> Remedy:
    project = build.id.partition(":")[0]
    if waited:
        step = Step(
            f"Stop builds that nobody needs (`aws codebuild list-builds-for-project --project-name {project}`, "
            "`aws codebuild "
            "stop-build --id ID`), or ask for a higher limit of builds at once."
        )
        return Remedy("let the build begin", Risk.MANUAL, steps=(step, start_again(build)))
    log = (
        f"`aws logs tail {build.log_group} --log-stream-names {build.log_stream}`"
        if build.log_group
        else f"its log (`aws codebuild batch-get-builds --ids {build.id}`)"
    )
    look = Step(f"Read the last lines of {log}, and mend what it waited for.")
    minutes = TWICE * (build.timeout or 60)
    more = Step(
        f"If it was working all the time, give the project more than {build.timeout or 60} minutes.",
        "codebuild:UpdateProject",
        {"name": project, "timeoutInMinutes": minutes},
        undo=f"The same call with {build.timeout or 60}.",
    )
    return Remedy("find out what the build waited for", Risk.MANUAL, steps=(look, more))

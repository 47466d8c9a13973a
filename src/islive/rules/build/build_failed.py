"""The image build of the version failed."""

import re
from collections.abc import Iterator
from textwrap import shorten

from islive.facts.builds import Build, BuildPhase, Builds
from islive.facts.commits import Commits
from islive.facts.failed_build import FailedBuild
from islive.facts.images import Images
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_build

ENDED = {"FAILED": "failed", "FAULT": "failed", "TIMED_OUT": "timed out", "STOPPED": "was stopped"}
# CodeBuild's message about a command: what it ran, and how that ended.
COMMAND = re.compile(r"Error while executing command: (?P<command>.+?)(?:(?<=\S)\.)? Reason: (?P<reason>.+)", re.DOTALL)


@rule(stage=Stage.BUILD, severity=Severity.HIGH, explains=("version-image-missing", "push-found-no-image"))
def build_failed(
    wanted: WantedVersion, builds: Builds, images: Images | Gap, commits: Commits | Gap, failed: FailedBuild | Gap
) -> Iterator[Sighting]:
    """The build that should have made the image failed.

    ## What it means

    The newest CodeBuild build of the commit that was asked for ended `FAILED`, `FAULT`, `TIMED_OUT` or `STOPPED`.
    The finding quotes the *first* phase that failed, with CodeBuild's own message. Later phases run all the same
    (POST_BUILD after a failed BUILD, for one), and what they report is a consequence.

    If no build is known to be of that commit, but the newest build of the project failed after the newest image was
    pushed, the finding speaks of that build and is only *likely*. A build that only gave up waiting for the service
    ("Waiter ServicesStable failed") is no finding: it had deployed, and the service says what is wrong.

    ## Why it happens

    - `DOWNLOAD_SOURCE`: the source or its credentials are wrong, or the buildspec is missing or invalid.
    - `PROVISIONING`: the build image could not be pulled, or the role or the network is wrong.
    - `INSTALL`, `PRE_BUILD`: a tool could not be installed, or the login to the registry was refused.
    - `BUILD`: the `docker build` itself failed; islive reads the log and names the cause where it knows it.
    - `POST_BUILD`: the push failed.
    - `TIMED_OUT`: the project's time limit is too short. `STOPPED`: a person or a newer build stopped it.

    ## What to do

    1. Read the quoted message, then the log of that phase upwards from its first error.
    2. If islive shows another root cause of the build beside this finding, mend that one.
    3. Start a build of the same commit again only after something changed; otherwise it fails the same way.

    ## References

    - Phases and their order: https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
    - Troubleshooting CodeBuild: https://docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html
    - API shape BuildPhase: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BuildPhase.html
    """
    if not _matters(wanted, commits):
        return
    own = builds.of_commit(wanted.commit)
    build = own[0] if own else _newest_unplaced(wanted, builds, images)
    waited = isinstance(failed, FailedBuild) and failed.build == build and failed.only_waited
    if build is not None and build.status in ENDED and not waited:
        meant = bool(own) or build.asked_for(wanted.name)
        yield _sighting(build, Certainty.CONFIRMED if meant else Certainty.LIKELY)


def _matters(wanted: WantedVersion, commits: Commits | Gap) -> bool:
    # No image is the version yet, and its commit is known, or nobody could look it up: not so for an unknown name.
    resolvable = isinstance(commits, Commits) and commits.present
    return not wanted.digests and bool(wanted.commit or (wanted.explicit and not resolvable))


def _newest_unplaced(wanted: WantedVersion, builds: Builds, images: Images | Gap) -> Build | None:
    # Which commit is wanted, or which was built, is unknown: the newest build may be the one, if nothing came of it.
    newest = builds.builds[0] if builds.builds else None
    if newest is None or isinstance(images, Gap) or (wanted.commit and newest.commit):
        return None
    pushed = max((image.pushed_at for image in images.all), default=None)
    return newest if pushed is None or newest.started_at > pushed else None


def _sighting(build: Build, certainty: Certainty) -> Sighting:
    return Sighting(
        subject=build.id,
        summary=f"build of {_what(build)} {ENDED[build.status]}{_where(build.first_failed_phase)}, started by "
        f"{build.initiator} {build.started_at:%Y-%m-%d %H:%M} UTC",
        because=(_because(build, build.first_failed_phase),),
        certainty=certainty,
        remedies=(_remedy(build),),
    )


def _what(build: Build) -> str:
    return f"commit {build.commit[:7]}" if build.commit else build.source_version or "an unknown commit"


def _where(phase: BuildPhase | None) -> str:
    if phase is None:
        return ""
    return f" in phase {phase.type}" + (f": {_said(phase.message)}" if phase.message else "")


def _said(message: str) -> str:
    ran = COMMAND.search(message)
    if ran is None:
        return shorten(message, 120, placeholder=" …").rstrip(".")
    return f"{shorten(ran['command'], 40, placeholder=' …')} gave {shorten(ran['reason'], 60, placeholder=' …')}"


def _because(build: Build, phase: BuildPhase | None) -> Citation:
    path = f"builds[{build.id}]"
    if phase is None:
        return Citation("codebuild:BatchGetBuilds", f"{path}.buildStatus", build.status)
    path += f".phases[{phase.type}]"
    if phase.message:
        return Citation("codebuild:BatchGetBuilds", f"{path}.contexts[0].message", phase.message)
    return Citation("codebuild:BatchGetBuilds", f"{path}.phaseStatus", phase.status or build.status)


def _remedy(build: Build) -> Remedy:
    log = f"aws logs tail {build.log_group} --log-stream-names {build.log_stream}"
    look = log if build.log_group and build.log_stream else f"aws codebuild batch-get-builds --ids {build.id}"
    phase, project = build.first_failed_phase, build.id.partition(":")[0]
    return Remedy(
        "mend the build and run it again",
        Risk.MANUAL,
        steps=(
            Step(f"Read the log of {phase.type if phase else 'the build'} from its first error on: `{look}`."),
            start_build(project, "COMMIT", "Mend what that error names, push, and build the new commit."),
        ),
    )

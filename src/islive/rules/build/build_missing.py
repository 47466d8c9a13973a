"""No build of the version was ever started."""

from collections.abc import Iterator

from islive.facts.build_project import BuildProject
from islive.facts.builds import Build, Builds
from islive.facts.commits import Commit, Commits
from islive.facts.in_the_making import InTheMaking
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy, Risk
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_build


@rule(stage=Stage.BUILD, severity=Severity.HIGH, explains=("version-image-missing",))
def build_missing(
    wanted: WantedVersion,
    project: BuildProject,
    builds: Builds,
    commits: Commits | Gap,
    making: InTheMaking | Gap,
) -> Iterator[Sighting]:
    """No build of this commit was ever started.

    ## What it means

    The service's CodeBuild project exists, and none of its builds took the commit that was asked for as its source,
    nor is one running that might, nor a CI run that may start one. So no image of the version can exist. The finding
    names the newest build and its commit; a build that began before the commit was made cannot contain it, whatever
    its number or its time of ending suggest.

    It is only *likely* where more builds may exist than were read, so that an older one could still be the one.

    ## Why it happens

    - The project has no webhook, and nobody started a build after the push.
    - The webhook's filters leave this branch or tag out.
    - The project's source version is pinned to another branch or commit.
    - The CI run that should have started the build failed before it came to it.
    - The commit was pushed to another repository or fork than the project builds.

    ## What to do

    1. Start a build of exactly this commit; the remedy holds the command.
    2. Then see to it that a push starts the build by itself.

    ## References

    - Running a build: https://docs.aws.amazon.com/codebuild/latest/userguide/run-build.html
    - Source versions: https://docs.aws.amazon.com/codebuild/latest/userguide/sample-source-version.html
    - API shape Build (resolvedSourceVersion): https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html
    """
    if project.name is None or wanted.commit is None or wanted.digests or builds.of_commit(wanted.commit):
        return
    made = _commit(commits, wanted.commit)
    if isinstance(making, InTheMaking) and making.may_be:
        return
    if any(_may_contain(build, made) for build in builds.builds):
        return
    newest = builds.builds[0] if builds.builds else None
    yield Sighting(
        subject=project.name,
        summary=f"{_called(wanted)} was never built: {project.name} {_told(newest, made)}",
        because=(_because(project.name, newest),),
        certainty=_certainty(builds, made),
        remedies=(_remedy(project.name, wanted.commit),),
    )


def _commit(commits: Commits | Gap, sha: str) -> Commit | None:
    wanted = None if isinstance(commits, Gap) else commits.wanted
    return wanted if wanted is not None and wanted.sha == sha else None


def _may_contain(build: Build, made: Commit | None) -> bool:
    # CodeBuild resolves no commit for sources in S3, nor before it has downloaded the source.
    return build.commit is None and (made is None or build.started_at >= made.committed_at)


def _told(newest: Build | None, made: Commit | None) -> str:
    if newest is None:
        return "never built anything"
    built = f"last built commit {newest.commit[:7]}" if newest.commit else "last built an unknown commit"
    built += f", {newest.started_at:%Y-%m-%d %H:%M} UTC"
    if made is not None and newest.started_at < made.committed_at:
        return f"{built}, before this one was made, {made.committed_at:%Y-%m-%d %H:%M} UTC"
    return built


def _called(wanted: WantedVersion) -> str:
    commit = (wanted.commit or "")[:7]
    return f"commit {commit}" if wanted.label == commit else f"{wanted.label}, commit {commit},"


def _because(project: str, newest: Build | None) -> Citation:
    if newest is None:
        return Citation("codebuild:ListBuildsForProject", f"ids[{project}]", "[]")
    found = newest.commit or newest.source_version or newest.status
    member = "resolvedSourceVersion" if newest.commit else "sourceVersion" if newest.source_version else "buildStatus"
    return Citation("codebuild:BatchGetBuilds", f"builds[{newest.id}].{member}", found)


def _certainty(builds: Builds, made: Commit | None) -> Certainty:
    # All builds since the commit was made were read, or there is none at all.
    reach = made is not None and any(build.started_at < made.committed_at for build in builds.builds)
    return Certainty.CONFIRMED if reach or not builds.builds else Certainty.LIKELY


def _remedy(project: str, commit: str) -> Remedy:
    # A build pushes tags and may deploy: that is for a person to start.
    return Remedy(
        f"build commit {commit[:7]}",
        Risk.MANUAL,
        steps=(start_build(project, commit),),
    )

"""The build that was to make the version took another commit."""

from collections.abc import Iterator

from islive.facts.build_project import BuildProject
from islive.facts.builds import Build, Builds
from islive.facts.commits import Commits
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_build


@rule(
    stage=Stage.BUILD,
    severity=Severity.CRITICAL,
    explains=("build-missing", "version-image-missing", "image-identity-contradicted"),
)
def build_of_another_commit(
    wanted: WantedVersion, project: BuildProject, builds: Builds, commits: Commits | Gap
) -> Iterator[Sighting]:
    """A build began after the version's commit, and built another commit.

    ## What it means

    CodeBuild was started for the version, or after it was made, and what it resolved is not the version's commit. The
    build may well have succeeded and pushed an image, even under the version's name. The code in it is another one.

    ## Why it happens

    - The project's source version is pinned (`sourceVersion`): a commit or branch that was right once. It counts
      wherever a build is started without a version of its own.
    - The tag was moved after the build began, or names another commit in the repository that the project builds.
    - The build was started by hand, for the branch, before the merge.

    ## What to do

    1. Start a build of exactly this commit; the remedy holds the command.
    2. Take the project's `sourceVersion` away, if it is what pins the build.
    3. Let the build refuse to go on where `$CODEBUILD_RESOLVED_SOURCE_VERSION` is not the commit of the tag it pushes.

    ## References

    - Source versions: https://docs.aws.amazon.com/codebuild/latest/userguide/sample-source-version.html
    - API shape Build (resolvedSourceVersion): https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html
    - The build's variables: https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
    """
    if project.name is None or wanted.commit is None or wanted.digests or builds.of_commit(wanted.commit):
        return
    build = next((one for one in builds.builds if _was_for_it(one, wanted, project, commits)), None)
    if build and build.commit:
        pinned = project.source_version
        why = (
            f"{project.name} is pinned to {_short(pinned)}" if pinned else f"it was started for {build.source_version}"
        )
        yield Sighting(
            subject=build.id,
            summary=f"the build took commit {build.commit[:7]}, expected {wanted.commit[:7]} ({wanted.label}): {why}",
            because=tuple(_because(build, project)),
            remedies=(_remedy(project, wanted.commit),),
        )


def _was_for_it(build: Build, wanted: WantedVersion, project: BuildProject, commits: Commits | Gap) -> bool:
    """It was started for that name; or, of a pinned project, after the commit was made."""
    made = commits.wanted.committed_at if isinstance(commits, Commits) and commits.wanted else None
    pinned = bool(project.source_version and made and build.started_at >= made)
    return bool(build.commit) and (build.asked_for(wanted.name) or pinned)


def _short(version: str) -> str:
    return version[:7] if len(version) == len("7158d41d346570019abe1c9bb51c5ed33b517d0f") else version


def _because(build: Build, project: BuildProject) -> Iterator[Citation]:
    path = f"builds[{build.id}].resolvedSourceVersion"
    yield Citation("codebuild:BatchGetBuilds", path, build.commit or "")
    if project.source_version:
        path = f"projects[{project.name}].sourceVersion"
        yield Citation("codebuild:BatchGetProjects", path, project.source_version)


def _remedy(project: BuildProject, commit: str) -> Remedy:
    start = start_build(project.name or "", commit)
    pinned = _short(project.source_version or "")
    unpin = Step(
        f"Let {project.name} follow a branch instead of {pinned}: `aws codebuild update-project --name {project.name} "
        "--source-version main`; a build then takes what it is started for."
    )
    return Remedy(
        f"build commit {commit[:7]}", Risk.MANUAL, steps=(start, unpin) if project.source_version else (start,)
    )

"""Starting a build: the command, whichever rule asks for it; for a person, as others use what it pushes."""

from islive.facts.builds import Build
from islive.model.remedy import Step

START = "codebuild:StartBuild"


def start_build(project: str, version: str | None, says: str = "Start a build of exactly this commit.") -> Step:
    """A build of that project; of its default branch where no version is known."""
    params = {"projectName": project, **({"sourceVersion": version} if version else {})}
    return Step(says, START, params)


def start_again(build: Build | str | None, says: str = "Start the build again.") -> Step:
    """The same as that build, or (by its id, "project:number") of the same project."""
    if isinstance(build, Build):
        return start_build(build.id.partition(":")[0], build.commit or build.source_version, says)
    return start_build((build or "PROJECT").partition(":")[0], "COMMIT-OR-TAG", says)

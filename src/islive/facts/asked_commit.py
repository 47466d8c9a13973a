"""The commit that was asked for (derived): as the service's own repository resolves it, else as its builds did."""

from dataclasses import dataclass

from islive.facts.build_project import BuildProject, plain_remote
from islive.facts.builds import Builds
from islive.facts.commits import Commits, wanted_commit
from islive.facts.versions import same
from islive.model.collector import collects
from islive.model.evidence import Gap
from islive.model.target import Requested


@dataclass(frozen=True, slots=True)
class AskedCommit:
    """`sha` and the `tags` on it; `foreign` is the remote of a repository here that is not the one that is built.

    A tag of the same name in another repository says nothing about this service.
    """

    sha: str | None
    tags: tuple[str, ...]
    foreign: str | None = None


@collects()
def collect(
    requested: Requested, commits: Commits | Gap, project: BuildProject | Gap, builds: Builds | Gap
) -> AskedCommit:
    """The repository's word, unless it is another service's; where it has none, that of the builds of that name."""
    foreign = _foreign(commits, project)
    sha = wanted_commit(Commits.none() if foreign else commits, requested)
    if sha is None:
        return AskedCommit(_built_as(requested.version, builds), (), foreign)
    tags = commits.tags_of(sha) if isinstance(commits, Commits) and not foreign else ()
    return AskedCommit(sha, tags, foreign)


def _foreign(commits: Commits | Gap, project: BuildProject | Gap) -> str | None:
    """The remote here, if the project builds from somewhere else."""
    if isinstance(commits, Gap) or isinstance(project, Gap) or not commits.remote or not project.source_location:
        return None
    elsewhere = plain_remote(commits.remote) != plain_remote(project.source_location)
    return commits.remote if elsewhere else None


def _built_as(name: str | None, builds: Builds | Gap) -> str | None:
    """The one commit that every build started for that very name resolved to."""
    if name is None or isinstance(builds, Gap):
        return None
    asked = (one for one in builds.builds if one.source_version and one.commit)
    found = {one.commit for one in asked if same((one.source_version or "").rsplit("/", 1)[-1], name)}
    return found.pop() if len(found) == 1 else None

"""The files of the commit that was asked for; read only when a build of it failed."""

from dataclasses import dataclass

from islive.facts.builds import Builds
from islive.facts.commits import Commits, wanted_commit
from islive.facts.reading import whole
from islive.model.collector import collects
from islive.model.doors import Repo
from islive.model.target import Requested


@dataclass(frozen=True, slots=True)
class CommitFiles:
    """Paths at that commit; None where it was not needed or there is no repository."""

    commit: str | None
    paths: frozenset[str] | None


@collects()
def collect(repo: Repo, commits: Commits, builds: Builds, requested: Requested) -> CommitFiles:
    """Ask for the paths, if the newest build of that commit is broken."""
    commit = wanted_commit(commits, requested)
    build = builds.newest_of(commit) if commit else None
    if commit is None or build is None or not build.broken or commits.wanted is None:
        return CommitFiles(commit, None)
    answer = whole(repo.at(commit).files())
    paths = answer.part("files").members
    if not paths:
        raise answer.empty(f"no files at {commit}")
    return CommitFiles(commit, frozenset(paths))

"""The files of the commit that was asked for; read only when a build of it failed."""

from dataclasses import dataclass

from islive.facts.builds import Builds
from islive.facts.commits import Commits, wanted_commit
from islive.facts.reading import whole
from islive.model.collector import collects
from islive.model.doors import Refused, Repo
from islive.model.target import Requested

DOCKERFILE = "Dockerfile"


@dataclass(frozen=True, slots=True)
class CommitFiles:
    """Paths at that commit; None where it was not needed or there is no repository.

    `dockerfile` is the text of the one at the top, None where there is none or it could not be read.
    """

    commit: str | None
    paths: frozenset[str] | None
    dockerfile: str | None = None


@collects()
def collect(repo: Repo, commits: Commits, builds: Builds, requested: Requested) -> CommitFiles:
    """Ask for the paths, if the newest build of that commit is broken."""
    commit = wanted_commit(commits, requested)
    build = builds.newest_of(commit) if commit else None
    if commit is None or build is None or not build.broken or commits.wanted is None:
        return CommitFiles(commit, None)
    there = repo.at(commit)
    answer = whole(there.files())
    paths = answer.part("files").members
    if not paths:
        raise answer.empty(f"no files at {commit}")
    return CommitFiles(commit, frozenset(paths), _dockerfile(there) if DOCKERFILE in paths else None)


def _dockerfile(there: Repo) -> str | None:
    """Without it the instruction in the log has to do: that is no gap in what is known of the build."""
    try:
        return whole(there.read(DOCKERFILE)).text_or_none("text")
    except Refused:
        return None

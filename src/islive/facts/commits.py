"""The repository: the commit that was asked for, and the newest tag."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from islive.facts.reading import Part, whole
from islive.facts.task_definitions import asked_revision
from islive.model.collector import collects
from islive.model.doors import Refused, Reply, Repo
from islive.model.evidence import Gap
from islive.model.target import Requested

SHA = re.compile(r"[0-9a-f]{7,40}")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit."""

    sha: str
    committed_at: datetime
    author: str
    subject: str


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag, peeled to its commit."""

    name: str
    sha: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Commits:
    """`present` is False without a repository. `wanted` is None where the repository knows no such ref."""

    present: bool
    wanted: Commit | None
    tags: tuple[Tag, ...]
    remote: str | None

    @classmethod
    def none(cls) -> "Commits":
        """No repository."""
        return cls(present=False, wanted=None, tags=(), remote=None)

    @property
    def newest_tag(self) -> Tag | None:
        """The tag made last."""
        return max(self.tags, key=lambda tag: (tag.at, tag.name), default=None)

    def tags_of(self, sha: str) -> tuple[str, ...]:
        """The names of that commit."""
        return tuple(tag.name for tag in self.tags if tag.sha == sha)


@collects()
def collect(repo: Repo, requested: Requested) -> Commits:
    """Ask for the remote, the tags, and the commit of what was asked for."""
    try:
        remote = _remote(repo.remote())
        tags = tuple(_tag(one) for one in whole(repo.tags()).parts("tags"))
        return Commits(present=True, wanted=_wanted(repo, requested), tags=tags, remote=remote)
    except Refused as refused:
        if refused.code == "NoRepository":
            return Commits.none()
        raise


def _remote(reply: Reply) -> str | None:
    """The door always says `url`, though it may be None; an answer without it is none."""
    return whole(reply).text_or_none("url") if reply["url"] is not None else None


def _wanted(repo: Repo, requested: Requested) -> Commit | None:
    """The first spelling of the ref that the repository knows."""
    for ref in _spellings(requested):
        try:
            return _commit(repo.commit(ref))
        except Refused as refused:
            if refused.code != "UnknownRef":
                raise
    return None


def _spellings(requested: Requested) -> Iterator[str]:
    """As it was written, then with or without the leading v; nothing for digests and task definitions."""
    version = requested.version
    if not version or version.startswith("sha256:") or asked_revision(requested):
        return
    yield version
    if version[0] in "vV" and version[1:2].isdigit():
        yield version[1:]
    elif version[0].isdigit() and "." in version:
        yield f"v{version}"


def _commit(reply: Reply) -> Commit:
    part = whole(reply)
    return Commit(
        sha=part.text("sha").lower(),
        committed_at=part.time("committed_at"),
        author=part.text_or_none("author") or "",
        subject=part.text_or_none("subject") or "",
    )


def _tag(part: Part) -> Tag:
    return Tag(part.text("name"), part.text("sha").lower(), part.time("at"))


def wanted_commit(commits: Commits | Gap, requested: Requested) -> str | None:
    """The commit that was asked for: as the repository resolved it, else a hash as it was written."""
    if isinstance(commits, Commits) and commits.wanted:
        return commits.wanted.sha
    written = (requested.version or "").lower()
    return written if SHA.fullmatch(written) and not written.isdecimal() else None

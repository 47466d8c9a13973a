"""The door to a git work tree: commits, tags, files, as data, whatever they are called."""

import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from islive.model.doors import Refused, Reply
from islive.repo.git import git
from islive.transcript.plain import iso

MOST_COMMITS = 200
SHA_LENGTH = 40
COMMIT_FORMAT = "--format=%H%x00%cI%x00%an%x00%s"
TAG_FIELDS = ("refname:strip=2", "objecttype", "objectname", "*objecttype", "*objectname", "creatordate:iso-strict")
REGULAR = frozenset({"100644", "100755"})


@dataclass(frozen=True, slots=True)
class GitTree:
    """A work tree (`path` is its top) at one revision, or, without one, at what its index holds."""

    path: Path
    revision: str | None = None

    def at(self, ref: str) -> "GitTree":
        """The same repository at another revision; whether it exists shows when it is read."""
        return replace(self, revision=ref)

    def commit(self, ref: str) -> Reply:
        """`sha`, `committed_at`, `author` (the name), `subject`. Raises Refused (UnknownRef, NoRepository)."""
        operation = "git:commit"
        sha = self._sha(operation, ref)
        shown = git(self.path, operation, "log", "-1", "-z", COMMIT_FORMAT, sha, "--")
        return Reply(operation, _commit(_text(shown).removesuffix("\0")))

    def tags(self) -> Reply:
        """`tags`, newest first: `name`, `sha` of the commit (tags of other things are left out), `at`."""
        fields = "%00".join(f"%({field})" for field in TAG_FIELDS)
        shown = git(self.path, "git:tags", "for-each-ref", "--sort=-creatordate", f"--format={fields}", "refs/tags")
        rows = [row.split("\0") for row in _text(shown).splitlines()]
        return Reply("git:tags", {"tags": [tag for row in rows if (tag := self._tag(*row))]})

    def log(self, range: str) -> Reply:
        """`commits`, newest first, at most 200; `more` when there are others, `shallow` when history is cut off.

        Raises Refused (UnknownRef, NoRepository).
        """
        operation = "git:log"
        if _unsafe(range):
            raise Refused(operation, "UnknownRef", range)
        words = ("log", "-z", COMMIT_FORMAT, f"--max-count={MOST_COMMITS + 1}", range, "--")
        rows = _text(self._known(operation, *words)).removesuffix("\0").split("\0")
        commits = [_commit("\0".join(rows[at : at + 4])) for at in _starts(rows, 4)]
        shallow = git(self.path, operation, "rev-parse", "--is-shallow-repository").strip() == b"true"
        more = len(commits) > MOST_COMMITS
        return Reply(operation, {"commits": commits[:MOST_COMMITS], "more": more, "shallow": shallow})

    def files(self) -> Reply:
        """`files`: path -> blob id of every regular file (no links, no submodules)."""
        operation = "git:files"
        if self.revision is None:
            listed = git(self.path, operation, "ls-files", "--stage", "-z")
        else:
            listed = git(self.path, operation, "ls-tree", "-r", "-z", "--full-tree", self._bound(operation))
        entries = [entry.partition(b"\t") for entry in listed.split(b"\0") if entry]
        return Reply(operation, {"files": dict(sorted(_blobs(entries)))})

    def read(self, path: str) -> Reply:
        """`text` of a regular file; what is not UTF-8 in it is replaced. Raises Refused (NoSuchFile, UnknownRef)."""
        blob = self.files()["files"].get(path)
        if blob is None:
            raise Refused("git:read", "NoSuchFile", path)
        return Reply("git:read", {"text": _text(git(self.path, "git:read", "cat-file", "blob", blob))})

    def remote(self) -> Reply:
        """`url` of "origin" without a user or password in it, or None."""
        listed = git(self.path, "git:remote", "config", "--null", "--default=", "--get", "remote.origin.url")
        return Reply("git:remote", {"url": _without_user(_text(listed).removesuffix("\0")) or None})

    def _bound(self, operation: str) -> str:
        return self._sha(operation, self.revision or "HEAD")

    def _sha(self, operation: str, ref: str) -> str:
        """The commit that a ref names. Raises Refused (UnknownRef)."""
        if _unsafe(ref):
            raise Refused(operation, "UnknownRef", ref)
        return _text(self._known(operation, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")).strip()

    def _known(self, operation: str, *words: str) -> bytes:
        try:
            return git(self.path, operation, *words)
        except Refused as refused:
            if refused.code != "GitFailed":
                raise
            raise Refused(operation, "UnknownRef", refused.message or words[-1]) from refused

    def _tag(self, name: str, kind: str, sha: str, peeled_kind: str, peeled: str, at: str) -> dict[str, str] | None:
        """A tag as its commit; a tag of a tag needs git to look through both."""
        if peeled_kind == "tag":
            peeled_kind, peeled = "commit", self._sha("git:tags", sha)
        if "commit" not in (kind, peeled_kind):
            return None
        return {"name": name, "sha": peeled or sha, "at": _utc(at)}


def open_repo(path: Path) -> GitTree | None:
    """The work tree that a folder is in, bound to its index; None when it is in none, or git is not installed."""
    try:
        top = git(path, "git:open", "rev-parse", "--show-toplevel")
    except Refused:
        return None
    return GitTree(Path(os.fsdecode(top.removesuffix(b"\n"))))


def _blobs(entries: list[tuple[bytes, bytes, bytes]]) -> list[tuple[str, str]]:
    """`mode sha stage` of the index, `mode type sha` of a tree, before the tab; any stage of a conflict will do."""
    split = [(about.decode().split(), os.fsdecode(path)) for about, _, path in entries]
    return [
        (path, about[1] if len(about[1]) >= SHA_LENGTH else about[2]) for about, path in split if about[0] in REGULAR
    ]


def _commit(row: str) -> dict[str, str]:
    sha, at, author, subject = row.split("\0", 3)
    return {"sha": sha, "committed_at": _utc(at), "author": author, "subject": subject}


def _starts(rows: list[str], width: int) -> range:
    return range(0, len(rows) - width + 1, width)


def _utc(at: str) -> str:
    return iso(datetime.fromisoformat(at)) if at else ""


def _unsafe(ref: str) -> bool:
    """Whether git could take it for an option, or for more than one word."""
    return not ref or ref.startswith("-") or any(character.isspace() or character < " " for character in ref)


def _text(said: bytes) -> str:
    return said.decode("utf-8", "replace")


def _without_user(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "://" in url else url

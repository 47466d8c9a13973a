"""A repository at one revision: its commits, tags and files, from the world's `git` section."""

from __future__ import annotations

import hashlib
from typing import Any

from islive.simulator.moments import moment, written
from islive.simulator.names import Json
from islive.simulator.world import World

_LONGEST_LOG = 200
_SHORTEST_SHA = 7


class UnknownRef(KeyError):
    """No commit, tag or branch of the repository has this name."""


class GitTree:
    """The world's repository at one revision, the head of its branch unless another is given."""

    def __init__(self, world: World, revision: str | None = None) -> None:
        if world.git is None:
            raise UnknownRef("the world has no repository")
        self._world = world
        self._git: Json = world.git
        self._commits: dict[str, Json] = self._git.get("commits", {})
        self._order = list(self._commits)
        self._sha = self._resolve(revision or self._git.get("branch", "main"))

    def commit(self, ref: str) -> Json:
        """`{"sha", "committed_at", "author", "subject"}` of a tag, a branch, or a SHA (seven digits will do)."""
        return self._shown(self._resolve(ref))

    def tags(self) -> Json:
        """`{"tags": [{"name", "sha", "at"}]}`, oldest first."""
        tags = [
            {"name": name, "sha": self._resolve(tag["commit"]), "at": self._at(tag, name)}
            for name, tag in self._git.get("tags", {}).items()
        ]
        return {"tags": sorted(tags, key=lambda tag: tag["at"])}

    def log(self, spec: str) -> Json:
        """`{"commits": […]}`, newest first, at most 200: what leads to a ref; for `A..B` what only B has."""
        since, dots, until = spec.rpartition("..")
        excluded = set(self._history(self._resolve(since))) if dots else set[str]()
        shas = [sha for sha in self._history(self._resolve(until)) if sha not in excluded]
        return {"commits": [self._shown(sha) for sha in shas[:_LONGEST_LOG]]}

    def files(self) -> Json:
        """`{"files": {path: blob id}}` of this revision, with git's own blob ids."""
        return {"files": {path: _blob_id(text) for path, text in sorted(self._tree().items())}}

    def read(self, path: str) -> Json:
        """`{"text": …}` of one file of this revision; KeyError if it has no such file."""
        return {"text": self._tree()[path]}

    def at(self, ref: str) -> GitTree:
        """The same repository at another revision."""
        return GitTree(self._world, ref)

    def remote(self) -> Json:
        """`{"url": …}` of the remote called origin."""
        return {"url": self._git["remote"]}

    def _resolve(self, ref: str) -> str:
        tags: dict[str, Any] = self._git.get("tags", {})
        if ref in tags:
            return self._resolve(tags[ref]["commit"])
        branches: dict[str, str] = self._git.get("branches", {})
        if ref in branches:
            return self._resolve(branches[ref])
        if ref in ("HEAD", self._git.get("branch", "main")) and self._order:
            return self._order[-1]
        found = [sha for sha in self._order if len(ref) >= _SHORTEST_SHA and sha.startswith(ref.lower())]
        if len(found) != 1:
            raise UnknownRef(ref)
        return found[0]

    def _parent(self, sha: str) -> str | None:
        given = self._commits[sha].get("parent")
        place = self._order.index(sha)
        return self._resolve(given) if given else self._order[place - 1] if place else None

    def _history(self, sha: str | None) -> list[str]:
        history: list[str] = []
        while sha is not None:
            history.append(sha)
            sha = self._parent(sha)
        return history

    def _tree(self) -> dict[str, str]:
        tree: dict[str, str] = {}
        for sha in reversed(self._history(self._sha)):
            commit = self._commits[sha]
            tree |= commit.get("files", {})
            for path in commit.get("deletes", []):
                tree.pop(path, None)
        return tree

    def _shown(self, sha: str) -> Json:
        commit = self._commits[sha]
        return {
            "sha": sha,
            "committed_at": written(moment(commit["at"])),
            "author": commit.get("author", "Developer <dev@example.com>"),
            "subject": commit.get("subject", ""),
        }

    def _at(self, tag: Json, name: str) -> str:
        return written(moment(tag.get("at", self._commits[self._resolve(name)]["at"])))


def _blob_id(text: str) -> str:
    content = text.encode()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()

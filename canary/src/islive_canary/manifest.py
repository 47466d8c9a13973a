"""The build's manifest: which files belong to this version, and what they hold."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NAME = "canary-manifest.json"
# Who builds says the commit in one of these: git's own habit, CodeBuild, GitHub, GitLab.
COMMIT_VARIABLES = ("GIT_COMMIT", "CODEBUILD_RESOLVED_SOURCE_VERSION", "GITHUB_SHA", "CI_COMMIT_SHA")


@dataclass(frozen=True)
class Manifest:
    """`files` is path -> SHA-256 in hex, `roots` the folders and files that were listed whole; all paths are real."""

    folder: str
    version: str | None
    commit: str | None
    roots: Sequence[str]
    files: Mapping[str, str]

    def covers(self, path: str) -> bool:
        """Whether a file of that path should have been listed."""
        return any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in self.roots)

    def short(self, path: str) -> str:
        """The path as the manifest writes it."""
        return os.path.relpath(path, self.folder).replace(os.sep, "/")


def read(path: str) -> Manifest:
    """The manifest in that file; its paths are relative to the file's folder. Raises OSError, ValueError."""
    with open(path, encoding="utf-8") as file:
        said = json.load(file)
    folder = os.path.realpath(os.path.dirname(os.path.abspath(path)))
    try:
        files = {os.path.realpath(os.path.join(folder, name)): str(digest) for name, digest in said["files"].items()}
        roots = [os.path.realpath(os.path.join(folder, root)) for root in said["roots"]]
        return Manifest(folder, said.get("version"), said.get("commit"), roots, files)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is no manifest of islive-canary") from error


def build(paths: Sequence[str], folder: str, version: str | None, commit: str | None) -> dict[str, Any]:
    """The manifest of everything below those paths but bytecode and hidden files, to be kept in that folder."""
    files = {_relative(file, folder): digest_of(file) for path in paths for file in _below(path)}
    return {
        "canary_manifest": 1,
        "version": version,
        "commit": commit or next((os.environ[name] for name in COMMIT_VARIABLES if os.environ.get(name)), None),
        "roots": sorted(_relative(path, folder) for path in paths),
        "files": dict(sorted(files.items())),
    }


def digest_of(path: str) -> str:
    """The SHA-256 of a file, in hex. Raises OSError."""
    import hashlib

    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _relative(path: str, folder: str) -> str:
    return os.path.relpath(os.path.realpath(path), os.path.realpath(folder)).replace(os.sep, "/")


def _below(path: str) -> Iterator[str]:
    if os.path.isfile(path):
        yield path
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "__pycache__"]
        yield from (os.path.join(folder, name) for name in names if not name.startswith(".") and name[-4:] != ".pyc")

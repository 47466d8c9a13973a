"""`python -m islive_canary manifest`: written where the build has the whole source, before anything is copied."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator

from islive_canary.loaded import MANIFEST, digest_of

# Who builds says the commit in one of these: git's own habit, CodeBuild, GitHub, GitLab.
VARIABLES = ("GIT_COMMIT", "CODEBUILD_RESOLVED_SOURCE_VERSION", "GITHUB_SHA", "CI_COMMIT_SHA")


def main() -> None:
    """Write what every file below the paths holds, but bytecode and hidden files."""
    parser = argparse.ArgumentParser(prog="python -m islive_canary")
    command = parser.add_subparsers(required=True).add_parser("manifest", help="list the files of this version")
    command.add_argument("paths", nargs="+", help="folders and files that the image must hold")
    command.add_argument("--version", dest="release", help="the version's name")
    command.add_argument("--commit", help=f"its commit; otherwise {', '.join(VARIABLES)}, whichever is set")
    command.add_argument("--output", default=MANIFEST, help="paths are relative to its folder; default: %(default)s")
    given = parser.parse_args()
    here = os.path.dirname(os.path.realpath(given.output))
    files = {_relative(file, here): digest_of(file) for path in given.paths for file in _below(path)}
    if not files:
        parser.error(f"there is no file below {', '.join(given.paths)}: nothing was written")
    commit = given.commit or next((os.environ[name] for name in VARIABLES if os.environ.get(name)), None)
    roots = sorted(_relative(path, here) for path in given.paths)
    with open(given.output, "w", encoding="utf-8") as output:
        made = {"version": given.release, "commit": commit, "roots": roots, "files": files}
        json.dump({"canary_manifest": 1, **made}, output, indent=1)
    sys.stdout.write(f"{given.output}: {len(files)} files, commit {commit or 'unknown'}\n")


def _relative(path: str, folder: str) -> str:
    return os.path.relpath(os.path.realpath(path), folder).replace(os.sep, "/")


def _below(path: str) -> Iterator[str]:
    if os.path.isfile(path):
        yield path
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in sorted(folders) if name[0] != "." and name != "__pycache__"]
        yield from (os.path.join(folder, name) for name in sorted(names) if name[0] != "." and name[-4:] != ".pyc")


if __name__ == "__main__":
    main()

"""`python -m islive_canary manifest`: written where the build has the whole source, before anything is copied.

`python -m islive_canary beacon`: one line that says what this task runs, before a program in any language starts.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from islive_canary.canary import Canary
from islive_canary.loaded import digest_of

# The metadata endpoint answers in milliseconds, twice; a program must not wait long for what is only said of it.
MOST_SECONDS = 5.0


def main() -> None:
    """Write what every file below the paths holds, but bytecode and hidden files; or a beacon."""
    parser = argparse.ArgumentParser(prog="python -m islive_canary", description="List the files of this version.")
    parser.add_argument("command", choices=["manifest", "beacon"], help="a beacon is one line on standard output")
    parser.add_argument("paths", nargs="*", help="folders and files that the image must hold")
    parser.add_argument("--version", dest="release", help="the version's name")
    parser.add_argument("--commit", default=os.environ.get("GIT_COMMIT"), help="its commit; default: GIT_COMMIT")
    parser.add_argument("--output", default="canary-manifest.json", help="default: %(default)s; paths begin beside it")
    given = parser.parse_args()
    if given.command == "beacon":
        _beacon(given.release, given.commit)
        return
    if not given.paths:
        parser.error("manifest needs the folders and files that the image must hold")
    folder = os.path.dirname(os.path.realpath(given.output))
    found = {path: _below(Path(path)) for path in given.paths}
    if absent := [path for path, files in found.items() if not files]:
        parser.error(f"there is no file below {', '.join(absent)}: nothing was written")
    files = {_relative(file, folder): digest_of(str(file)) for below in found.values() for file in below}
    roots = [_relative(Path(path), folder) for path in given.paths]
    said = {"canary_manifest": 1, "version": given.release, "commit": given.commit, "roots": roots, "files": files}
    with open(given.output, "w", encoding="utf-8") as output:
        json.dump(said, output, indent=1)
    sys.stdout.write(f"{given.output}: {len(files)} files, commit {given.commit or 'unknown'}\n")


def _beacon(version: str | None, commit: str | None) -> None:
    """Of this process itself nothing is told: it is not the program."""
    said: list[str] = []
    canary = Canary(version=version, commit=commit, delay=0, says=said.append)
    deadline = time.monotonic() + MOST_SECONDS
    while not said and time.monotonic() < deadline:
        time.sleep(0.01)
    document = json.loads(said[0] if said else canary.answer("GET", "")[2])
    told = {name: value for name, value in document.items() if name not in {"code", "features", "process"}}
    sys.stdout.write(json.dumps(told) + "\n")


def _relative(path: Path, folder: str) -> str:
    return os.path.relpath(os.path.realpath(path), folder).replace(os.sep, "/")


def _below(path: Path) -> list[Path]:
    files = [file for file in (path, *sorted(path.rglob("*"))) if file.is_file() and file.suffix != ".pyc"]
    return [file for file in files if not any(part[0] == "." for part in file.relative_to(path).parts)]


if __name__ == "__main__":
    main()

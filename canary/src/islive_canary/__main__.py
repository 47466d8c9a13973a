"""`python -m islive_canary manifest`: written where the build has the whole source, before anything is copied.

`python -m islive_canary beacon`: one line that says what this task runs, before a program in any language starts.
"""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from islive_canary.canary import Canary
from islive_canary.loaded import digest_of


def main() -> None:
    """Write what every file below the paths holds, but bytecode and hidden files; or a beacon."""
    parser = ArgumentParser(prog="python -m islive_canary", description="List the files of this version.")
    parser.add_argument("command", choices=["manifest", "beacon"], help="a beacon is one line on standard output")
    parser.add_argument("paths", nargs="*", type=Path, help="folders and files that the image must hold")
    parser.add_argument("--version", help="the version's name")
    parser.add_argument("--commit", default=os.environ.get("GIT_COMMIT"), help="its commit; default: GIT_COMMIT")
    parser.add_argument("--output", default="canary-manifest.json", help="default: %(default)s; paths begin beside it")
    given = parser.parse_args()
    if given.command == "manifest" and not given.paths:
        parser.error("manifest needs the folders and files that the image must hold")
    if absent := [str(path) for path in given.paths if not _below(path)]:
        parser.error(f"there is no file below {', '.join(absent)}: nothing was written")
    sys.stdout.write({"manifest": _manifest, "beacon": _beacon}[given.command](given) + "\n")


def _manifest(given: Namespace) -> str:
    folder = Path(given.output).resolve().parent
    files = {_relative(file, folder): digest_of(file) for path in given.paths for file in _below(path)}
    roots = [_relative(path, folder) for path in given.paths]
    said = {"canary_manifest": 1, "version": given.version, "commit": given.commit, "roots": roots, "files": files}
    Path(given.output).write_text(json.dumps(said, indent=1), encoding="utf-8")
    return f"{given.output}: {len(files)} files, commit {given.commit or 'unknown'}"


def _beacon(given: Namespace) -> str:
    """Of this process itself nothing is told: it is not the program."""
    canary = Canary(version=given.version, commit=given.commit, delay=0)
    # The metadata endpoint answers in milliseconds, twice; a program must not wait long for what is only said of it.
    canary.looked.wait(timeout=5.0)
    said = json.loads(canary.answer("GET", "")[2])
    return json.dumps({name: value for name, value in said.items() if name not in {"code", "features", "process"}})


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path.resolve(), folder)).as_posix()


def _below(path: Path) -> list[Path]:
    files = [file for file in (path, *sorted(path.rglob("*"))) if file.is_file() and file.suffix != ".pyc"]
    return [file for file in files if not any(part[0] == "." for part in file.relative_to(path).parts)]


if __name__ == "__main__":
    main()

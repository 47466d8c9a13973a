"""`python -m islive_canary manifest`: written where the build has the whole source, before anything is copied."""

from __future__ import annotations

import argparse
import json
import os
import sys

from islive_canary.manifest import COMMIT_VARIABLES, NAME, build


def main(words: list[str] | None = None) -> int:
    """Write the manifest; 2 where there is nothing to list."""
    parser = argparse.ArgumentParser(prog="python -m islive_canary")
    command = parser.add_subparsers(required=True).add_parser("manifest", help="list the files of this version")
    command.add_argument("paths", nargs="+", help="folders and files that the image must hold")
    command.add_argument("--version", dest="release", help="the version's name")
    command.add_argument("--commit", help=f"its commit; otherwise {', '.join(COMMIT_VARIABLES)}, whichever is set")
    command.add_argument("--output", default=NAME, help="paths are relative to its folder; default: %(default)s")
    given = parser.parse_args(words)
    made = build(given.paths, os.path.dirname(os.path.abspath(given.output)), given.release, given.commit)
    if not made["files"]:
        sys.stderr.write(f"There is no file below {', '.join(given.paths)}: nothing was written. Name the folders.\n")
        return 2
    with open(given.output, "w", encoding="utf-8") as file:
        json.dump(made, file, indent=1)
    sys.stdout.write(f"{given.output}: {len(made['files'])} files, commit {made['commit'] or 'unknown'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

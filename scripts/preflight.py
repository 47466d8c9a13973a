"""Count what `islive deploy` refuses before anything is changed: python -m scripts.preflight [WORD …] [--write].

Every fault of the matrix that is there before the deployment (tests/preflight/trials.py), beside what would have become
of the deployment. With `--write` the figures go into tests/preflight/measured.json, of which docs/accuracy.md is made.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from scripts.preflight_table import MEASURED, kind_of
from tests.preflight.trials import Trial, Verdict, trials, tried


def line(found: Verdict) -> str:
    """What became of one trial."""
    says = [one.says for one in found.foreseen.hindered] or list(found.foreseen.warned)
    return f"{found.trial}: {found.kind}{'; '.join(['', *says])}"


def count(some: Sequence[Trial], *, quiet: bool = False) -> Counter[str]:
    """Try each, several at a time, print what became of it, and add up by kind of fault."""
    counted: Counter[str] = Counter()
    with ProcessPoolExecutor() as pool:
        for found in pool.map(tried, some, chunksize=4):
            counted[f"{kind_of(found.trial.fault)}: {found.kind}"] += 1
            counted[f"all: {found.kind}"] += 1
            if not quiet:
                print(line(found), flush=True)
    return counted


def main(arguments: Sequence[str]) -> int:
    """0 if nothing is refused that would have served."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("words", nargs="*", metavar="WORD")
    options.add_argument("--write", action="store_true")
    given = options.parse_args(arguments)
    some = [one for one in trials() if not given.words or any(word in str(one) for word in given.words)]
    counted = count(some)
    print(", ".join(f"{number} {name.removeprefix('all: ')}" for name, number in counted.items() if "all:" in name))
    if given.write:
        MEASURED.write_text(json.dumps(dict(sorted(counted.items())), indent=1) + "\n", "utf-8")
    return 1 if counted["all: wrongly refused"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

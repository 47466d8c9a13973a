"""Count what `islive fix --apply` comes to over the fault matrix: python -m scripts.fixes [WORD …] [--write].

Every fault of tests/living/worlds/faults.yaml (those whose names hold one of the words), where and whenever it can
come, and with the circuit breaker on: the plan is carried out on the living simulator, time passes, and islive is asked
again. What does not come out as it should is printed. With `--write` the figures go into tests/fixing/measured.json, of
which a part of docs/accuracy.md is made.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor

from scripts.fix_table import MEASURED
from tests.fixing.proof import Mended, cells_to_mend, mended
from tests.living.cells import Cell


def axes(cell: Cell) -> Sequence[str]:
    """The names by which a cell is counted."""
    return ("all", "rolled back" if cell.breaker else cell.when, cell.on)


def counted(one: Mended) -> Mapping[str, int]:
    """What it is counted as."""
    automatic = one.was_automatic
    return {
        "cells": 1,
        "automatic": automatic,
        "live": automatic and one.is_live and one.is_proved,
        "left": automatic and not one.is_live and one.is_proved,
        "stopped": one.outcome.stopped_by is not None,
        "worse": one.is_worse,
    }


def tried(cell: Cell) -> tuple[str | None, Mapping[str, int]]:
    """A line about what is wrong, if something is, and what is counted."""
    one = mended(cell)
    counts = {f"{axis} {name}": int(number) for axis in axes(cell) for name, number in counted(one).items()}
    stopped = one.outcome.stopped_by
    wrong = (one.was_automatic and not one.is_proved) or one.is_worse
    says = f"{cell}: {one.report.verdict.value}; left: {', '.join(one.left) or 'nothing'}"
    return f"{says}{f'; {stopped.ended}: {stopped.says}' if stopped else ''}" if wrong else None, counts


def main(arguments: Sequence[str]) -> int:
    """0 if nothing is worse than before."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("words", nargs="*", metavar="WORD")
    options.add_argument("--write", action="store_true")
    options.add_argument("--processes", type=int)
    given = options.parse_args(arguments)
    some = [cell for cell in cells_to_mend() if not given.words or any(word in str(cell) for word in given.words)]
    figures: Counter[str] = Counter()
    with ProcessPoolExecutor(given.processes) as pool:
        for line, counts in pool.map(tried, some, chunksize=2):
            figures.update(counts)
            if line:
                print(line, flush=True)
    print({name: number for name, number in figures.items() if name.startswith("all ")})
    if given.write:
        MEASURED.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 1 if figures["all worse"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

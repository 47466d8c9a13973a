"""Count the cells of the fault matrix in which islive is right: python -m scripts.faults [WORD …] [--pairs N].

Every fault of tests/living/worlds/faults.yaml (those whose names hold one of the words), where and whenever it can
come, with the circuit breaker on, and for an application that says its version and one that does not; how soon the root
is named; and whether a service that still serves is warned. What is wrong is printed with what is true.

With `--pairs` so many random pairs of faults (tests/living/pairs.py) in their place, 0 for all of them; with `--write`
both, and the figures into tests/living/measured.json, of which docs/accuracy.md is made (`make accuracy`).
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from scripts.fault_table import MEASURED
from tests.living.answers import MOMENTS, is_latent, is_timed, seconds_to_the_root, warning
from tests.living.cells import Cell, cells, tried
from tests.living.pairs import Pair, every_pair, tried_pair

# Of the more than 1,800 pairs these are enough to know a share to a few points.
PAIRS = 300
# A line about what is wrong, if something is, and what is counted.
Counted = tuple[str | None, Mapping[str, int]]
T = TypeVar("T")


def axes(cell: Cell) -> Sequence[str]:
    """The names by which a cell is counted."""
    when = "rolled back" if cell.breaker else cell.when
    return ("all", when, cell.on, "canary" if cell.canary else "mute")


def of_cell(cell: Cell) -> Counted:
    """Try it."""
    outcome = tried(cell)
    seen = {"cells": 1, "right": outcome.is_right, "false live": outcome.is_false_live}
    counts = {f"{axis} {name}": number for axis in axes(cell) for name, number in seen.items()}
    true = "serves" if outcome.serves else ", ".join(sorted({it["cause"] for it in outcome.truth["failures"]}))
    named = " and ".join(outcome.roots) or "no root cause"
    line = f"{cell}: {outcome.report.verdict.value}, {named}; true: {true or 'it does not serve'}"
    return None if outcome.is_right else line, counts


def of_time(cell: Cell) -> Counted:
    """Ask at each moment after the first task that failed; nothing where none fails."""
    seconds = seconds_to_the_root(cell)
    if seconds is None:
        return None, {}
    late = f"{cell}: not named within {MOMENTS[-1]:.0f} s of the first failed task"
    named = {f"named by {moment:.0f} s": int(seconds <= moment) for moment in MOMENTS}
    return late if seconds > MOMENTS[-1] else None, {"failing": 1, **named}


def of_warning(cell: Cell) -> Counted:
    """Look for the warning where the version serves all the same: when it is asked for, and anyway."""
    warned, anyway = warning(cell), warning(cell, ahead=False)
    return None, {} if warned is None else {"latent": 1, "warned": int(warned), "warned anyway": int(bool(anyway))}


def of_pair(pair: Pair) -> Counted:
    """Try it, those that AWS can show both apart from those of which one hides the other."""
    outcome = tried_pair(pair)
    kind = "hidden" if pair.hidden else "shown"
    named = " and ".join(outcome.roots) or "no root cause"
    line = f"{pair}: {outcome.report.verdict.value}, {named}; missed: {', '.join(outcome.missed) or 'none'}"
    counts = {kind: 1, f"{kind} right": int(outcome.is_right), "pairs false live": int(outcome.is_false_live)}
    return None if outcome.is_right else line, counts


def count(try_one: Callable[[T], Counted], some: Iterable[T]) -> Counter[str]:
    """Try each, several at a time, print what is wrong, and add up."""
    counted: Counter[str] = Counter()
    with ProcessPoolExecutor() as pool:
        for line, counts in pool.map(try_one, some, chunksize=4):
            counted.update(counts)
            if line:
                print(line, flush=True)
    return counted


def count_cells(some: Sequence[Cell]) -> Counter[str]:
    """The cells, the time to the answer, and the warnings."""
    counted = count(of_cell, some)
    print(f"{counted['all right']} of {counted['all cells']} cells are right", end=", ")
    print(f"{counted['all false live']} are a false LIVE", flush=True)
    # (Not `+=`, which would leave out what was counted and found nowhere.)
    counted.update(count(of_time, filter(is_timed, some)))
    named = ", ".join(f"{counted[f'named by {it:.0f} s']} after {it:.0f} s" for it in MOMENTS)
    print(f"of {counted['failing']} cells in which a task fails the root is named in {named}", flush=True)
    counted.update(count(of_warning, filter(is_latent, some)))
    warned = f"with --ahead {counted['warned']}, without {counted['warned anyway']}"
    print(f"of {counted['latent']} faults that running tasks do not feel are warned of: {warned}", flush=True)
    return counted


def count_pairs(some: Sequence[Pair]) -> Counter[str]:
    """The pairs."""
    counted = count(of_pair, some)
    print(f"both faults are named in {counted['shown right']} of {counted['shown']} pairs that AWS can show both")
    print(f"the one that AWS shows, and that more may be hidden, in {counted['hidden right']} of {counted['hidden']}")
    print(f"{counted['pairs false live']} are a false LIVE")
    return counted


def main(arguments: Sequence[str]) -> int:
    """0 if nothing is called LIVE that does not serve."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("words", nargs="*", metavar="WORD")
    options.add_argument("--pairs", type=int, metavar="N")
    options.add_argument("--write", action="store_true")
    given = options.parse_args(arguments)
    figures: Counter[str] = Counter()
    if given.pairs is None:
        figures.update(count_cells([cell for cell in cells() if _is_meant(cell, given.words)]))
    if given.pairs is not None or given.write:
        many = PAIRS if given.pairs is None else given.pairs
        figures.update(count_pairs([pair for pair in every_pair() if _is_meant(pair, given.words)][: many or None]))
    if given.write:
        MEASURED.write_text(json.dumps({"pairs": len(every_pair()), **figures}, indent=1) + "\n", "utf-8")
    return 1 if figures["all false live"] or figures["pairs false live"] else 0


def _is_meant(one: Cell | Pair, words: Sequence[str]) -> bool:
    return not words or any(word in str(one) for word in words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

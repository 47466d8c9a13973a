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
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.living.answers import MOMENTS, is_latent, is_timed, seconds_to_the_root, warning
from tests.living.cells import Cell, Outcome, cells, tried
from tests.living.pairs import PairOutcome, every_pair, tried_pair

MEASURED = Path(__file__).parent.parent / "tests" / "living" / "measured.json"
# Of the more than 1,600 pairs these are enough to know a share to a point or two.
PAIRS = 600
Figures = Mapping[str, int]


def told(outcome: Outcome) -> str:
    """One cell, in a line."""
    verdict = outcome.report.verdict.value
    true = "serves" if outcome.serves else ", ".join(sorted({it["cause"] for it in outcome.truth["failures"]}))
    named = " and ".join(outcome.roots) or "no root cause"
    return f"{outcome.cell}: {verdict}, {named}; true: {true or 'it does not serve'}"


def told_of_pair(outcome: PairOutcome) -> str:
    """One pair, in a line."""
    named = " and ".join(outcome.roots) or "no root cause"
    return f"{outcome.pair}: {outcome.report.verdict.value}, {named}; missed: {', '.join(outcome.missed) or 'none'}"


def axes(cell: Cell) -> Sequence[str]:
    """The names by which a cell is counted."""
    when = "rolled back" if cell.breaker else cell.when
    return ("all", when, cell.on, "canary" if cell.canary else "mute")


def count_cells(some: Sequence[Cell]) -> Figures:
    """Try each."""
    counted: Counter[str] = Counter()
    for cell in some:
        outcome = tried(cell)
        for axis in axes(cell):
            counted.update({f"{axis} cells": 1, f"{axis} right": outcome.is_right})
            counted.update({f"{axis} false live": outcome.is_false_live})
        if not outcome.is_right:
            print(told(outcome))
    print(f"{counted['all right']} of {counted['all cells']} cells are right", end=", ")
    print(f"{counted['all false live']} are a false LIVE")
    return counted


def time_cells(some: Sequence[Cell]) -> Figures:
    """Ask at each moment after the first task that failed."""
    counted: Counter[str] = Counter()
    for cell in filter(is_timed, some):
        seconds = seconds_to_the_root(cell)
        if seconds is not None:
            counted.update({"failing": 1, **{f"named by {it:.0f} s": seconds <= it for it in MOMENTS}})
    named = ", ".join(f"{counted[f'named by {it:.0f} s']} after {it:.0f} s" for it in MOMENTS)
    print(f"of {counted['failing']} cells in which a task fails the root is named in {named}")
    return counted


def warn_cells(some: Sequence[Cell]) -> Figures:
    """Look for the warning where the version serves all the same."""
    told = [(cell.fault, warning(cell)) for cell in some if is_latent(cell)]
    serving = {fault: warned for fault, warned in told if warned is not None}
    print(f"{sum(serving.values())} of {len(serving)} faults that running tasks do not feel are warned of")
    return {"latent": len(serving), "warned": sum(serving.values())}


def count_pairs(words: Sequence[str], many: int) -> Figures:
    """Try so many pairs, those that AWS can show both apart from those of which one hides the other."""
    counted: Counter[str] = Counter()
    found = [pair for pair in every_pair() if not words or any(word in str(pair) for word in words)]
    for pair in found[: many or None]:
        outcome = tried_pair(pair)
        kind = "hidden" if pair.hidden else "shown"
        counted.update({kind: 1, f"{kind} right": outcome.is_right, "pairs false live": outcome.is_false_live})
        if not outcome.is_right:
            print(told_of_pair(outcome))
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
    figures: dict[str, int] = {}
    if given.pairs is None:
        some = [cell for cell in cells() if not given.words or any(word in str(cell) for word in given.words)]
        figures |= {**count_cells(some), **time_cells(some), **warn_cells(some)}
    if given.pairs is not None or given.write:
        figures |= count_pairs(given.words, PAIRS if given.pairs is None else given.pairs)
    if given.write:
        MEASURED.write_text(json.dumps({"pairs": len(every_pair()), **figures}, indent=1) + "\n", "utf-8")
    return 1 if figures.get("all false live") or figures.get("pairs false live") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

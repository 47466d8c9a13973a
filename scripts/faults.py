"""Count the cells of the fault matrix in which islive is right: python -m scripts.faults [WORD …] [--pairs N].

Every fault of tests/living/worlds/faults.yaml (those whose names hold one of the words), before, while and after
v1.4.2 is deployed, and with the circuit breaker on. A wrong cell is printed with what islive said and what is true.
With `--pairs` so many random pairs of faults (tests/living/pairs.py) in their place, 0 for all of them.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from tests.living.cells import Outcome, cells, tried
from tests.living.pairs import PairOutcome, every_pair, tried_pair


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


def count_cells(words: Sequence[str]) -> Counter[str]:
    """Try every cell."""
    counted: Counter[str] = Counter()
    for cell in cells():
        if words and not any(word in str(cell) for word in words):
            continue
        outcome = tried(cell)
        counted.update(cells=1, right=outcome.is_right, false_live=outcome.is_false_live)
        if not outcome.is_right:
            print(told(outcome))
    print(f"{counted['right']} of {counted['cells']} cells are right, {counted['false_live']} are a false LIVE")
    return counted


def count_pairs(words: Sequence[str], many: int) -> Counter[str]:
    """Try so many pairs, those that AWS can show both apart from those of which one hides the other."""
    counted: Counter[str] = Counter()
    found = [pair for pair in every_pair() if not words or any(word in str(pair) for word in words)]
    for pair in found[: many or None]:
        outcome = tried_pair(pair)
        kind = "hidden" if pair.hidden else "shown"
        counted.update({kind: 1, f"{kind} right": outcome.is_right, "false_live": outcome.is_false_live})
        if not outcome.is_right:
            print(told_of_pair(outcome))
    print(f"both faults are named in {counted['shown right']} of {counted['shown']} pairs that AWS can show both")
    print(f"the one that AWS shows, and that more may be hidden, in {counted['hidden right']} of {counted['hidden']}")
    print(f"{counted['false_live']} are a false LIVE")
    return counted


def main(arguments: Sequence[str]) -> int:
    """0 if nothing is called LIVE that does not serve."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("words", nargs="*", metavar="WORD")
    options.add_argument("--pairs", type=int, metavar="N")
    given = options.parse_args(arguments)
    counted = count_cells(given.words) if given.pairs is None else count_pairs(given.words, given.pairs)
    return 1 if counted["false_live"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Count the cells of the fault matrix in which islive is right: python -m scripts.faults [WORD …].

Every fault of tests/living/worlds/faults.yaml (those whose names hold one of the words), before, while and after
v1.4.2 is deployed, and with the circuit breaker on. A wrong cell is printed with what islive said and what is true.
"""

import sys
from collections import Counter
from collections.abc import Sequence

from tests.living.cells import Outcome, cells, tried


def told(outcome: Outcome) -> str:
    """One cell, in a line."""
    verdict = outcome.report.verdict.value
    true = "serves" if outcome.serves else ", ".join(sorted({it["cause"] for it in outcome.truth["failures"]}))
    named = " and ".join(outcome.roots) or "no root cause"
    return f"{outcome.cell}: {verdict}, {named}; true: {true or 'it does not serve'}"


def main(words: Sequence[str]) -> int:
    """0 if nothing is called LIVE that does not serve."""
    counted: Counter[str] = Counter()
    for cell in cells():
        if words and not any(word in str(cell) for word in words):
            continue
        outcome = tried(cell)
        counted.update(cells=1, right=outcome.is_right, false_live=outcome.is_false_live)
        if not outcome.is_right:
            print(told(outcome))
    print(f"{counted['right']} of {counted['cells']} cells are right, {counted['false_live']} are a false LIVE")
    return 1 if counted["false_live"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

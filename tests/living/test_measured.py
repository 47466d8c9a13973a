"""The figures of docs/accuracy.md are those of this matrix, and good enough."""

import json
from collections import Counter

from scripts.fault_table import MEASURED
from scripts.faults import PAIRS, axes
from tests.living.cells import cells
from tests.living.pairs import every_pair

FIGURES: dict[str, int] = json.loads(MEASURED.read_text("utf-8"))


def test_they_count_the_cells_and_pairs_that_there_are() -> None:
    """Whoever adds a fault counts anew: `make accuracy`."""
    there = Counter(axis for cell in cells() for axis in axes(cell))
    assert {axis: FIGURES[f"{axis} cells"] for axis in there} == there
    assert FIGURES["pairs"] == len(every_pair())
    hidden = sum(pair.hidden is not None for pair in every_pair()[:PAIRS])
    assert (FIGURES["hidden"], FIGURES["shown"]) == (hidden, PAIRS - hidden)


def test_nothing_is_called_live_that_does_not_serve() -> None:
    """Neither with one fault nor with two."""
    assert FIGURES.get("all false live", 0) == FIGURES.get("pairs false live", 0) == 0


def test_the_figures_keep_what_is_promised() -> None:
    """98 in a hundred cells right, 95 named within a minute, both of 90 pairs, and no fault hidden silently."""
    assert FIGURES["all right"] / FIGURES["all cells"] >= 0.98
    assert FIGURES["named by 60 s"] / FIGURES["failing"] >= 0.95
    assert FIGURES["shown right"] / FIGURES["shown"] >= 0.9
    assert FIGURES["hidden right"] / FIGURES["hidden"] >= 0.98

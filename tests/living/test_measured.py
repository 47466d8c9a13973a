"""The figures of docs/accuracy.md are those of this matrix, and good enough."""

import json
from collections import Counter

import pytest

from scripts.fault_table import MEASURED
from scripts.faults import PAIRS, axes
from tests.living.cells import cells
from tests.living.pairs import every_pair

# What the figures may lag behind the matrix.
A_FEW = 0.05
FIGURES: dict[str, int] = json.loads(MEASURED.read_text("utf-8"))


def test_they_count_the_cells_and_pairs_that_there_are() -> None:
    """One fault more or less needs no count of all; whoever adds several counts anew: `make accuracy`."""
    there = Counter(axis for cell in cells() for axis in axes(cell))
    assert {axis: FIGURES[f"{axis} cells"] for axis in there} == pytest.approx(dict(there), rel=A_FEW)
    assert FIGURES["pairs"] == pytest.approx(len(every_pair()), rel=A_FEW)
    assert FIGURES["hidden"] + FIGURES["shown"] == PAIRS


def test_nothing_is_called_live_that_does_not_serve() -> None:
    """Neither with one fault nor with two."""
    assert FIGURES["all false live"] == FIGURES["pairs false live"] == 0


def test_the_figures_keep_what_is_promised() -> None:
    """98 in a hundred cells right, 95 named within a minute, both of 90 pairs, and no fault hidden silently."""
    assert FIGURES["all right"] / FIGURES["all cells"] >= 0.98
    assert FIGURES["named by 60 s"] / FIGURES["failing"] >= 0.95
    assert FIGURES["shown right"] / FIGURES["shown"] >= 0.9
    assert FIGURES["hidden right"] / FIGURES["hidden"] >= 0.98

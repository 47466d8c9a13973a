"""The figures of docs/accuracy.md about `islive fix` are those of this matrix, and good enough."""

import json
from collections import Counter

import pytest

from scripts.fix_table import MEASURED
from scripts.fixes import axes
from tests.fixing.proof import cells_to_mend

# What the figures may lag behind the matrix.
A_FEW = 0.05
FIGURES: dict[str, int] = json.loads(MEASURED.read_text("utf-8"))


def test_they_count_the_cells_that_there_are() -> None:
    """One fault more or less needs no count of all; whoever adds several counts anew: `make accuracy`."""
    there = Counter(axis for cell in cells_to_mend() for axis in axes(cell))
    assert {axis: FIGURES[f"{axis} cells"] for axis in there} == pytest.approx(dict(there), rel=A_FEW)


def test_nothing_is_worse_for_it() -> None:
    """No fewer tasks serve than without it, no LIVE is false, and no plan stopped half-way."""
    assert FIGURES["all worse"] == FIGURES["all stopped"] == 0


def test_the_plans_keep_what_is_promised() -> None:
    """Of 90 plans in a hundred with something urgent to carry out: LIVE, or only what was printed is left."""
    assert (FIGURES["all live"] + FIGURES["all left"]) / FIGURES["all automatic"] >= 0.9
    assert FIGURES["all live"] >= 25

"""The figures of docs/accuracy.md are those of these trials, and good enough."""

import json
from collections import Counter

import pytest

from scripts.preflight_table import MEASURED, OUTCOMES, kind_of
from tests.preflight.trials import trials

FIGURES: dict[str, int] = json.loads(MEASURED.read_text("utf-8"))
# What the figures may lag behind the faults.
A_FEW = 3


def test_they_count_the_faults_that_there_are() -> None:
    """Of each kind, but for a few that are new; whoever adds several counts anew: `make accuracy`."""
    there = Counter(kind_of(one.fault) for one in trials())
    counted = {kind: sum(FIGURES.get(f"{kind}: {outcome}", 0) for outcome in OUTCOMES) for kind in there}
    assert counted == {kind: pytest.approx(number, abs=A_FEW) for kind, number in there.items()}


def test_nothing_is_refused_that_would_have_served() -> None:
    """Not one."""
    assert FIGURES.get("all: wrongly refused", 0) == 0


def test_what_stands_in_the_configuration_is_refused() -> None:
    """Of what is not the program, its capacity or its instances, nothing is missed."""
    known = {name for name in FIGURES if name.endswith(": missed")} - {"all: missed"}
    assert known <= {f"{kind}: missed" for kind in ("the program itself", "container instances", CAPACITY)}
    assert FIGURES["all: refused"] >= FIGURES["all: missed"]


CAPACITY = "quotas and capacity of Fargate"

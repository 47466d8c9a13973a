"""Folding: what somebody decided to live with, or knew before, steps back, and nothing else does."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from islive.engine.fold import fingerprint, fold, suppressed, without_known
from islive.model.finding import Role
from islive.model.report import Report
from islive.model.settings import Suppression
from islive.render import render
from islive.wiring.baseline import read_baseline
from tests.render.sample_reports import AVA_OLO as REPORT

CONTRIBUTING = REPORT.diagnosis.contributing


def ids(report: Report, role: Role) -> list[str]:
    """The findings of a role, by id."""
    return [one.id for one in report.diagnosis.findings if one.role is role]


def suppress(rule: str, **more: object) -> Report:
    """The report under one suppression."""
    return suppressed(REPORT, [Suppression(rule, "we know", **more)])  # pyright: ignore[reportArgumentType]


def test_only_what_contributes_can_be_folded() -> None:
    """Whoever folds everything still reads every root cause and symptom, and the same verdict."""
    folded = fold(REPORT, lambda _: "all of it")
    for role in (Role.ROOT_CAUSE, Role.SYMPTOM):
        assert ids(folded, role) == ids(REPORT, role)
    assert folded.diagnosis.contributing == ()
    assert [one.finding for one in folded.folded] == list(CONTRIBUTING)
    assert (folded.verdict, folded.reason, folded.says) == (REPORT.verdict, REPORT.reason, REPORT.says)


def test_the_plan_forgets_what_was_folded() -> None:
    """A remedy that only folded findings asked for is not planned; all others are."""
    folded = fold(REPORT, lambda _: "all of it")
    left = {remedy.title for one in folded.diagnosis.findings for remedy in one.remedies}
    assert {one.title for one in folded.plan} == left


@pytest.mark.parametrize(
    "more,folds",
    [
        ({}, True),
        ({"services": (REPORT.target.service,)}, True),
        ({"services": ("no-such-*", f"{REPORT.target.service[:3]}*")}, True),
        ({"services": ("other",)}, False),
        ({"subject": CONTRIBUTING[0].subject}, True),
        ({"subject": "another"}, False),
        ({"until": REPORT.taken_at.date()}, True),
        ({"until": date(2020, 1, 1)}, False),
    ],
)
def test_where_and_how_long_a_suppression_holds(more: dict[str, object], folds: bool) -> None:  # noqa: FBT001
    """On the services and subjects it names, up to and including its last day."""
    report = suppress(CONTRIBUTING[0].id, **more)
    assert (CONTRIBUTING[0].id in {one.finding.id for one in report.folded}) is folds


def test_a_suppression_that_ended_says_so() -> None:
    """Why the finding is back stands among the notes."""
    rule = CONTRIBUTING[0].id
    assert f"the suppression of {rule} ended 2020-01-01" in suppress(rule, until=date(2020, 1, 1)).notes
    assert suppress("version-unknown", until=date(2020, 1, 1)).notes == REPORT.notes


def test_known_until_it_changes() -> None:
    """A finding that says the same is folded; in other words it is new."""
    known = frozenset(fingerprint(REPORT.target, one) for one in CONTRIBUTING)
    assert without_known(REPORT, known, "old.json").diagnosis.contributing == ()
    worse = replace(CONTRIBUTING[0], summary="it got worse")
    findings = tuple(worse if one == CONTRIBUTING[0] else one for one in REPORT.diagnosis.findings)
    changed = replace(REPORT, diagnosis=replace(REPORT.diagnosis, findings=findings))
    assert without_known(changed, known, "old.json").diagnosis.contributing == (worse,)


def test_a_baseline_of_a_folded_report_knows_the_same(tmp_path: Path) -> None:
    """Writing the baseline anew under the old one loses nothing."""
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    first.write_text(render(REPORT, "json"))
    second.write_text(render(without_known(REPORT, read_baseline(first), "1.json"), "json"))
    assert json.loads(second.read_text())["folded"]
    assert read_baseline(second) == read_baseline(first)

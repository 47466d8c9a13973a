"""Sick worlds near to those that come with islive: each has one root cause, and is called by the rule that sees it."""

from pathlib import Path

import pytest

from islive.model.report import Report
from islive.model.verdict import Reason, Verdict
from tests.incident.looking import looked, root_causes

WORLDS = sorted((Path(__file__).parent / "variants").glob("*.yaml"))


def asked(file: Path) -> Report:
    """Is v1.4.2 live in that world?"""
    return looked(str(file), "web", "v1.4.2")


@pytest.mark.parametrize("file", WORLDS, ids=lambda file: file.stem)
def test_the_cause_is_the_one_root_cause(file: Path) -> None:
    """v1.4.2 is not live because of it, and v1.4.1 serves on; the cause is quoted and can be mended."""
    report = asked(file)
    assert (report.verdict, report.reason) == (Verdict.NOT_LIVE, Reason.FAILED)
    assert root_causes(report) == [file.stem]
    (cause,) = report.diagnosis.root_causes
    assert cause.because
    assert cause.remedies
    assert report.diagnosis.symptoms_of(cause)
    assert [(one.version, one.healthy) for one in report.impact.serving] == [("v1.4.1", 2)]

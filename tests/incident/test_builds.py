"""Builds that broke, each for another reason: the reason is the one root cause, and what serves is left alone."""

from pathlib import Path

import pytest

from islive.model.finding import Finding
from islive.model.report import Report
from islive.model.stage import Stage
from islive.model.verdict import Reason, Verdict
from tests.incident.looking import looked, root_causes

# Each file is called by the rule that sees its cause.
WORLDS = sorted((Path(__file__).parent / "builds").glob("*.yaml"))


def asked(file: Path) -> Report:
    """Is v1.4.2 live in that world?"""
    return looked(str(file), "web", "v1.4.2")


def cause(file: Path) -> Finding:
    """The one root cause."""
    (found,) = asked(file).diagnosis.root_causes
    return found


@pytest.mark.parametrize("file", WORLDS, ids=lambda file: file.stem)
def test_the_reason_is_the_root_cause(file: Path) -> None:
    """The failed build and the missing image are its symptoms; v1.4.1 serves on."""
    report = asked(file)
    assert (report.verdict, report.reason, report.stopped_at) == (Verdict.NOT_LIVE, Reason.FAILED, Stage.BUILD)
    assert root_causes(report) == [file.stem]
    assert {one.id for one in report.diagnosis.symptoms_of(cause(file))} >= {"build-failed", "version-image-missing"}
    assert [(one.version, one.healthy) for one in report.impact.serving] == [("v1.4.1", 2)]


@pytest.mark.parametrize("file", WORLDS, ids=lambda file: file.stem)
def test_it_is_quoted_and_can_be_mended(file: Path) -> None:
    """CodeBuild's or Docker's own words are quoted, and there is a way out."""
    found = cause(file)
    assert found.because[0].operation in {"codebuild:BatchGetBuilds", "logs:GetLogEvents"}
    assert found.because[0].quote
    assert found.remedies

"""Worlds in which a version is there by half: in one of two containers, or behind a rule that no request reaches."""

import pytest

from islive.model.stage import Stage
from islive.model.verdict import Reason, Verdict
from tests.incident.looking import looked, root_causes
from tests.incident.test_stranger import file


@pytest.mark.parametrize("version", ["1.8.0", "1.7.0"])
def test_one_of_two_containers_is_not_the_version(version: str) -> None:
    """Each task runs 1.8.0 and 1.7.0 side by side: neither is live, and the container that is another one is named."""
    report = looked(file("half-new"), "ledger", version)
    assert (report.verdict, report.reason, report.stopped_at) == (Verdict.NOT_LIVE, Reason.MIXED, Stage.TASKS)
    assert root_causes(report) == ["versions-mixed"]
    (cause,) = report.diagnosis.root_causes
    assert "container worker is 1.7.0" in cause.summary
    assert "container api is 1.8.0" in cause.summary
    assert "1.7.0 and 1.8.0 serve" in report.impact.says


def test_without_a_version_both_are_what_primary_declares() -> None:
    """Nobody asked for one of the two, so what the task definition declares is live, under both names."""
    report = looked(file("half-new"), "ledger", None)
    assert (report.verdict, report.wanted.version) == (Verdict.LIVE, "1.7.0 and 1.8.0")


def test_a_rule_that_no_request_reaches_is_no_route() -> None:
    """The tasks are healthy targets, and every request is taken by a rule before theirs: nothing routes here."""
    report = looked(file("behind"), "freight-quotes", "release-42")
    assert (report.verdict, report.reason, report.stopped_at) == (Verdict.NOT_LIVE, Reason.WRONG_ROUTE, Stage.TRAFFIC)
    assert root_causes(report) == ["route-shadowed"]
    assert "nothing-routes-here" in {one.id for one in report.diagnosis.findings}
    assert "rule 3 before it takes them all" in report.diagnosis.root_causes[0].summary
    assert report.impact.says.startswith("no request arrives")

"""What CI servers read."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import given

from islive.engine.discover import rules
from islive.model.documents import Document
from islive.model.finding import Role
from islive.model.report import Report
from islive.model.rule import AFTER
from islive.model.verdict import Verdict, exit_code
from islive.render.junit import render
from tests.render import hostile
from tests.render.sample_documents import BLIND, CLUSTER, DEGRADED, DOCUMENTS, LIVE, ROLLING, ROUTES
from tests.render.sample_reports import AVA_OLO

# The schema that Jenkins' xUnit plug-in judges JUnit by, as pytest 9.2.0 carries it for its own tests (MIT).
JUDGE = xmlschema.XMLSchema(Path(__file__).parent / "published" / "junit-10.xsd")


def parsed(document: Document) -> ET.Element:
    """The document as an XML parser reads it."""
    return ET.fromstring(render(document))  # noqa: S314 (it is ours)


def cases(document: Document, kind: str) -> dict[str, str]:
    """Name -> what became of it, for the cases of that kind."""
    found = [one for one in parsed(document).iter("testcase") if one.get("classname", "").endswith(f".{kind}")]
    return {one.get("name", ""): outcome(one) for one in found}


def outcome(case: ET.Element) -> str:
    """Passed, or how not."""
    return next((one.tag for one in case if one.tag in {"failure", "error", "skipped"}), "passed")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_samples_are_valid(document: Document) -> None:
    """Every kind of document is valid against the schema."""
    JUDGE.validate(render(document))


@given(hostile.documents)
def test_every_document_is_valid(document: Document) -> None:
    """Whatever a document holds, it is XML, and valid."""
    JUDGE.validate(render(document))


@given(hostile.documents)
def test_the_numbers_add_up(document: Document) -> None:
    """A suite and the whole have as many tests, failures, errors and skipped ones as they say."""
    root = parsed(document)
    for one in (root, *root.iter("testsuite")):
        outcomes = list(map(outcome, one.iter("testcase")))
        counts = [len(outcomes), *(outcomes.count(kind) for kind in ("failure", "error"))]
        assert [int(one.get(name, "")) for name in ("tests", "failures", "errors")] == counts
        assert one.get("skipped", "0") in {"0", str(outcomes.count("skipped"))}


def test_a_suite_for_each_service() -> None:
    """An account has a suite for each service, named by where it runs; what is no report has none."""
    named = [one.get("name") for one in parsed(CLUSTER)]
    assert named == [
        f"123456789012/us-east-1/ava-olo-production/{one}"
        for one in ("web", "agricultural-core", "monitoring-dashboards")
    ]
    assert list(parsed(ROUTES)) == []


def test_the_properties_say_verdict_and_grade() -> None:
    """The suite's properties hold verdict, reason and grade."""
    known = {one.get("name"): one.get("value") for one in parsed(AVA_OLO).iter("property")}
    said = [known.get(name) for name in ("verdict", "reason", "proved-to", "stopped-at")]
    assert said == ["NOT_LIVE", "failed", "none", "build"]


def test_stages() -> None:
    """A stage that failed or blocks is a failure, one not reached is skipped, one that passed passed."""
    said = cases(AVA_OLO, "stage")
    assert [said[one] for one in ("commit", "build", "push", "tasks")] == ["passed", "failure", "skipped", "failure"]
    assert cases(BLIND, "stage")["image"] == "error"
    assert cases(ROLLING, "stage")["targets"] == "skipped"


def test_every_rule_is_a_case() -> None:
    """Each rule that runs for this question is a case: failed where it saw a cause or a symptom, else passed."""
    said = cases(AVA_OLO, "rule")
    assert {one.id for one in rules(AFTER)} <= set(said)
    failed = {one.id for one in AVA_OLO.diagnosis.findings if one.role is not Role.CONTRIBUTING}
    assert {name for name, one in said.items() if one == "failure"} == failed
    assert set(said.values()) == {"failure", "passed"}


def test_what_contributes_fails_nothing() -> None:
    """A warning passes, and is told in what the case wrote."""
    (found,) = (one for one in parsed(AVA_OLO).iter("testcase") if one.get("name") == "circuit-breaker-off")
    assert outcome(found) == "passed"
    assert "the deployment circuit breaker is off" in (found.findtext("system-out") or "")


def test_what_could_not_be_checked_names_the_permission() -> None:
    """A rule without evidence is an error that says what to grant; so is the verdict that cannot be told."""
    errors = {one.get("message") or "" for one in parsed(BLIND).iter("error")}
    assert "could not check: images could not be read: grant ecr:DescribeImages" in errors
    assert any(one.startswith("CANNOT TELL") and "grant ecr:DescribeImages" in one for one in errors)


@pytest.mark.parametrize(
    "report, expected",
    [(LIVE, "passed"), (DEGRADED, "failure"), (AVA_OLO, "failure"), (BLIND, "error"), (ROLLING, "error")],
)
def test_the_verdict_is_a_case(report: Report, expected: str) -> None:
    """The first case is that the version is live."""
    assert list(cases(report, "verdict").values()) == [expected]


@given(hostile.reports)
def test_the_verdict_passes_where_the_exit_code_is_0(report: Report) -> None:
    """No report that the exit code calls bad passes, and none that it calls good fails."""
    possible = replace(report, reason=report.reason if report.verdict is Verdict.LIVE else None)
    good = exit_code(possible.verdict, possible.reason) == 0
    assert (list(cases(possible, "verdict").values()) == ["passed"]) is good


@given(hostile.reports)
def test_a_live_version_has_no_failed_rule(report: Report) -> None:
    """Of a version that serves nothing found is a failure of a rule."""
    said = cases(replace(report, verdict=Verdict.LIVE, reason=None), "rule")
    assert "failure" not in said.values()

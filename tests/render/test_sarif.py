"""What code hosts and their dashboards read."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from jsonschema import Draft4Validator

from islive.engine.discover import every_rule
from islive.model.diagnosis import Diagnosis
from islive.model.documents import Document
from islive.model.finding import Finding, Location
from islive.model.report import Report
from islive.model.verdict import Verdict
from islive.render.drawing.repository import uri
from islive.render.sarif import render
from tests.render import hostile
from tests.render.sample_documents import BLIND, CLUSTER, DOCUMENTS, HIDDEN, LIVE, PLAN
from tests.render.sample_reports import AVA_OLO, BUILD, SECRET_JSON

# The schema of the standard (2.1.0-rtm.5, OASIS), as npm's @microsoft/jest-sarif 1.0.0-beta.0 carries it (MIT).
SCHEMA = json.loads((Path(__file__).parent / "published" / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
JUDGE = Draft4Validator(SCHEMA)


WHERE = "aws/123456789012/us-east-1/ecs/ava-olo-production/agricultural-core"


def run_of(document: Document) -> Any:
    """The one run."""
    (run,) = json.loads(render(document))["runs"]
    return run


def result_of(document: Document, rule: str) -> Any:
    """The one result of that rule."""
    (found,) = (one for one in run_of(document)["results"] if one["ruleId"] == rule)
    return found


@pytest.mark.parametrize("document", DOCUMENTS)
def test_samples_are_valid(document: Document) -> None:
    """Every kind of document is valid against the schema of the standard."""
    assert [error.message for error in JUDGE.iter_errors(json.loads(render(document)))] == []


@given(hostile.documents)
def test_every_document_is_valid(document: Document) -> None:
    """Whatever a document holds, its SARIF is valid, and every result names its rule by id and by place."""
    body = json.loads(render(document))
    assert [error.message for error in JUDGE.iter_errors(body)] == []
    for one in body["runs"][0]["results"]:
        assert body["runs"][0]["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]


@given(hostile.documents)
def test_every_location_has_a_file(document: Document) -> None:
    """What GitHub's code scanning demands: one location a result, a file in each, also along a flow; never a scheme."""
    results = run_of(document)["results"]
    steps = [
        step["location"]
        for one in results
        for flow in one.get("codeFlows", ())
        for thread in flow["threadFlows"]
        for step in thread["locations"]
    ]
    assert all(len(one["locations"]) == 1 for one in results)
    for location in (*(one["locations"][0] for one in results), *steps):
        physical = location["physicalLocation"]
        parts = physical["artifactLocation"]["uri"].split("/")
        assert all(parts)
        assert not {".", ".."} & {unquote(one) for one in parts}
        assert ":" not in physical["artifactLocation"]["uri"]
        assert physical["region"]["startLine"] >= 1


def test_every_rule_is_described_by_its_manual() -> None:
    """The run names every rule that there is, with its title and its manual page."""
    described = {one["id"]: one for one in run_of(AVA_OLO)["tool"]["driver"]["rules"]}
    assert {one.id for one in every_rule()} <= set(described)
    for rule in every_rule():
        assert described[rule.id]["help"]["markdown"] == rule.manual
        assert described[rule.id]["shortDescription"]["text"] == rule.title


def test_results_are_the_findings() -> None:
    """Each finding is a result, and a version that is live without a finding has none."""
    assert [one["ruleId"] for one in run_of(AVA_OLO)["results"]] == [one.id for one in AVA_OLO.diagnosis.findings]
    assert run_of(LIVE)["results"] == run_of(PLAN)["results"] == []


def test_levels_follow_severity() -> None:
    """What is critical or high is an error, medium a warning, the rest a note."""
    levels = ("error", "error", "warning", "note", "note")
    for severity, level in zip(("critical", "high", "medium", "low", "info"), levels, strict=True):
        finding = replace(BUILD, severity=type(BUILD.severity)(severity))
        report = replace(AVA_OLO, diagnosis=Diagnosis((finding,), ()))
        assert result_of(report, BUILD.id)["level"] == level


def test_a_chain_leads_from_the_symptom_to_its_cause() -> None:
    """The flow of a root cause begins at what is seen, passes what lies between, and ends at the cause."""
    flows = result_of(AVA_OLO, "copy-source-missing")["codeFlows"]
    said = [
        [step["location"]["message"]["text"].partition(":")[0] for step in flow["threadFlows"][0]["locations"]]
        for flow in flows
    ]
    assert said == [
        ["nothing-to-push", "copy-source-missing"],
        ["image-not-in-registry", "copy-source-missing"],
    ]
    assert "codeFlows" not in result_of(AVA_OLO, "nothing-to-push")


def test_a_chain_names_what_lies_between() -> None:
    """A symptom that another symptom explains goes through that one."""
    findings = chained(("seen", ("between",)), ("between", (SECRET_JSON.id,)))
    flows = result_of(replace(AVA_OLO, diagnosis=Diagnosis((SECRET_JSON, *findings), ())), SECRET_JSON.id)["codeFlows"]
    assert [flow["message"]["text"] for flow in flows] == [
        f"seen → between → {SECRET_JSON.id}",
        f"between → {SECRET_JSON.id}",
    ]


def chained(*links: tuple[str, tuple[str, ...]]) -> list[Finding]:
    """Symptoms, each explained by those named."""
    symptom = next(one for one in AVA_OLO.diagnosis.findings if one.role == "symptom")
    return [replace(symptom, id=id, explained_by=by) for id, by in links]


def test_a_file_is_a_physical_location_and_a_resource_a_logical_one() -> None:
    """Where a line of the repository is meant it can be opened; all else stands for the service, and names it."""
    there = replace(BUILD, location=Location("docker/Dockerfile", 9))
    placed = result_of(replace(AVA_OLO, diagnosis=Diagnosis((there,), ())), BUILD.id)["locations"][0]
    assert placed["physicalLocation"] == {
        "artifactLocation": {"uri": "docker/Dockerfile", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 9},
    }
    (elsewhere,) = result_of(AVA_OLO, "secret-invalid-json")["locations"]
    assert elsewhere["physicalLocation"] == {
        "artifactLocation": {"uri": WHERE, "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1},
    }
    (artifact,) = run_of(AVA_OLO)["artifacts"]
    assert artifact["location"]["uri"] == WHERE
    assert artifact["description"]["text"].startswith("no file, but the ECS service agricultural-core")
    assert elsewhere["logicalLocations"][0]["fullyQualifiedName"] == (
        "123456789012/us-east-1/ava-olo-production/agricultural-core"
    )


@pytest.mark.parametrize(
    "path, expected",
    [
        ("Dockerfile", "Dockerfile"),
        ("./a b/Dockerfile", "a%20b/Dockerfile"),
        ("../../etc/passwd", ""),
        ("/etc/passwd", ""),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
    ],
)
def test_a_location_stays_in_the_repository(path: str, expected: str) -> None:
    """A path that leads out of the repository, or pretends to be an address, does neither."""
    assert uri(Location(path)) == expected


def test_being_blind_is_no_success() -> None:
    """A run that cannot tell says that it did not succeed, and names what to grant; one that could see succeeded."""
    (blind,) = run_of(BLIND)["invocations"]
    assert blind["executionSuccessful"] is False
    said = [(one["level"], one["message"]["text"]) for one in blind["toolExecutionNotifications"]]
    assert said[0][0] == "error"
    assert said[1] == (
        "warning",
        "image-not-in-registry could not check: images could not be read: grant ecr:DescribeImages.",
    )
    assert run_of(LIVE)["invocations"][0]["executionSuccessful"] is True


def test_what_a_blind_rule_could_explain() -> None:
    """A rule without evidence says which finding it could explain."""
    (missing,) = run_of(HIDDEN)["invocations"][0]["toolExecutionNotifications"]
    assert missing["associatedRule"] == {"id": "secret-invalid-json"}
    assert missing["message"]["text"].endswith("It could explain tasks-failed-to-start.")


def test_an_account_is_one_run() -> None:
    """Each service is an invocation of its own, and each result says of which."""
    run = run_of(CLUSTER)
    assert [one["properties"]["verdict"] for one in run["invocations"]] == ["LIVE", "NOT_LIVE", "NOT_LIVE"]
    places = {one["provenance"]["invocationIndex"] for one in run["results"]}
    assert places == {1, 2}


@given(hostile.reports)
def test_not_live_is_never_clean(report: Report) -> None:
    """A version that is not live has at least one result; one that cannot be told is no successful run."""
    run = run_of(report)
    assert run["results"] or report.verdict is not Verdict.NOT_LIVE
    assert run["invocations"][0]["executionSuccessful"] is (report.verdict is not Verdict.UNKNOWN)


def fingerprint(subject: str, summary: str = "", service: str = "web") -> str:
    """The fingerprint of a finding about that subject."""
    finding = replace(BUILD, subject=subject, summary=summary)
    target = replace(AVA_OLO.target, service=service)
    return result_of(replace(AVA_OLO, target=target, diagnosis=Diagnosis((finding,), ())), BUILD.id)[
        "partialFingerprints"
    ]["islive/1"]


@pytest.mark.parametrize(
    "one, other",
    [
        ("web-build:be9277f5-f6e7-4b6b-aaf2-355833b5fca6", "web-build:1d0c6f52-93b7-4a4e-8f0a-6c2b7a5d9e11"),
        ("ecs-svc/7310482956102837465", "ecs-svc/4829105736482910573"),
        ("web:41", "web:42"),
        ("web@sha256:77aa", "web@sha256:88bb"),
    ],
)
def test_the_same_thing_keeps_its_fingerprint(one: str, other: str) -> None:
    """The next build, deployment, revision or image of the same thing is the same finding, whatever its numbers say."""
    assert fingerprint(one, "53 tasks failed") == fingerprint(other, "54 tasks failed")


def test_another_thing_has_another_fingerprint() -> None:
    """Another resource or another service is another finding."""
    prints = {fingerprint("web-build"), fingerprint("api-build"), fingerprint("web-build", service="api")}
    assert len(prints) == 3

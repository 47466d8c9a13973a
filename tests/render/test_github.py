"""What a step of GitHub Actions says."""

import re
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.model.diagnosis import Diagnosis
from islive.model.documents import Document
from islive.model.finding import Location
from islive.model.report import Report
from islive.render.github import render
from tests.render import hostile
from tests.render.sample_documents import BLIND, CLUSTER, DEGRADED, DIFFERENCE, DOCUMENTS, LIVE, PLAN, ROLLING, ROUTES
from tests.render.sample_reports import AVA_OLO, BUILD

# As the runner takes a line apart (actions/runner, ActionCommand.TryParseV2).
COMMAND = re.compile(r"::(?P<kind>\w+)(?: (?P<properties>.*?))?::(?P<message>.*)")


@dataclass(frozen=True)
class Annotation:
    """A line as the runner understands it."""

    kind: str
    title: str
    message: str
    file: str | None
    line: str | None


def understood(line: str) -> Annotation:
    """What the runner makes of a line."""
    found = COMMAND.fullmatch(line)
    assert found, line
    pairs = dict(one.split("=", 1) for one in found["properties"].split(","))
    known = {name: unescaped(value) for name, value in pairs.items()}
    assert set(known) <= {"file", "line", "title"}
    return Annotation(found["kind"], known["title"], unescaped(found["message"]), known.get("file"), known.get("line"))


def unescaped(text: str) -> str:
    """As the runner undoes it: the percent sign last."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def annotations(document: Document) -> list[Annotation]:
    """What the runner makes of the whole output."""
    return [understood(one) for one in render(document).splitlines()]


@given(hostile.documents)
def test_the_outside_gives_no_orders(document: Document) -> None:
    """Whatever a document holds, each line is one annotation of ours: no other command, no line of its own."""
    for line in render(document).split("\n")[:-1]:
        assert understood(line).kind in {"error", "warning", "notice"}


@given(st.text("%:,\r\n=;0DA2C35 x"))
def test_a_title_is_read_back(text: str) -> None:
    """What stands in a title or a message is what the reader sees, to the character that can be shown."""
    report = replace(LIVE, target=replace(LIVE.target, service=f"s{text}"), says=f"so {text}")
    said = annotations(report)[0]
    spelled = text.replace("\r", "␍").replace("\n", "⏎")
    assert said.title == f"LIVE: s{spelled} v1.4.2"
    assert said.message.splitlines()[0] == f"so {spelled}"


@pytest.mark.parametrize(
    "report, kind, title",
    [
        (LIVE, "notice", "LIVE: web v1.4.2"),
        (DEGRADED, "warning", "LIVE BUT DEGRADED: web v1.4.2"),
        (ROLLING, "warning", "ROLLING OUT: web v1.4.2"),
        (BLIND, "error", "CANNOT TELL: web v1.4.2"),
        (AVA_OLO, "error", "NOT LIVE: agricultural-core v3.3.2"),
    ],
)
def test_the_answer_comes_first(report: Report, kind: str, title: str) -> None:
    """The first annotation is the answer, as loud as it deserves."""
    first = annotations(report)[0]
    assert (first.kind, first.title) == (kind, title)


def test_root_causes_are_errors_with_their_evidence() -> None:
    """Each root cause is an error that quotes AWS and names the fix; symptoms are left to the summary."""
    errors = [one for one in annotations(AVA_OLO) if one.kind == "error"]
    assert [one.title for one in errors[1:]] == ["root cause: copy-source-missing", "root cause: secret-invalid-json"]
    said = errors[2].message.splitlines()
    assert said[1].startswith("ecs:DescribeTasks tasks[0].stoppedReason: ")
    assert said[2] == "Fix: put a valid value: a backslash in JSON is written \\\\"


def test_a_cause_in_a_file_is_shown_at_its_line() -> None:
    """A finding about a line of the repository is annotated there."""
    there = replace(BUILD, location=Location("docker/Dockerfile", 9))
    found = annotations(replace(AVA_OLO, diagnosis=Diagnosis((there,), ())))[1]
    assert (found.file, found.line) == ("docker/Dockerfile", "9")


def test_what_to_grant() -> None:
    """What could not be read is a warning that says what to grant."""
    said = [one.message for one in annotations(BLIND) if one.kind == "warning"]
    assert said == ["grant ecr:DescribeImages", "ask again (ecs:ListTasks: Throttled)"]


def test_no_more_than_github_shows() -> None:
    """Of thirty causes nine are shown, for the answer is one of ten, and the rest is counted."""
    many = tuple(replace(BUILD, summary=f"cause {number}") for number in range(30))
    errors = annotations(replace(AVA_OLO, diagnosis=Diagnosis(many, ())))
    assert len(errors) == 10
    assert errors[-1].message == "and 22 more, in the step's summary"


def test_an_account_names_what_is_not_well() -> None:
    """Of an account the services that are not well are told, and the others counted."""
    said = annotations(CLUSTER)
    titles = [one.title for one in said]
    assert "LIVE: web v1.4.2" not in titles
    assert titles.count("NOT LIVE: agricultural-core v3.3.2") == 1
    assert "1 of 3 services are live" in [one.message for one in said]


@pytest.mark.parametrize("document", [ROUTES, DIFFERENCE, PLAN])
def test_what_is_no_report_fails_nothing(document: Document) -> None:
    """Routes, differences and plans are told without an error."""
    assert {one.kind for one in annotations(document)} <= {"notice", "warning"}


def test_every_sample_says_something() -> None:
    """No document is silent."""
    assert all(map(annotations, DOCUMENTS))

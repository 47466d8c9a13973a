"""JUnit XML: a suite for each service, so that any CI server can show what was checked, what failed, what could not be.

A test case is the verdict, a stage, or a rule. `<failure>`: checked and failed. `<error>`: could not be checked, with
the permission that is missing. What only contributes fails nothing: it stands in the output of a case that passed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from islive.engine.discover import rules
from islive.model.documents import Closed, ClusterReport, Document
from islive.model.finding import Finding, Role
from islive.model.report import Report
from islive.model.rule import AFTER
from islive.model.stage import StageState, StageTrace
from islive.model.verdict import Verdict
from islive.render.drawing.account_page import is_well
from islive.render.drawing.chapters import explained_by
from islive.render.drawing.outline import quoted
from islive.render.drawing.safe import harmless, visible
from islive.render.drawing.words import answer, sentence, way, ways_out

STAGE_OUTCOMES = {
    StageState.FAILED: "failure",
    StageState.STOPPED: "failure",
    StageState.BLOCKED: "failure",
    StageState.UNKNOWN: "error",
    StageState.WAITING: "skipped",
    StageState.NOT_REACHED: "skipped",
    StageState.NOT_APPLICABLE: "skipped",
}
VERDICT_OUTCOMES = {Verdict.NOT_LIVE: "failure", Verdict.UNKNOWN: "error", Verdict.IN_PROGRESS: "error"}


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that was checked; `outcome` is empty where it passed."""

    kind: str
    name: str
    outcome: str = ""
    type: str = ""
    message: str = ""
    text: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """A `<testsuite>`: the cases of one service, or of an account that nobody could look into."""

    name: str
    subject: str
    taken_at: datetime
    properties: Mapping[str, str]
    cases: tuple[Case, ...]


def render(document: Document) -> str:
    """The suites of the services. Routes, differences and plans check nothing: no suites."""
    suites = tuple(_suites(harmless(document, lambda text: _allowed(visible(text)))))
    # (The element around the suites has no number of skipped ones.)
    counted = _counts(case for suite in suites for case in suite.cases).items()
    total = {name: one for name, one in counted if name != "skipped"}
    lines = (line for number, suite in enumerate(suites) for line in _suite(number, suite))
    body = "\n".join(("<testsuites" + _attributes({"name": "islive", **total, "time": "0"}) + ">", *lines))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n</testsuites>\n'


def _suites(document: Document) -> Iterator[Suite]:
    match document:
        case Report():
            yield _of_service(document)
        case ClusterReport():
            yield from map(_of_service, document.reports)
            yield from (_of_closed(one, document.taken_at) for one in document.closed)
        case _:
            return


def _of_service(report: Report) -> Suite:
    target = report.target
    name = f"{target.account}/{target.region}/{target.cluster}/{target.service}"
    return Suite(name, target.service, report.taken_at, _properties(report), tuple(_cases(report)))


def _of_closed(one: Closed, taken_at: datetime) -> Suite:
    message = "; ".join(filter(None, (one.reason, one.fix)))
    case = Case("account", "could be looked into", "error", "closed", message)
    return Suite(f"{one.account}/{one.region}", one.account, taken_at, {}, (case,))


def _allowed(text: str) -> str:
    """Without the two noncharacters that XML 1.0 has no way to write."""
    return text.replace("\ufffe", "·").replace("\uffff", "·")


def _cases(report: Report) -> Iterator[Case]:
    yield _verdict(report)
    yield from map(_stage, report.stages)
    known = [one.id for one in rules(AFTER)]
    found = dict.fromkeys(one.id for one in report.diagnosis.findings)
    blind = dict.fromkeys(one.rule for one in report.diagnosis.not_assessed)
    for id in dict.fromkeys((*known, *found, *blind)):
        yield _rule(report, id)


def _verdict(report: Report) -> Case:
    """It passes where the exit code is 0, and nowhere else."""
    said = answer(report)
    name = f"{report.wanted.version or 'what PRIMARY declares'} is live"
    outcome = VERDICT_OUTCOMES.get(report.verdict) or ("" if is_well(report) else "failure")
    ways = ways_out(report) if report.verdict is Verdict.UNKNOWN else ()
    message = "; ".join((f"{said.word}: {report.says}", *ways))
    return Case("verdict", name, outcome, str(report.reason or report.verdict), message, report.impact.says)


def _stage(one: StageTrace) -> Case:
    outcome = STAGE_OUTCOMES.get(one.state, "")
    evidence = "\n".join(map(quoted, one.because))
    return Case("stage", one.stage, outcome, one.state, f"{one.state}: {one.says}", evidence)


def _rule(report: Report, id: str) -> Case:
    """A rule that saw the cause or a symptom failed; one that had no evidence is an error, never passed."""
    seen = [one for one in report.diagnosis.findings if one.id == id]
    # Of a version that serves nothing found is a cause: it may hurt later, and fails nothing today.
    serious = [one for one in seen if one.role is not Role.CONTRIBUTING and report.verdict is not Verdict.LIVE]
    gaps = [gap for one in report.diagnosis.not_assessed if one.rule == id for gap in one.gaps]
    blind = bool(gaps) or any(one.rule == id for one in report.diagnosis.not_assessed)
    if serious:
        message = "; ".join(map(sentence, serious))
        return Case("rule", id, "failure", serious[0].role, message, _texts(serious))
    if blind:
        ways = dict.fromkeys(one.says for one in gaps)
        return Case("rule", id, "error", "not-assessed", f"could not check: {'; '.join(ways)}", output=_texts(seen))
    return Case("rule", id, output=_texts(seen))


def _texts(findings: Iterable[Finding]) -> str:
    return "\n".join(line for one in findings for line in _text(one))


def _text(finding: Finding) -> Iterator[str]:
    yield f"{explained_by(finding)}, {finding.severity}: {sentence(finding)}"
    yield from (f"  because {quoted(one)}" for one in finding.because)
    for remedy in finding.remedies:
        yield f"  {way(remedy)}: {remedy.title}"
        yield from (f"    {line}" for step in remedy.steps for line in (step.aws_cli, *step.document) if line)


def _suite(number: int, suite: Suite) -> Iterator[str]:
    attributes = {
        "name": suite.name,
        **_counts(suite.cases),
        "time": "0",
        "timestamp": suite.taken_at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
        "hostname": "islive",
        "id": str(number),
    }
    yield f"  <testsuite{_attributes(attributes)}>"
    yield "    <properties>"
    for key, value in suite.properties.items():
        yield f"      <property{_attributes({'name': key, 'value': value})}/>"
    yield "    </properties>"
    yield from (line for one in suite.cases for line in _case(suite.subject, one))
    yield "  </testsuite>"


def _counts(cases: Iterable[Case]) -> Mapping[str, str]:
    outcomes = [one.outcome for one in cases]
    counted = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    return {"tests": str(len(outcomes)), **{name: str(outcomes.count(one)) for name, one in counted.items()}}


def _properties(report: Report) -> Mapping[str, str]:
    known = {
        "verdict": report.verdict,
        "reason": report.reason or "",
        "proved-to": str(report.proved_to),
        "stopped-at": report.stopped_at or "",
        "version": report.wanted.version or "",
        "commit": report.wanted.commit or "",
        "impact": report.impact.says,
        "calls": str(report.calls),
    }
    return {name: value for name, value in known.items() if value}


def _case(service: str, case: Case) -> Iterator[str]:
    head = f"    <testcase{_attributes({'classname': f'{service}.{case.kind}', 'name': case.name, 'time': '0'})}"
    if not case.outcome and not case.output:
        yield f"{head}/>"
        return
    yield f"{head}>"
    if case.outcome:
        what = {"message": case.message} if case.outcome == "skipped" else {"type": case.type, "message": case.message}
        text = "" if case.outcome == "skipped" else escape(case.text)
        yield f"      <{case.outcome}{_attributes(what)}>{text}</{case.outcome}>"
    if case.output:
        yield f"      <system-out>{escape(case.output)}</system-out>"
    yield "    </testcase>"


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items())

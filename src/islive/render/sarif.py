"""SARIF 2.1.0: findings for code hosts and their dashboards, each cause with the way it takes to its symptoms."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from islive import __version__
from islive.engine.discover import every_rule
from islive.model.documents import Closed, ClusterReport, Document
from islive.model.evidence import Gap
from islive.model.finding import Finding, Location, Severity
from islive.model.report import Report
from islive.model.rule import Rule
from islive.model.verdict import Verdict
from islive.render.drawing.chapters import role
from islive.render.drawing.moments import iso
from islive.render.drawing.outline import quoted
from islive.render.drawing.repository import uri, uri_of
from islive.render.drawing.safe import harmless, visible
from islive.render.drawing.words import answer, sentence, ways_out

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
NOT_LIVE = "not-live"

# What is another one after every build and deployment: their ids, digests, numbers of revisions.
PASSING = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|sha256:[0-9a-f]+|\b[0-9a-f]{32}\b|ecs-svc/\d+|:\d+\b"
)

Json = Mapping[str, Any]


def render(document: Document) -> str:
    """One run, with an invocation for each service. Routes, differences and plans judge nothing: no results."""
    safe = harmless(document, visible)
    run = _run(_reports(safe), safe.closed if isinstance(safe, ClusterReport) else ())
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _reports(document: Document) -> tuple[Report, ...]:
    match document:
        case Report():
            return (document,)
        case ClusterReport():
            return document.reports
        case _:
            return ()


def _run(reports: tuple[Report, ...], closed: tuple[Closed, ...]) -> Json:
    results: list[dict[str, Any]] = [
        {**one, "provenance": {"invocationIndex": number}}
        for number, report in enumerate(reports)
        for one in (*_results(report), *_nameless(report))
    ]
    ids = sorted({*(one.id for one in every_rule()), *(one["ruleId"] for one in results)})
    place = {id: number for number, id in enumerate(ids)}
    return {
        "tool": {"driver": _driver(ids)},
        **_series(reports),
        "invocations": [*map(_invocation, reports), *map(_closed, closed)],
        "artifacts": list(map(_artifact, {one.target: one for one in reports}.values())),
        "results": [{**one, "ruleIndex": place[one["ruleId"]]} for one in results],
        "columnKind": "unicodeCodePoints",
    }


def _series(reports: tuple[Report, ...]) -> Json:
    """What this run is compared with: earlier ones of the same service, or of the same account."""
    if not reports:
        return {}
    target = reports[0].target
    place = (target.cluster, target.service) if len(reports) == 1 else ()
    return {"automationDetails": {"id": "/".join(("islive", target.account, target.region, *place, ""))}}


def _closed(one: Closed) -> Json:
    """An account that nobody could look into: as blind as a run can be."""
    text = f"account {one.account}, {one.region}, was not looked into: {one.reason}" + (
        f"; {one.fix}" if one.fix else ""
    )
    return {
        "executionSuccessful": False,
        "toolExecutionNotifications": [{"level": "error", "message": {"text": text}}],
    }


def _driver(ids: Iterable[str]) -> Json:
    known = {one.id: one for one in every_rule()}
    return {
        "name": "islive",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(known[id]) if id in known else _stranger(id) for id in ids],
    }


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.id.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title},
        "help": {"text": f"{rule.title} (islive explain {rule.id})", "markdown": rule.manual},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": [str(rule.stage)], "stage": rule.stage, "explains": list(rule.explains)},
    }


def _stranger(id: str) -> Json:
    text = "The version is not live, and no rule names the cause." if id == NOT_LIVE else "A rule of another islive."
    return {"id": id, "shortDescription": {"text": text}}


def _results(report: Report) -> Iterator[Json]:
    yield from (_result(report, finding) for finding in report.diagnosis.findings)
    for folded in report.folded:
        suppression = {"kind": "external", "justification": folded.because}
        yield {**_result(report, folded.finding), "suppressions": [suppression]}


def _result(report: Report, finding: Finding) -> Json:
    return {
        "ruleId": finding.id,
        "kind": "fail",
        "level": LEVELS[finding.severity],
        "message": {"text": _message(report, finding)},
        "locations": [_location(report, finding)],
        "partialFingerprints": {"islive/1": _fingerprint(report, finding.id, finding.subject)},
        **_flows(report, finding),
        "properties": {
            "role": finding.role,
            "certainty": finding.certainty,
            "subject": finding.subject,
            "explainedBy": list(finding.explained_by),
            "evidence": list(map(quoted, finding.because)),
            "remedies": [one.title for one in finding.remedies],
        },
    }


def _nameless(report: Report) -> Iterator[Json]:
    """A version that is not live must never look like a clean run."""
    if report.verdict is Verdict.NOT_LIVE and not report.diagnosis.root_causes:
        yield {
            "ruleId": NOT_LIVE,
            "kind": "fail",
            "level": "error",
            "message": {"text": report.says or answer(report).word},
            "locations": [{**_physical(None, uri_of(report.target)), "logicalLocations": [_service(report)]}],
            "partialFingerprints": {"islive/1": _fingerprint(report, NOT_LIVE, report.wanted.version or "")},
        }


def _message(report: Report, finding: Finding) -> str:
    name = " ".join(part for part in (report.target.service, report.wanted.version) if part)
    fix = next((f" Fix: {one.title}." for one in finding.remedies), "")
    return f"{name}, {role(finding)}: {sentence(finding).rstrip('.')}.{fix}"


def _fingerprint(report: Report, id: str, subject: str) -> str:
    """The same as long as the same thing is wrong with the same resource, across builds and deployments."""
    target = report.target
    parts = (id, target.account, target.region, target.cluster, target.service, PASSING.sub("", subject))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _location(report: Report, finding: Finding) -> Json:
    logical = {"logicalLocations": [_service(report), _subject(report, finding)]}
    path = uri(finding.location) if finding.location else ""
    physical = _physical(finding.location, path) if path else _physical(None, uri_of(report.target))
    return {**physical, **logical}


def _physical(location: Location | None, path: str) -> Json:
    """The line of a file; what is no file has the first line of what stands for the service."""
    region = {"region": {"startLine": (location and location.line) or 1}}
    return {"physicalLocation": {"artifactLocation": {"uri": path, "uriBaseId": "%SRCROOT%"}, **region}}


def _artifact(report: Report) -> Json:
    """What stands for the service where a reader wants a file."""
    target = report.target
    text = (
        f"no file, but the ECS service {target.service} of cluster {target.cluster}, {target.region}, {target.account}"
    )
    return {
        "location": {"uri": uri_of(target), "uriBaseId": "%SRCROOT%"},
        "description": {"text": text},
        "roles": ["analysisTarget"],
    }


def _service(report: Report) -> Json:
    target = report.target
    return {
        "name": target.service,
        "fullyQualifiedName": f"{target.account}/{target.region}/{target.cluster}/{target.service}",
        "kind": "service",
    }


def _subject(report: Report, finding: Finding) -> Json:
    service = _service(report)
    return {
        "name": finding.subject,
        "fullyQualifiedName": f"{service['fullyQualifiedName']}/{finding.stage}/{finding.subject}",
        "kind": "resource",
    }


def _flows(report: Report, finding: Finding) -> Json:
    """From what is seen to what it comes from: one flow for each symptom that the finding explains."""
    chains = [chain for chain in _chains(report, finding) if len(chain) > 1]
    return {"codeFlows": [_flow(report, chain) for chain in chains]} if chains else {}


def _chains(report: Report, cause: Finding) -> Iterator[tuple[Finding, ...]]:
    if cause in report.diagnosis.root_causes:
        for symptom in report.diagnosis.symptoms_of(cause):
            yield _chain(report, symptom, cause)


def _chain(report: Report, symptom: Finding, cause: Finding) -> tuple[Finding, ...]:
    """The shortest way of explanations from the symptom to its cause, both included."""
    by_id = {one.id: one for one in reversed(report.diagnosis.findings)}
    waiting, seen = [(symptom,)], {symptom.id}
    while waiting:
        chain = waiting.pop(0)
        if cause.id in chain[-1].explained_by:
            return (*chain, cause)
        following = [by_id[id] for id in chain[-1].explained_by if id in by_id and id not in seen]
        seen |= {one.id for one in following}
        waiting += [(*chain, one) for one in following]
    return (symptom, cause)


def _flow(report: Report, chain: tuple[Finding, ...]) -> Json:
    steps = [
        {
            "location": {**_location(report, one), "message": {"text": f"{one.id}: {sentence(one)}"}},
            "kinds": [role(one)],
        }
        for one in chain
    ]
    return {"message": {"text": " → ".join(one.id for one in chain)}, "threadFlows": [{"locations": steps}]}


def _invocation(report: Report) -> Json:
    return {
        "executionSuccessful": report.verdict is not Verdict.UNKNOWN,
        "endTimeUtc": iso(report.taken_at),
        "toolExecutionNotifications": [*_blind(report), *_not_assessed(report)],
        "properties": _properties(report),
    }


def _blind(report: Report) -> Iterator[Json]:
    if report.verdict is Verdict.UNKNOWN:
        text = "; ".join((f"{answer(report).word}: {report.says}", *ways_out(report)))
        yield {"level": "error", "message": {"text": text}}


def _not_assessed(report: Report) -> Iterator[Json]:
    for one in report.diagnosis.not_assessed:
        ways = "; ".join(sorted({_way(gap) for gap in one.gaps}))
        could = f". It could explain {', '.join(one.could_explain)}" if one.could_explain else ""
        yield {
            "level": "warning",
            "message": {"text": f"{one.rule} could not check: {ways}{could}."},
            "associatedRule": {"id": one.rule},
        }


def _way(gap: Gap) -> str:
    return gap.says


def _properties(report: Report) -> Json:
    return {
        "service": _service(report)["fullyQualifiedName"],
        "verdict": report.verdict,
        "reason": report.reason,
        "stoppedAt": report.stopped_at,
        "provedTo": str(report.proved_to),
        "says": report.says,
        "impact": report.impact.says,
        "version": report.wanted.version,
        "stages": {str(one.stage): one.state for one in report.stages},
    }

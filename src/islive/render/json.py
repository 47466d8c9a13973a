"""JSON for other programs: the documents that users rely on, changed only by addition."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from islive.model.diagnosis import NotAssessed
from islive.model.documents import (
    ClusterReport,
    Difference,
    Document,
    Outcome,
    Plan,
    RouteRow,
    Routes,
    RunsAt,
    Whereabouts,
)
from islive.model.evidence import Gap
from islive.model.explanation import Explained, Explanation
from islive.model.finding import Finding, Location
from islive.model.history import History
from islive.model.report import Report, Serving, TimelineEntry
from islive.model.stage import StageTrace
from islive.render.drawing.history_fields import history_fields, service_history_fields
from islive.render.drawing.memory_fields import remembered, time
from islive.render.drawing.moments import iso
from islive.render.drawing.planned_json import citations, outcome, plan, remedy, target
from islive.render.drawing.safe import unsafe


def render(document: Document) -> str:
    """The document as indented JSON. Nothing is lost: what would act on a screen is written as its escape."""
    text = json.dumps(BODIES[type(document)](document), ensure_ascii=False, indent=2, default=_mapping)
    return "".join(_escape(one) if unsafe(one) and one != "\n" else one for one in text) + "\n"


def _escape(character: str) -> str:
    pairs = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{pairs[at : at + 4]}" for at in range(0, len(pairs), 4))


def _mapping(value: object) -> Any:
    """Mappings that are no dictionaries."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is nothing that JSON can hold")


def _report(report: Report) -> Mapping[str, Any]:
    return {
        "schema": "islive.report/1",
        "taken_at": iso(report.taken_at),
        "target": target(report.target),
        **_answer(report),
        "stages": [_stage(one) for one in report.stages],
        "timeline": [_timeline(one) for one in report.timeline],
        "findings": [_finding(one) for one in report.diagnosis.findings],
        "not_assessed": [_not_assessed(one) for one in sorted(report.diagnosis.not_assessed, key=lambda one: one.rule)],
        "gaps": _gaps(report.gaps),
        "calls": report.calls,
        "says": report.says,
        "plan": [remedy(one) for one in report.plan],
        "notes": report.notes,
        "folded": [{**_finding(one.finding), "folded": one.because} for one in report.folded],
        "not_looked_at": report.not_looked_at,
        **remembered(report),
    }


def _answer(report: Report) -> Mapping[str, Any]:
    wanted, axes = report.wanted, report.axes
    return {
        "requested": {
            "version": wanted.version,
            "commit": wanted.commit,
            "image_digest": wanted.image_digest,
            "newest_tag": wanted.newest_tag,
        },
        "verdict": report.verdict,
        "reason": report.reason,
        "stopped_at": report.stopped_at,
        "proved_to": str(report.proved_to),
        "impact": {"says": report.impact.says, "serving": [_serving(one) for one in report.impact.serving]},
        "axes": {
            "declared": axes.declared,
            "deployed": axes.deployed,
            "running": axes.running,
            "serving": axes.serving,
        },
    }


def _serving(one: Serving) -> Mapping[str, Any]:
    return {"version": one.version, "tasks": one.tasks, "healthy": one.healthy, "digest": one.digest}


def _stage(trace: StageTrace) -> Mapping[str, Any]:
    return {
        "stage": trace.stage,
        "state": trace.state,
        "version": trace.version,
        "started_at": time(trace.started_at),
        "ended_at": time(trace.ended_at),
        "says": trace.says,
        "because": citations(trace.because),
    }


def _timeline(entry: TimelineEntry) -> Mapping[str, Any]:
    citation = citations((entry.citation,))[0] if entry.citation else None
    return {"at": iso(entry.at), "says": entry.says, "citation": citation}


def _finding(finding: Finding) -> Mapping[str, Any]:
    return {
        "id": finding.id,
        "role": finding.role,
        "stage": finding.stage,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "subject": finding.subject,
        "summary": finding.summary,
        "explains": sorted(finding.explains),
        "explained_by": sorted(finding.explained_by),
        "because": citations(finding.because),
        "remedies": [remedy(one) for one in finding.remedies],
        "location": _location(finding.location),
    }


def _location(location: Location | None) -> Mapping[str, Any] | None:
    return {"path": location.path, "line": location.line} if location else None


def _not_assessed(missing: NotAssessed) -> Mapping[str, Any]:
    return {"rule": missing.rule, "gaps": _gaps(missing.gaps), "could_explain": sorted(missing.could_explain)}


def _gaps(gaps: Iterable[Gap]) -> list[Mapping[str, Any]]:
    ordered = sorted(gaps, key=lambda gap: (gap.fact, gap.operation, gap.reason, gap.permission or ""))
    return [
        {"fact": one.fact, "reason": one.reason, "permission": one.permission, "operation": one.operation}
        for one in ordered
    ]


def _cluster(cluster: ClusterReport) -> Mapping[str, Any]:
    return {
        "schema": "islive.cluster/1",
        "taken_at": iso(cluster.taken_at),
        "account": cluster.account,
        "region": cluster.region,
        "reports": [_report(one) for one in cluster.reports],
        "routes": [_route(one) for one in cluster.routes.rows],
        "calls": cluster.calls,
        **_scopes(cluster),
    }


def _scopes(document: ClusterReport | Whereabouts) -> Mapping[str, Any]:
    closed = [
        {"account": one.account, "region": one.region, "reason": one.reason, "fix": one.fix} for one in document.closed
    ]
    return {
        "scopes": [{"account": one.account, "region": one.region} for one in document.scopes],
        "closed": closed,
    }


def _whereabouts(document: Whereabouts) -> Mapping[str, Any]:
    return {
        "schema": "islive.where/1",
        "taken_at": iso(document.taken_at),
        "asked": document.asked,
        "places": [_runs_at(one) for one in document.places],
        "looked_at": document.looked_at,
        "unread": [{"target": target(where), "reason": reason} for where, reason in document.unread],
        **_scopes(document),
        "calls": document.calls,
    }


def _runs_at(one: RunsAt) -> Mapping[str, Any]:
    return {
        "target": target(one.target),
        "task_definition": one.task_definition,
        "version": one.version,
        "digest": one.digest,
        "tasks": one.tasks,
        "of": one.of,
    }


def _route(row: RouteRow) -> Mapping[str, Any]:
    return {
        "url": row.url,
        "load_balancer": row.load_balancer,
        "listener": row.listener,
        "rule": row.rule,
        "target_group": row.target_group,
        "service": row.service,
        "version": row.version,
        "note": row.note,
    }


def _difference(difference: Difference) -> Mapping[str, Any]:
    return {
        "schema": "islive.difference/1",
        "service": difference.service,
        "old": difference.old,
        "new": difference.new,
        "changes": [{"what": what, "path": path} for what, path in difference.changes],
    }


def _explanation(document: Explanation) -> Mapping[str, Any]:
    return {
        "schema": "islive.explanation/1",
        "says": document.says,
        "causes": [_explained(one) for one in document.causes],
        "question": document.question,
        "unread": document.unread,
        "lines": document.lines,
    }


def _explained(one: Explained) -> Mapping[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(one)}


def _routes(document: Routes) -> Mapping[str, Any]:
    return {"schema": "islive.routes/1", "routes": [_route(one) for one in document.rows]}


def _history(document: History) -> Mapping[str, Any]:
    services = [{**service_history_fields(one), "gaps": _gaps(one.gaps)} for one in document.services]
    return {**history_fields(document), "services": services}


BODIES: Mapping[type, Callable[[Any], Mapping[str, Any]]] = {
    Report: _report,
    ClusterReport: _cluster,
    Routes: _routes,
    Plan: plan,
    Outcome: outcome,
    Difference: _difference,
    Whereabouts: _whereabouts,
    Explanation: _explanation,
    History: _history,
}

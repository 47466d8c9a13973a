"""Plans, steps and what came of them, as JSON holds them; targets and citations, which every document has."""

from collections.abc import Iterable, Mapping
from typing import Any

from islive.model.citation import Citation
from islive.model.documents import Outcome, Plan
from islive.model.expected import in_plain
from islive.model.remedy import Given, Remedy, Source, Step
from islive.model.target import Target


def plan(document: Plan) -> Mapping[str, Any]:
    """`islive.plan/1`."""
    return {
        "schema": "islive.plan/1",
        "target": target(document.target),
        "remedies": [remedy(one) for one in document.remedies],
        "version": document.version,
        "says": document.says,
        "because": citations(document.because),
        "notes": document.notes,
        "hindered": [
            {"says": one.says, "seen": one.seen, "way_out": one.way_out, "blind": one.blind}
            for one in document.hindered
        ],
        "command": document.command,
    }


def outcome(document: Outcome) -> Mapping[str, Any]:
    """`islive.outcome/1`."""
    return {
        "schema": "islive.outcome/1",
        "plan": plan(document.plan),
        "complete": document.stopped_by is None,
        "results": [{"step": step(one.step), "ended": one.ended, "says": one.says} for one in document.results],
        "left": [step(one) for one in document.left],
    }


def target(document: Target) -> Mapping[str, Any]:
    """Whom a document is about."""
    return {
        "account": document.account,
        "region": document.region,
        "cluster": document.cluster,
        "service": document.service,
    }


def citations(quoted: Iterable[Citation]) -> list[Mapping[str, Any]]:
    """Where it was said, and the words themselves."""
    return [{"operation": one.operation, "path": one.path, "quote": one.quote} for one in quoted]


def remedy(document: Remedy) -> Mapping[str, Any]:
    """What would fix it, with its steps."""
    return {
        "title": document.title,
        "risk": document.risk,
        "horizon": document.horizon,
        "steps": [step(one) for one in document.steps],
    }


def step(document: Step) -> Mapping[str, Any]:
    """One write; what makes it fit to be carried out stands there where it has that."""
    shown = {
        "says": document.says,
        "operation": document.operation,
        "params": document.params,
        "aws_cli": document.aws_cli,
        "expects": document.expects,
        "undo": document.undo,
        "document": list(document.document),
    }
    return {**shown, **_fit(document)} if document.precondition else shown


def _fit(document: Step) -> Mapping[str, Any]:
    before = document.precondition
    ways = {"was": in_plain(before.was), "becomes": in_plain(before.becomes)} if before else {}
    precondition = {**_source(before.source), **ways} if before else None
    return {
        "risk": document.risk,
        "at": document.at,
        "precondition": precondition,
        "takes": {name: _source(one) for name, one in document.takes.items()},
        "idempotent": document.idempotent,
        **_besides(document),
    }


def _besides(document: Step) -> Mapping[str, Any]:
    """What must be so besides, what AWS says after it, the task definition that is made: where there is any."""
    made = document.derives
    derives = {"source": made.source, "changes": [one.says for one in made.edits], "tags": made.tags} if made else None
    told = {
        "given": [_given(one) for one in document.given],
        "confirms": [_given(one) for one in document.confirms],
        "derives": derives,
    }
    return {name: one for name, one in told.items() if one}


def _given(one: Given) -> Mapping[str, Any]:
    return {"says": one.says, **_source(one.source), "value": in_plain(one.value)}


def _source(one: Source) -> Mapping[str, Any]:
    return {"operation": one.operation, "params": one.params, "path": one.path, "at": one.at}

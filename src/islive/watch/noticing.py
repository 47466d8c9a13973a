"""From a report to what is told of it, and from notices to the messages that people get."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from islive.model.finding import Finding
from islive.model.report import Report
from islive.model.watching import Condition, Kind, Message, Notice
from islive.render.drawing.outline import quoted
from islive.render.drawing.safe import harmless, visible
from islive.render.drawing.words import remedies_of, sentence, way
from islive.watch.conditions import minutes
from islive.watch.state import Suspect, Told

# The names of so many services stand in a first line.
MOST_NAMES = 4


def raised(report: Report, condition: Condition, deployment: str, cause: str, says: str, now: datetime) -> Notice:
    """What is told of a service that is not well; `cause` is the id of a root cause, "" where none is known."""
    causes = report.diagnosis.root_causes
    number, finding = next(((at, one) for at, one in enumerate(causes, 1) if one.id == cause), (0, None))
    return Notice(
        kind=Kind.RAISED,
        condition=condition,
        target=report.target,
        deployment=deployment,
        version=report.wanted.label,
        cause=finding.id if finding else condition,
        summary=sentence(finding) if finding else says,
        says=says,
        impact=report.impact.says,
        fix=_fix(report, finding, number),
        evidence=quoted(finding.because[0]) if finding and finding.because else "",
        at=now,
        since=now,
    )


def resolved(report: Report, told: Told, now: datetime) -> Notice:
    """That it is over, and what serves now."""
    label = report.wanted.label
    other = report.primary is not None and told.definition not in ("", report.primary.task_definition)
    instead = f" ({told.version} is not: ECS went back)" if other and told.version != label else ""
    return Notice(
        kind=Kind.RESOLVED,
        condition=told.condition,
        target=report.target,
        deployment=told.deployment,
        version=label,
        cause=told.cause,
        summary=told.summary,
        says=f"live after {minutes(now - told.since)}{instead}",
        impact=report.impact.says,
        fix="",
        evidence="",
        at=now,
        since=told.since,
    )


def symptoms(report: Report, cause: Finding) -> tuple[str, ...]:
    """What a root cause brought about, as far as it is seen."""
    return tuple(one.id for one in report.diagnosis.symptoms_of(cause))


def suspect(report: Report) -> Suspect | None:
    """What is to be told of the first root cause, should there be no later look to tell it from."""
    cause = next(iter(report.diagnosis.root_causes), None)
    if cause is None or report.primary is None:
        return None
    evidence = quoted(cause.because[0]) if cause.because else ""
    return Suspect(report.primary.task_definition, cause.id, sentence(cause), _fix(report, cause, 1), evidence)


def _fix(report: Report, finding: Finding | None, number: int) -> str:
    if finding is None:
        return ""
    first = next(iter(remedies_of(report, finding, number)), None)
    return f"{first.title} ({way(first)})" if first else f"islive explain {finding.id}"


def messages(notices: Iterable[Notice]) -> Iterator[Message]:
    """One for each kind and cause, whatever the number of services."""
    grouped: dict[tuple[Kind, str], list[Notice]] = {}
    for one in notices:
        grouped.setdefault((one.kind, one.cause), []).append(one)
    for kind in Kind:
        yield from (_message(some) for (its_kind, _), some in grouped.items() if its_kind is kind)


def _message(notices: Sequence[Notice]) -> Message:
    first = notices[0]
    id = _id(notices)
    text = "\n".join(harmless(tuple(_lines(notices)), visible))
    body = {
        "schema": "islive.alert/1",
        "id": id,
        "kind": first.kind,
        "at": first.at.isoformat(),
        "cause": first.cause,
        "text": text,
        "services": [_service(one) for one in notices],
    }
    # ASCII alone: what AWS says may hold what UTF-8 cannot (a lone surrogate), and what acts on a screen.
    return Message(id, first.kind, first.at, first.cause, text, json.dumps(body))


def _id(notices: Sequence[Notice]) -> str:
    """The same for the same matter, however often it is made."""
    parts = [
        [one.kind, *asdict(one.target).values(), one.deployment, one.cause, one.since.isoformat()] for one in notices
    ]
    return hashlib.sha256(json.dumps(sorted(parts)).encode()).hexdigest()[:32]


def _lines(notices: Sequence[Notice]) -> Iterator[str]:
    first = notices[0]
    word = _word(first)
    yield f"{word}: {_names(notices)}: {first.says if len(notices) == 1 else first.summary}"
    if len(notices) > 1 or first.summary != first.says:
        yield f"cause: {first.summary}"
    if first.kind is Kind.RAISED:
        yield from (f"fix: {one}" for one in (first.fix,) if one)
        yield from (f"evidence: {one}" for one in (first.evidence,) if one)
    for one in notices:
        place = (one.target.service, one.target.cluster, one.target.region, f"account {one.target.account}")
        impact = f": {one.impact}" if one.impact else ""
        yield from (f"{', '.join(filter(None, place))}{impact}",) if one.target.account else ()


def _word(one: Notice) -> str:
    if one.condition is Condition.BLIND:
        return "CANNOT TELL" if one.kind is Kind.RAISED else "CAN BE READ AGAIN"
    if one.kind is Kind.RESOLVED:
        return "RESOLVED"
    return "ROLLED BACK" if one.condition is Condition.ROLLED_BACK else "NOT LIVE"


def _names(notices: Sequence[Notice]) -> str:
    names = [" ".join(filter(None, (one.target.service or "everything", one.version))) for one in notices]
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _service(one: Notice) -> dict[str, object]:
    return {
        "target": asdict(one.target),
        "condition": one.condition,
        "deployment": one.deployment,
        "version": one.version,
        "summary": one.summary,
        "says": one.says,
        "impact": one.impact,
        "fix": one.fix,
        "evidence": one.evidence,
        "since": one.since.isoformat(),
    }

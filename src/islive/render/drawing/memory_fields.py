"""The parts of a JSON document that come from memory."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from islive.model.report import LastVerified, Primary, Report, SeenBefore
from islive.render.drawing.moments import iso
from islive.render.drawing.planned_json import target


def remembered(report: Report) -> Mapping[str, Any]:
    """What a report says of the deployment it is about, of the version that served last, and of its causes before."""
    return {
        "deployment": _primary(report.primary) if report.primary else None,
        "last_verified": last_verified(report.last_verified) if report.last_verified else None,
        "seen_before": [_seen_before(one) for one in report.seen_before],
    }


def last_verified(one: LastVerified) -> Mapping[str, Any]:
    """The version that served last, and who says so."""
    return {
        "version": one.version,
        "task_definition": one.task_definition,
        "digest": one.digest,
        "at": iso(one.at),
        "grade": str(one.grade),
        "by_islive": one.by_islive,
    }


def time(at: datetime | None) -> str | None:
    """A moment, or that there is none."""
    return iso(at) if at else None


def _primary(one: Primary) -> Mapping[str, Any]:
    return {"id": one.id, "task_definition": one.task_definition, "created_at": iso(one.created_at)}


def _seen_before(one: SeenBefore) -> Mapping[str, Any]:
    return {
        "cause": one.cause,
        "target": target(one.target),
        "began": iso(one.began),
        "ended": time(one.ended),
        "ended_by": one.ended_by,
    }

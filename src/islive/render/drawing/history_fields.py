"""A history as the members of a JSON document."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from islive.model.history import Chapter, History, Measures, ServiceHistory
from islive.render.drawing.memory_fields import time
from islive.render.drawing.moments import iso
from islive.render.drawing.planned_json import target


def history_fields(document: History) -> Mapping[str, Any]:
    """What is said of all services together."""
    return {
        "schema": "islive.history/1",
        "taken_at": iso(document.taken_at),
        "since": iso(document.since),
        "memory": document.forgetful or None,
        "calls": document.calls,
    }


def service_history_fields(one: ServiceHistory) -> Mapping[str, Any]:
    """One service, its figures and its deployments."""
    return {
        "target": target(one.target),
        "measures": _measures(one.measures),
        "deployments": [_chapter(each) for each in one.chapters],
    }


def _measures(one: Measures) -> Mapping[str, Any]:
    return {
        "days": one.days,
        "verified": one.verified,
        "deployments_a_week": one.a_week,
        "lead_time_seconds": _seconds(one.lead_time),
        "lead_times": one.led,
        "change_failure_rate": one.failure_rate,
        "failed": one.failed,
        "ended": one.ended,
        "time_to_restore_seconds": _seconds(one.time_to_restore),
        "restored": one.restored,
    }


def _chapter(one: Chapter) -> Mapping[str, Any]:
    deployment = one.deployment
    return {
        "arn": deployment.arn,
        "status": deployment.status,
        "outcome": one.outcome,
        "version": deployment.version,
        "commit": deployment.commit,
        "task_definition": deployment.task_definition,
        "created_at": iso(deployment.created_at),
        "finished_at": time(deployment.finished_at),
        "took_seconds": _seconds(one.took),
        "verified_at": time(one.verified_at),
        "grade": str(one.grade),
        "causes": one.causes,
        "reason": deployment.reason,
        "who": deployment.who,
        "failed_at": time(one.failed_at),
        "restored_at": time(one.restored_at),
    }


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()

"""Progress: how long a deployment has been under way, and how long the service's own ones usually take."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments

MINUTE = timedelta(minutes=1)


def progress(service: Service, deployments: ServiceDeployments, now: datetime) -> str | None:
    """From PRIMARY's beginning, against the median of those that succeeded. None when done.

    "minute 6 of about 14"; "minute 15, usually 14" once it takes longer than it usually does.
    """
    if not service.primary.under_way:
        return None
    minute = int((now - service.primary.created_at) / MINUTE) + 1
    usual = usually(deployments_took(deployments))
    if not usual:
        return f"minute {minute}"
    about = max(1, round(usual / MINUTE))
    return f"minute {minute} of about {about}" if minute <= about else f"minute {minute}, usually {about}"


def deployments_took(deployments: ServiceDeployments) -> tuple[timedelta, ...]:
    """What each that succeeded took, from its start (where that is known) to its end."""
    return tuple(taken for one in deployments.deployments if (taken := _took(one)))


def usually(took: Iterable[timedelta]) -> timedelta | None:
    """The median, None of none."""
    seconds = [one.total_seconds() for one in took]
    return timedelta(seconds=median(seconds)) if seconds else None


def at_longest(took: Iterable[timedelta]) -> timedelta | None:
    """The 95th percentile by the nearest rank (of fewer than twenty that is the longest), None of none."""
    ordered = sorted(took)
    return ordered[ceil(len(ordered) * 0.95) - 1] if ordered else None


def _took(one: ServiceDeployment) -> timedelta | None:
    if one.status != "SUCCESSFUL" or one.finished_at is None:
        return None
    return one.finished_at - (one.started_at or one.created_at)

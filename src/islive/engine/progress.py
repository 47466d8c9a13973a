"""Progress: how long a deployment has been under way, and how long the service's own ones usually take."""

from datetime import datetime, timedelta
from statistics import median

from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments

MINUTE = timedelta(minutes=1)


def progress(service: Service, deployments: ServiceDeployments, now: datetime) -> str | None:
    """From PRIMARY's beginning, against the median of those that succeeded: "minute 6 of about 14". None when done."""
    if not service.primary.under_way:
        return None
    minute = int((now - service.primary.created_at) / MINUTE) + 1
    usual = [taken for one in deployments.deployments if (taken := _minutes(one))]
    return f"minute {minute} of about {max(1, round(median(usual)))}" if usual else f"minute {minute}"


def _minutes(one: ServiceDeployment) -> float | None:
    if one.status != "SUCCESSFUL" or one.finished_at is None:
        return None
    return (one.finished_at - (one.started_at or one.created_at)) / MINUTE

"""Failed health checks of the deployment that is being brought up, or was last (derived).

What the load balancer says of registered targets, and, of tasks that ECS has stopped for it, what the service's events
say: those outlive the tasks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.target_groups import RegisteredTarget, TargetGroup, TargetGroups
from islive.model.citation import Citation
from islive.model.collector import collects
from islive.model.evidence import Gap

# ECS developer guide, "Amazon ECS service event messages": "(port 8080) is unhealthy in (target-group …) due to
# (reason Health checks failed with these codes: [404])".
EVENT = re.compile(r"is unhealthy in \(?target-group ([^\s)]+)\)? due to \(?(?:reason )?(.+?)\)*\.?$")
CODES = re.compile(r"with these codes: \[([\d, ]+)\]")
# What events call it → its reason code (API shape TargetHealth).
REASONS = (
    ("with these codes", "Target.ResponseCodeMismatch"),
    ("timed out", "Target.Timeout"),
    ("Health checks failed", "Target.FailedHealthChecks"),
)


@dataclass(frozen=True, slots=True)
class HealthFailure:
    """One target that failed: its group, the reason code, and the words for it; `port` where it was checked."""

    group: TargetGroup
    reason: str
    description: str
    port: int | None
    citation: Citation

    @property
    def codes(self) -> tuple[int, ...]:
        """The HTTP codes that came instead of the expected ones."""
        found = CODES.search(self.description)
        return tuple(int(code) for code in re.findall(r"\d{1,3}", found[1])) if found else ()

    @property
    def asked(self) -> str:
        """What the health check asks for, in words."""
        check, path = self.group.check, self.group.health_path or ""
        return (
            f"{check.protocol or self.group.protocol or 'TCP'} {path} on port {self.port or 'of the target'}".replace(
                "  ", " "
            )
        )


@dataclass(frozen=True, slots=True)
class HealthFailures:
    """Failures of registered targets first, then those that events tell of; of each group and reason the newest."""

    failures: tuple[HealthFailure, ...]


@collects()
def collect(
    service: Service, running: RunningTasks, groups: TargetGroups, deployments: ServiceDeployments | Gap, now: datetime
) -> HealthFailures:
    """Put together from the targets that are tasks of the newest deployment, and from the events since it began."""
    of_front = [task for task in running.tasks if task.deployment == service.front.id]
    ours = [task for task in of_front if not task.is_in_grace(service.grace_seconds, now)]
    ends = frozenset(end for task in ours for end in task.endpoints)
    seen = list(_of_targets(groups, ends))
    told = _of_events(service, groups, deployments)
    known = {(one.group.arn, one.reason) for one in seen}
    return HealthFailures((*seen, *(one for one in told if (one.group.arn, one.reason) not in known)))


def _of_targets(groups: TargetGroups, ends: frozenset[str]) -> Iterator[HealthFailure]:
    seen: set[tuple[str, str]] = set()
    for group in groups.groups:
        for target in sorted(group.targets, key=lambda one: one.endpoint):
            key = group.arn, target.reason or ""
            if target.endpoint not in ends or target.state != "unhealthy" or key in seen:
                continue
            seen.add(key)
            port = group.check.port or target.port
            yield HealthFailure(group, target.reason or "", target.description or "", port, _cited(target))


def _cited(target: RegisteredTarget) -> Citation:
    member = "Description" if target.description else "Reason"
    quote = target.description or target.reason or target.state
    return Citation("elbv2:DescribeTargetHealth", f"TargetHealthDescriptions[{target.id}].TargetHealth.{member}", quote)


def _of_events(
    service: Service, groups: TargetGroups, deployments: ServiceDeployments | Gap
) -> Iterator[HealthFailure]:
    """What events told since the newest deployment began, as long as it is under way or was given up."""
    since = _begun(service, deployments)
    seen: set[tuple[str, str]] = set()
    for i, event in enumerate(service.events):
        found = EVENT.search(event.message) if since and event.at >= since else None
        group = groups.get(found[1]) if found else None
        if found and group and (group.arn, reason := _reason(found[2])) not in seen:
            seen.add((group.arn, reason))
            cited = Citation("ecs:DescribeServices", f"services[0].events[{i}].message", event.message)
            attached = (one.port for one in service.attachments if group.arn in one.target_groups)
            yield HealthFailure(group, reason, found[2], group.check.port or next(attached, None), cited)


def _begun(service: Service, deployments: ServiceDeployments | Gap) -> datetime | None:
    """When the deployment began that has not come through: the one under way, or the last one if it was given up."""
    if service.front.under_way:
        return service.front.created_at
    newest = None if isinstance(deployments, Gap) else deployments.newest
    return newest.created_at if newest and newest.status.startswith("ROLLBACK_") else None


def _reason(words: str) -> str:
    return next((reason for said, reason in REASONS if said in words), "")

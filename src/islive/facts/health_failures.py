"""Failed health checks of the deployment that is being brought up, or was last (derived).

What the load balancer says of registered targets, and, of tasks that ECS has stopped for it, what the service's events
say: those outlive the tasks. A deployment that was completed is no exception: its tasks may fail later.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service, ServiceEvent
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import RegisteredTarget, TargetGroup, TargetGroups
from islive.facts.task import Task
from islive.facts.tried import Tried
from islive.model.citation import Citation
from islive.model.collector import collects
from islive.model.evidence import Gap

# ECS developer guide, "Amazon ECS service event messages": "(port 8080) is unhealthy in (target-group …) due to
# (reason Health checks failed with these codes: [404])".
EVENT = re.compile(r"is unhealthy in \(?target-group ([^\s)]+)\)? due to \(?(?:reason )?(.+?)\)*\.?$")
TASK = re.compile(r"\(task ([0-9a-f]+)\)")
STEADY = "has reached a steady state"
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
    """Failures of registered targets first, then those that events tell of; of each group and reason the newest.

    `told` are those of the events alone: the tasks are stopped, and the next ones may not have been judged yet.
    `older` are those of tasks of older deployments, in groups where nobody is healthy: no news of the version, but of
    what all versions share.
    """

    failures: tuple[HealthFailure, ...]
    told: tuple[HealthFailure, ...] = ()
    older: tuple[HealthFailure, ...] = ()


@collects()
def collect(
    service: Service,
    running: RunningTasks,
    groups: TargetGroups,
    stopped: StoppedTasks | Gap,
    deployments: ServiceDeployments | Gap,
    tried: Tried | Gap,
    now: datetime,
) -> HealthFailures:
    """Put together from the targets that are tasks of the newest deployment, and from the events about its tasks."""
    of_front = [task for task in running.tasks if task.deployment == service.front.id]
    ours = [task for task in of_front if not task.is_in_grace(service.grace_seconds, now)]
    ends = frozenset(end for task in ours for end in task.endpoints)
    seen = list(_of_targets(groups, ends))
    known = {(one.group.arn, one.reason) for one in seen}
    scope = _given_up(service, stopped, deployments, tried) or _lacking(service, of_front, groups, stopped)
    told = tuple(one for one in _of_events(service, groups, scope) if (one.group.arn, one.reason) not in known)
    return HealthFailures((*seen, *told), told, _of_older(service, running, groups, ours))


def _of_older(
    service: Service, running: RunningTasks, groups: TargetGroups, ours: Collection[Task]
) -> tuple[HealthFailure, ...]:
    """Of the tasks of before, since the newest deployment began, in groups where nobody is healthy."""
    if not service.older:
        return ()
    ill = [group for group in groups.groups if not any(target.healthy for target in group.targets)]
    others = [task for task in running.tasks if task.deployment != service.front.id]
    ends = frozenset(end for task in others for end in task.endpoints)
    scope = _Scope(service.front.created_at, frozenset(one.arn for one in ill), frozenset(task.id for task in ours))
    found = [one for one in _of_targets(groups, ends) if one.group in ill]
    return (*found, *_of_events(service, groups, scope))


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


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which events count: since when, about which groups, and not about tasks that are known to be another's."""

    since: datetime
    groups: frozenset[str]
    strangers: frozenset[str]

    def holds(self, event: ServiceEvent) -> bool:
        task = TASK.search(event.message)
        return event.at >= self.since and not (task and task[1] in self.strangers)


def _given_up(
    service: Service, stopped: StoppedTasks | Gap, deployments: ServiceDeployments | Gap, tried: Tried | Gap
) -> _Scope | None:
    """Of the newest service deployment, where ECS rolled it back and it was to bring the version in question."""
    newest = None if isinstance(deployments, Gap) else deployments.newest
    ours = newest is not None and not isinstance(tried, Gap) and newest in tried.deployments
    if newest is None or not ours or not newest.status.startswith("ROLLBACK_"):
        return None
    strangers = _ids(stopped, lambda task: task.deployment == service.primary.id)
    return _Scope(newest.created_at, frozenset(service.target_groups), strangers)


def _lacking(service: Service, of_front: Collection[Task], groups: TargetGroups, stopped: StoppedTasks | Gap) -> _Scope:
    """Of the newest deployment, since the service was last steady, in groups that have not enough healthy tasks."""
    steady = next((event.at for event in service.events if STEADY in event.message), service.front.created_at)
    few = (one.arn for one in groups.groups if sum(_is_well(task, one) for task in of_front) < service.front.desired)
    strangers = _ids(stopped, lambda task: task.deployment != service.front.id)
    return _Scope(max(steady, service.front.created_at), frozenset(few), strangers)


def _is_well(task: Task, group: TargetGroup) -> bool:
    return any(target.healthy and target.endpoint in task.endpoints for target in group.targets)


def _ids(stopped: StoppedTasks | Gap, which: Callable[[Task], bool]) -> frozenset[str]:
    return frozenset(task.id for task in (() if isinstance(stopped, Gap) else stopped.tasks) if which(task))


def _of_events(service: Service, groups: TargetGroups, scope: _Scope) -> Iterator[HealthFailure]:
    """Of each group and reason the newest."""
    seen: set[tuple[str, str]] = set()
    for i, event in enumerate(service.events):
        found = EVENT.search(event.message) if scope.holds(event) else None
        group = groups.get(found[1]) if found and found[1] in scope.groups else None
        if found and group and (group.arn, reason := _reason(found[2])) not in seen:
            seen.add((group.arn, reason))
            cited = Citation("ecs:DescribeServices", f"services[0].events[{i}].message", event.message)
            attached = (one.port for one in service.attachments if group.arn in one.target_groups)
            yield HealthFailure(group, reason, found[2], group.check.port or next(attached, None), cited)


def _reason(words: str) -> str:
    return next((reason for said, reason in REASONS if said in words), "")

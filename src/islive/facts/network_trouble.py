"""What tasks, events and targets complain of that smells of the network or of want of room (derived)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from islive.causes.network_failure import NetworkFailure, network_failure
from islive.causes.placement_failure import PlacementFailure, placement_failure
from islive.facts.awsvpc import Awsvpc
from islive.facts.health_failures import HealthFailures
from islive.facts.reading import gaps_among
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import TargetGroup, TargetGroups
from islive.facts.task import Task
from islive.facts.tried import Tried
from islive.model.citation import Citation
from islive.model.collector import collects
from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class Complaint:
    """A message that tells of the network: what it says, where it stands, and the subnet of the task it is about."""

    failure: NetworkFailure
    citation: Citation
    subnet: str | None
    pulling: bool


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An event that tells of a task for which there was no room."""

    failure: PlacementFailure
    at: datetime
    citation: Citation


@dataclass(frozen=True, slots=True)
class SilentTarget:
    """A target that did not answer its health check in time, in AWS's words; `port` is where it takes requests."""

    group: TargetGroup
    port: int | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class NetworkTrouble:
    """The newest complaint of each kind, newest first, about the deployment that matters; `where` its tasks are put.

    Empty for a service that has as many tasks as it should, whatever befell those of earlier deployments.
    """

    where: Awsvpc | None
    task_definition: str
    complaints: tuple[Complaint, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    silent: tuple[SilentTarget, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def unanswered(self) -> tuple[Complaint, ...]:
        """Those that somebody did not answer."""
        return tuple(one for one in self.complaints if one.failure.unanswered)

    def of(self, label: str) -> tuple[Complaint, ...]:
        """Those that tell of one cause."""
        return tuple(one for one in self.complaints if one.failure.label == label)


@collects()
def collect(
    service: Service,
    stopped: StoppedTasks | Gap,
    running: RunningTasks | Gap,
    deployments: ServiceDeployments | Gap,
    groups: TargetGroups | Gap,
    tried: Tried | Gap,
    failures: HealthFailures | Gap,
) -> NetworkTrouble:
    """Read the stopped reasons, the events and the targets' states; nothing is asked."""
    given_up = _given_up(deployments, tried)
    records = None if isinstance(deployments, Gap) or given_up is None else deployments
    revision = records.revision_of(given_up) if records and given_up else None
    tasks = () if isinstance(stopped, Gap) else _tasks(service, stopped, records)
    events = tuple(_events(service, given_up))
    told = [*_of_tasks(tasks), *_of_events(events)]
    return NetworkTrouble(
        where=(revision.network if revision else None) or service.network,
        task_definition=revision.task_definition if revision else service.primary.task_definition,
        complaints=_newest_of_each_kind(told),
        unplaced=() if _all_placed(service, given_up) else tuple(_unplaced(events)),
        silent=(*_silent(service, running, groups), *_told(service, failures)),
        gaps=gaps_among([stopped, running, deployments, groups]),
    )


def _given_up(deployments: ServiceDeployments | Gap, tried: Tried | Gap) -> ServiceDeployment | None:
    """The newest service deployment, where ECS rolled it back; that of another version is nobody's trouble here."""
    newest = None if isinstance(deployments, Gap) else deployments.newest
    ours = newest is not None and not isinstance(tried, Gap) and newest in tried.deployments
    return newest if ours and newest and newest.status.startswith("ROLLBACK_") else None


def _tasks(service: Service, stopped: StoppedTasks, deployments: ServiceDeployments | None) -> tuple[Task, ...]:
    """Those of the deployment that was given up, else those of PRIMARY while it lacks tasks."""
    if deployments is not None:
        return stopped.given_up(service, deployments)
    primary = service.primary
    return stopped.of(primary.id) if primary.running < primary.desired else ()


def _newest_of_each_kind(told: Iterable[Complaint]) -> tuple[Complaint, ...]:
    found: dict[tuple[str | None, str | None, str | None], Complaint] = {}
    for one in told:
        # Whoever did not answer: his name tells the kind.
        kind = None if one.failure.unanswered and not one.failure.name_unknown else one.failure.label
        found.setdefault((kind, one.failure.service, one.failure.host), one)
    return tuple(found.values())


def _all_placed(service: Service, given_up: ServiceDeployment | None) -> bool:
    """There was no room for a while, and by now every task has its place."""
    primary = service.primary
    return given_up is None and primary.running + primary.pending >= primary.desired


def _of_tasks(tasks: Iterable[Task]) -> Iterator[Complaint]:
    """Of those that never ran; the reason of a container says more where the task's own is short."""
    for task in tasks:
        if task.stop_code != "TaskFailedToStart":
            continue
        reasons = {f"tasks[{task.id}].containers[{one.name}].reason": one.reason or "" for one in task.containers}
        for path, reason in {f"tasks[{task.id}].stoppedReason": task.stopped_reason, **reasons}.items():
            yield from _complaint("ecs:DescribeTasks", path, reason, task.subnet)


def _of_events(events: Iterable[tuple[datetime, Citation]]) -> Iterator[Complaint]:
    for _, event in events:
        yield from _complaint(event.operation, event.path, event.quote, None)


def _complaint(operation: str, path: str, message: str, subnet: str | None) -> Iterator[Complaint]:
    failure = network_failure(message)
    if failure is not None:
        cited = Citation(operation, path, message)
        yield Complaint(failure, cited, subnet, pulling="CannotPull" in message or "can't pull the image" in message)


def _events(service: Service, given_up: ServiceDeployment | None) -> Iterator[tuple[datetime, Citation]]:
    """Those of the deployment that lacks tasks, or that was given up, newest first; none before the last success."""
    primary = service.primary
    if given_up is None and primary.running >= primary.desired:
        return
    since = given_up.created_at if given_up else primary.created_at
    until = given_up.finished_at if given_up else None
    for number, event in enumerate(service.events):
        if "has reached a steady state" in event.message and given_up is None:
            return
        if since <= event.at and (until is None or event.at <= until):
            yield event.at, Citation("ecs:DescribeServices", f"services[0].events[{number}].message", event.message)


def _unplaced(events: Iterable[tuple[datetime, Citation]]) -> Iterator[Unplaced]:
    """The newest of each want."""
    seen: set[PlacementFailure] = set()
    for at, event in events:
        failure = placement_failure(event.quote)
        if failure is not None and failure not in seen:
            seen.add(failure)
            yield Unplaced(failure, at, event)


def _silent(service: Service, running: RunningTasks | Gap, groups: TargetGroups | Gap) -> Iterator[SilentTarget]:
    """Unhealthy targets of PRIMARY's own tasks that gave no answer in time (API shape TargetHealth)."""
    tasks = () if isinstance(running, Gap) else running.tasks
    ours = {task.address for task in tasks if task.deployment == service.primary.id and task.address}
    for group in () if isinstance(groups, Gap) else groups.groups:
        for one in group.targets:
            if one.id in ours and one.state == "unhealthy" and one.reason == "Target.Timeout":
                path = f"TargetHealthDescriptions[{one.id}].TargetHealth.Reason"
                yield SilentTarget(group, one.port, Citation("elbv2:DescribeTargetHealth", path, one.reason))


def _told(service: Service, failures: HealthFailures | Gap) -> Iterator[SilentTarget]:
    """Those of tasks that ECS has stopped for it, and of older deployments: the same thing keeps both out."""
    for one in () if isinstance(failures, Gap) else (*failures.told, *failures.older):
        if one.reason == "Target.Timeout":
            attached = (each.port for each in service.attachments if one.group.arn in each.target_groups)
            yield SilentTarget(one.group, next(attached, None), one.citation)

"""Why tasks failed to start, in ECS's words: of stopped tasks, and of the events that outlive them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from islive.causes.said import Said, said
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task
from islive.model.citation import Citation
from islive.model.collector import collects
from islive.model.evidence import Gap

# ECS developer guide, "Amazon ECS service event messages".
EVENT = re.compile(
    r"(?:was unable to place a task\. Reason: |failed to launch a task with \(error )(?P<why>.+)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class StartFailure:
    """One text about one task that did not start; `task` is the id, None where only an event tells."""

    task_definition: str
    task: str | None
    at: datetime | None
    operation: str
    path: str
    words: str

    @property
    def said(self) -> Said:
        """What the words mean."""
        return said(self.words)

    @property
    def citation(self) -> Citation:
        """Where AWS said so."""
        return Citation(self.operation, self.path, self.words)


@dataclass(frozen=True, slots=True)
class StartFailures:
    """What ECS said of the tasks that failed to start and still matter, newest first, tasks before events."""

    failures: tuple[StartFailure, ...]

    def saying(self, *labels: str) -> Iterator[StartFailure]:
        """Of each revision the newest that says one of these plainly."""
        yield from _newest(one for one in self.failures if one.said.says(*labels))

    def hinting_at(self, *labels: str) -> Iterator[StartFailure]:
        """Of each revision the newest that says nothing more than one of these; not where nobody answered."""
        yield from _newest(one for one in self.failures if one.said.hints_at(*labels) and not one.said.unanswered)

    def naming(self, name: re.Pattern[str], *labels: str) -> Iterator[tuple[StartFailure, re.Match[str]]]:
        """Of each revision, and of each thing named, the newest that says one of these of it; without any, anything."""
        found: dict[tuple[str, tuple[str | None, ...]], tuple[StartFailure, re.Match[str]]] = {}
        for failure in self.failures:
            match = name.search(failure.words) if not labels or failure.said.hints_at(*labels) else None
            if match:
                found.setdefault((failure.task_definition, match.groups()), (failure, match))
        yield from found.values()


def _newest(failures: Iterable[StartFailure]) -> Iterable[StartFailure]:
    found: dict[str, StartFailure] = {}
    for one in failures:
        found.setdefault(one.task_definition, one)
    return found.values()


@collects()
def collect(service: Service, stopped: StoppedTasks | Gap, deployments: ServiceDeployments | Gap) -> StartFailures:
    """Put together from the tasks that failed to start, and from the events of what was tried last."""
    matter = () if isinstance(stopped, Gap) else stopped.that_matter(service, deployments)
    tasks = [one for task in matter if task.stop_code == "TaskFailedToStart" for one in _of_task(task)]
    return StartFailures((*tasks, *_of_events(service, deployments)))


def _of_task(task: Task) -> Iterator[StartFailure]:
    told = {f"tasks[{task.id}].stoppedReason": task.stopped_reason}
    told |= {f"tasks[{task.id}].containers[{one.name}].reason": one.reason or "" for one in task.containers}
    for path, words in told.items():
        if words:
            yield StartFailure(task.task_definition, task.id, task.stopped_at, "ecs:DescribeTasks", path, words)


def _of_events(service: Service, deployments: ServiceDeployments | Gap) -> Iterator[StartFailure]:
    since, revision = _tried(service, deployments)
    for i, event in enumerate(service.events):
        match = EVENT.search(event.message) if since and event.at >= since else None
        if match:
            path = f"services[0].events[{i}].message"
            yield StartFailure(revision, None, event.at, "ecs:DescribeServices", path, match["why"])


def _tried(service: Service, deployments: ServiceDeployments | Gap) -> tuple[datetime | None, str]:
    """Since when, and of which revision: the one that was rolled back, else PRIMARY while it lacks tasks."""
    newest = None if isinstance(deployments, Gap) else deployments.newest
    revision = None if isinstance(deployments, Gap) or newest is None else deployments.revision_of(newest)
    if newest and revision and newest.status.startswith("ROLLBACK_"):
        return newest.created_at, revision.task_definition
    primary = service.primary
    return primary.created_at if primary.running < primary.desired else None, primary.task_definition

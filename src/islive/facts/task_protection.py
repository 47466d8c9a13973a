"""Which of the older tasks are protected from scale-in: asked for only where they keep a deployment from ending."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from islive.facts.reading import Part, answered, chunks
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.task import Task
from islive.model.collector import collects
from islive.model.doors import Aws, Question

# ECS API reference, GetTaskProtection: so many tasks at once.
TASKS_AT_ONCE = 10
# ECS developer guide, "Amazon ECS service event messages": "… N tasks under protection".
EVENT = "under protection"
PATIENCE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class ProtectedTask:
    """A task that ECS must not stop by itself, and until when."""

    id: str
    deployment: str
    task_definition: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class TaskProtection:
    """The protected tasks among those that should have gone; none where nobody asked."""

    tasks: tuple[ProtectedTask, ...]


@collects("ecs:GetTaskProtection")
def collect(aws: Aws, service: Service, running: RunningTasks, now: datetime) -> TaskProtection:
    """Ask about the tasks of older deployments, where these outlive PRIMARY's rollout."""
    old = [task for task in running.running if task.deployment != service.primary.id]
    if not old or not _outlive(service, now):
        return TaskProtection(())
    asked = chunks(old, TASKS_AT_ONCE)
    questions = [
        Question("ecs:GetTaskProtection", {"cluster": service.cluster, "tasks": [task.arn for task in some]})
        for some in asked
    ]
    found = {arn: until for answer in aws.calls(questions) for arn, until in _protected(answered(answer))}
    return TaskProtection(tuple(_of(task, found) for task in old if task.arn in found))


def _outlive(service: Service, now: datetime) -> bool:
    """ECS says so; or PRIMARY has all its tasks, and has had time to get rid of the old ones."""
    primary = service.primary
    told = any(EVENT in event.message and event.at >= primary.created_at for event in service.events)
    late = not primary.under_way or now - primary.created_at > PATIENCE
    return told or (late and primary.running >= primary.desired)


def _protected(answer: Part) -> Iterator[tuple[str, datetime | None]]:
    for part in answer.parts("protectedTasks"):
        if part.flag("protectionEnabled"):
            yield part.text("taskArn"), part.time_or_none("expirationDate")


def _of(task: Task, found: Mapping[str, datetime | None]) -> ProtectedTask:
    return ProtectedTask(task.id, task.deployment, task.task_definition, found[task.arn])

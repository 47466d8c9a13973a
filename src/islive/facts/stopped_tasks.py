"""The tasks that stopped within the last hour; ECS forgets older ones."""

from dataclasses import dataclass
from datetime import UTC, datetime

from islive.facts.service import Service
from islive.facts.task import Task, tasks_of
from islive.model.collector import collects
from islive.model.doors import Aws


@dataclass(frozen=True, slots=True)
class StoppedTasks:
    """Stopped tasks of the service, newest first."""

    tasks: tuple[Task, ...]

    @property
    def failed_to_start(self) -> tuple[Task, ...]:
        """Those that never ran: stop code TaskFailedToStart."""
        return tuple(task for task in self.tasks if task.stop_code == "TaskFailedToStart")

    def of(self, deployment: str) -> tuple[Task, ...]:
        """Those that one deployment started."""
        return tuple(task for task in self.tasks if task.deployment == deployment)


@collects("ecs:ListTasks", "ecs:DescribeTasks")
def collect(aws: Aws, service: Service) -> StoppedTasks:
    """Ask for the service's stopped tasks, as far as ECS remembers them."""
    tasks = tasks_of(aws, service, "STOPPED")
    return StoppedTasks(tuple(sorted(tasks, key=_ended, reverse=True)))


def _ended(task: Task) -> tuple[datetime, str]:
    return task.stopped_at or task.created_at or datetime.min.replace(tzinfo=UTC), task.arn

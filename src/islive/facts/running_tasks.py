"""The tasks that ECS wants running, whatever they are doing."""

from dataclasses import dataclass

from islive.facts.service import Service
from islive.facts.task import Task, tasks_of
from islive.model.collector import collects
from islive.model.doors import Aws, Refused


@dataclass(frozen=True, slots=True)
class RunningTasks:
    """Tasks of the service with desired status RUNNING, by ARN."""

    tasks: tuple[Task, ...]

    @property
    def running(self) -> tuple[Task, ...]:
        """Those that have reached RUNNING."""
        return tuple(task for task in self.tasks if task.last_status == "RUNNING")


@collects("ecs:ListTasks", "ecs:DescribeTasks")
def collect(aws: Aws, service: Service) -> RunningTasks:
    """Ask for the service's tasks; that the service counts some and the list holds none is no answer."""
    tasks = tasks_of(aws, service, "RUNNING")
    if not tasks and service.running:
        raise Refused("ecs:ListTasks", "Empty", f"no taskArns, though the service counts {service.running} running")
    return RunningTasks(tuple(sorted(tasks, key=lambda task: task.arn)))

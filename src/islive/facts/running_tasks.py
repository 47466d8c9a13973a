"""The tasks that ECS wants running, whatever they are doing."""

from dataclasses import dataclass

from islive.facts.service import Service
from islive.facts.task import INSTANCES, Task, on_instances, tasks_of
from islive.model.collector import collects
from islive.model.doors import Aws, Refused
from islive.model.evidence import Gap, gap


@dataclass(frozen=True, slots=True)
class RunningTasks:
    """Tasks of the service with desired status RUNNING, by ARN; `gaps` where their instances could not be read."""

    tasks: tuple[Task, ...]
    gaps: tuple[Gap, ...] = ()

    @property
    def running(self) -> tuple[Task, ...]:
        """Those that have reached RUNNING."""
        return tuple(task for task in self.tasks if task.last_status == "RUNNING")


@collects("ecs:ListTasks", "ecs:DescribeTasks", INSTANCES)
def collect(aws: Aws, service: Service) -> RunningTasks:
    """Ask for the service's tasks; that the service counts some and the list holds none is no answer."""
    tasks = tasks_of(aws, service, "RUNNING")
    if not tasks and service.running:
        raise Refused("ecs:ListTasks", "Empty", f"no taskArns, though the service counts {service.running} running")
    try:
        found, gaps = on_instances(aws, service, tasks), ()
    except Refused as refused:
        found, gaps = tasks, (gap("RunningTasks", refused),)
    return RunningTasks(tuple(sorted(found, key=lambda task: task.arn)), gaps)

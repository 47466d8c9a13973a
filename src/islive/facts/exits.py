"""The containers whose end ended a task, and the tasks that ECS stopped because a container was unhealthy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from islive.causes.exits import innocence
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task, TaskContainer
from islive.facts.task_definitions import Container, TaskDefinition, TaskDefinitions
from islive.model.citation import Citation
from islive.model.collector import collects
from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class Exit:
    """One container's end, or for an unhealthy one the stop of its task; `definition` None where it was not read."""

    task: Task
    container: TaskContainer
    definition: Container | None

    @property
    def subject(self) -> str:
        """Whose end it is: deployment and container."""
        return f"{self.task.deployment}/{self.container.name}"

    @property
    def citations(self) -> Iterator[Citation]:
        """Its exit code, the task's reason, and its own."""
        path, container = f"tasks[{self.task.id}]", f"tasks[{self.task.id}].containers[{self.container.name}]"
        if self.container.exit_code is not None:
            yield Citation("ecs:DescribeTasks", f"{container}.exitCode", str(self.container.exit_code))
        yield Citation("ecs:DescribeTasks", f"{path}.stoppedReason", self.task.stopped_reason)
        if self.container.reason:
            yield Citation("ecs:DescribeTasks", f"{container}.reason", self.container.reason)


@dataclass(frozen=True, slots=True)
class Exits:
    """What ended by itself, and what was stopped as unhealthy, newest first.

    Of the tasks that matter (StoppedTasks.that_matter); and of PRIMARY's where they keep ending, though at this moment
    enough of them may run: the next ones, which have not come further yet than those that ended.
    """

    exited: tuple[Exit, ...]
    unhealthy: tuple[Exit, ...]

    @property
    def each(self) -> tuple[Exit, ...]:
        """The newest of each revision, container and exit code, those that exited before those found unhealthy."""
        newest: dict[tuple[str, str, int | None, bool], Exit] = {}
        for ended, several in ((True, self.exited), (False, self.unhealthy)):
            for one in several:
                code = one.container.exit_code if ended else None
                newest.setdefault((one.task.task_definition, one.container.name, code, ended), one)
        return tuple(newest.values())


@collects()
def collect(
    service: Service,
    stopped: StoppedTasks,
    deployments: ServiceDeployments | Gap,
    definitions: TaskDefinitions | Gap,
    running: RunningTasks | Gap,
    now: datetime,
) -> Exits:
    """Put together from the stopped tasks and what their revisions say of essential containers and health checks."""
    exited: list[Exit] = []
    unhealthy: list[Exit] = []
    matter = stopped.that_matter(service, deployments) or stopped.that_keep_ending(service, now)
    for task in matter or _not_outlived(service, stopped, running, now):
        definition = None if isinstance(definitions, Gap) else definitions.get(task.task_definition)
        if task.stop_code == "EssentialContainerExited" and (culprit := _culprit(task, definition)):
            exited.append(Exit(task, culprit, definition.container(culprit.name) if definition else None))
        if task.found_unhealthy:
            unhealthy += _checked(task, definition)
    return Exits(tuple(exited), tuple(unhealthy))


def _not_outlived(
    service: Service, stopped: StoppedTasks, running: RunningTasks | Gap, now: datetime
) -> tuple[Task, ...]:
    """Those of the deployment under way that ran and ended, as long as none that runs is older than they became."""
    front = service.front
    if not front.under_way or isinstance(running, Gap):
        return ()
    ended = tuple(task for task in stopped.of(front.id) if task.did_not_stay)
    ages = [now - task.started_at for task in running.tasks if task.deployment == front.id and task.started_at]
    lives = [task.lived for task in ended if task.lived is not None]
    return ended if lives and max(ages, default=timedelta()) <= max(lives) else ()


def _culprit(task: Task, definition: TaskDefinition | None) -> TaskContainer | None:
    """The essential container that ended first, as far as exit codes tell: the others were stopped after it."""
    essential = {one.name for one in definition.containers if one.essential} if definition else None
    ended = [one for one in task.containers if one.exit_code is not None]
    suspects = [one for one in ended if essential is None or one.name in essential] or ended
    return min(suspects, key=_innocence, default=None)


def _innocence(container: TaskContainer) -> int:
    return 0 if container.out_of_memory else innocence(container.exit_code or 0)


def _checked(task: Task, definition: TaskDefinition | None) -> Iterator[Exit]:
    """The containers that were found unhealthy; where ECS does not say which, those that have a health check."""
    told = [one for one in task.containers if one.health == "UNHEALTHY"]
    checked = {one.name for one in definition.containers if one.health} if definition else set[str]()
    for one in told or [one for one in task.containers if one.name in checked]:
        yield Exit(task, one, definition.container(one.name) if definition else None)

"""container-exited: the application starts, and ends."""

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import shorten

from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task, TaskContainer
from islive.facts.task_definitions import TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

KILLED, TERMINATED = 137, 143
MEANINGS = {
    0: "it ended by itself, and a service's container must stay",
    126: "its command is there, but cannot be executed",
    127: "its command was not found in the image",
    134: "it aborted (SIGABRT)",
    KILLED: "it was killed (SIGKILL)",
    139: "it crashed (SIGSEGV)",
    TERMINATED: "it was told to stop (SIGTERM)",
}


@rule(
    stage=Stage.TASKS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("deployment-stuck", "deployment-rolled-back", "deployment-stalled"),
)
def container_exited(
    service: Service,
    stopped: StoppedTasks,
    deployments: ServiceDeployments | Gap,
    definitions: TaskDefinitions | Gap,
) -> Iterator[Sighting]:
    """An essential container of the new tasks starts and exits.

    ## What it means
    The image was pulled and the application ran; then the process of an essential container ended, and ECS stopped the
    task. In a service every end is a failure, also one with exit code 0.

    ## Why it happens
    - 1 and other small numbers: the application gave up. A module or a setting is missing, a database was not reached,
      a migration failed. The last lines of its log say which.
    - 0: it did its work and ended. The command is that of a job, not of a server.
    - 126, 127: the command cannot be executed, or is not in the image.
    - 137: it was killed. It was memory only where the reason says OutOfMemory; otherwise somebody stopped the task, or
      a health check failed, and it did not end within its stop timeout.
    - 139: it crashed. 143: it was told to stop and did.

    ## What to do
    Read the last lines of the container's log; the exit code alone is no cause. Then try the image with the same
    command and the same settings outside of ECS.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
    """
    that_matter = stopped.that_matter(service, deployments)
    for ours in (True, False):
        exited = [task for task in that_matter if (task.deployment == service.primary.id) is ours and _exited(task)]
        found = [(task, _culprit(task, definitions)) for task in exited]
        yield from _sightings([(task, culprit) for task, culprit in found if culprit], definitions)


def _exited(task: Task) -> bool:
    return task.stop_code == "EssentialContainerExited"


def _culprit(task: Task, definitions: TaskDefinitions | Gap) -> TaskContainer | None:
    """The essential container that ended first, as far as exit codes tell: the others were stopped after it."""
    definition = None if isinstance(definitions, Gap) else definitions.get(task.task_definition)
    essential = {one.name for one in definition.containers if one.essential} if definition else None
    ended = [one for one in task.containers if one.exit_code is not None]
    suspects = [one for one in ended if essential is None or one.name in essential] or ended
    return min(suspects, key=_innocence, default=None)


def _innocence(container: TaskContainer) -> int:
    """Low for what ends a task by itself, high for what looks like having been stopped with it."""
    if "OutOfMemory" in (container.reason or ""):
        return 0
    return {KILLED: 2, 0: 3, TERMINATED: 4}.get(container.exit_code or 0, 1)


def _sightings(exits: Sequence[tuple[Task, TaskContainer]], definitions: TaskDefinitions | Gap) -> Iterator[Sighting]:
    """One per container and exit code, told by its newest task."""
    times = Counter((container.name, container.exit_code) for _, container in exits)
    for (name, code), many in sorted(times.items()):
        task, container = next(one for one in exits if (one[1].name, one[1].exit_code) == (name, code))
        reason = f"; {shorten(container.reason, 120, placeholder=' …')}" if container.reason else ""
        yield Sighting(
            subject=f"{task.deployment}/{name}",
            summary=f"container {name} of {task.task_definition} exits with code {code}: {_meaning(container)}, in "
            f"{many} of {len(exits)} tasks that ECS remembers{reason}",
            because=tuple(_citations(task, container)),
            remedies=(_read_log(task, name, definitions),),
        )


def _meaning(container: TaskContainer) -> str:
    if "OutOfMemory" in (container.reason or ""):
        return "it used more memory than it may"
    return MEANINGS.get(container.exit_code or 0, "the application gave up")


def _citations(task: Task, container: TaskContainer) -> Iterator[Citation]:
    path = f"tasks[{task.id}]"
    yield Citation("ecs:DescribeTasks", f"{path}.containers[{container.name}].exitCode", str(container.exit_code))
    yield Citation("ecs:DescribeTasks", f"{path}.stoppedReason", task.stopped_reason[:300])
    if container.reason:
        yield Citation("ecs:DescribeTasks", f"{path}.containers[{container.name}].reason", container.reason[:300])


def _read_log(task: Task, name: str, definitions: TaskDefinitions | Gap) -> Remedy:
    definition = None if isinstance(definitions, Gap) else definitions.get(task.task_definition)
    groups = (one.log_group for one in (definition.containers if definition else ()) if one.name == name)
    command = f"aws logs tail {group} --since 1h" if (group := next(groups, None)) else "aws logs tail GROUP --since 1h"
    says = f"Read the last lines of {name} in task {task.id} (`{command}`), and mend what its last error names."
    return Remedy(f"read the log of container {name}", Risk.MANUAL, Horizon.NOW, (Step(says),))

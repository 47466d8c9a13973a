"""sigterm-not-handled: told to stop, it had to be killed."""

from collections.abc import Iterator
from datetime import timedelta

from islive.causes.exits import KILLED
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task, TaskContainer
from islive.facts.task_definitions import Container, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

STOPPED_BY_ECS = frozenset({"ServiceSchedulerInitiated", "UserInitiated", "SpotInterruption"})
# API shape ContainerDefinition, stopTimeout: 30 seconds where nothing is said.
USUAL = 30
# What a clock and the agent's own steps may take away from the time that was given.
SLACK = timedelta(seconds=2)


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.LOW, root=False)
def sigterm_not_handled(stopped: StoppedTasks, definitions: TaskDefinitions | Gap) -> Iterator[Sighting]:
    """A container does not end when it is told to, and is killed when its time is over.

    ## What it means
    ECS stops a container with SIGTERM and, when stopTimeout is over, with SIGKILL: exit code 137. It was ECS that
    stopped the task, for a deployment, for scaling or for a health check, and the container took no notice. It is no
    sign of too little memory. What was under way in the container is lost, and each deployment takes that much longer.

    ## Why it happens
    - The process with the number 1 is a shell: CMD in the form of a text starts `sh -c`, and a shell passes no signals
      on.
    - The application does not handle SIGTERM, and as process 1 it has no default for it.
    - It waits for requests that do not end: long polls, open sockets, a queue.

    ## What to do
    Use the form of a list for CMD (`CMD ["node", "server.js"]`), or `exec` in the start script, or a small init
    (`initProcessEnabled`). Let the application end what it has under way within stopTimeout, or raise stopTimeout.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html
    - https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example
    """
    seen: set[tuple[str, str]] = set()
    for task in stopped.tasks:
        definition = None if isinstance(definitions, Gap) else definitions.get(task.task_definition)
        for one in task.containers:
            key = (task.task_definition, one.name)
            if key not in seen and _was_killed(task, one, definition.container(one.name) if definition else None):
                seen.add(key)
                yield _sighting(task, one)


def _was_killed(task: Task, container: TaskContainer, definition: Container | None) -> bool:
    """ECS stopped the task, this container ended by SIGKILL, not for memory, and only when its time was over."""
    by_ecs = task.stop_code in STOPPED_BY_ECS and container.exit_code == KILLED
    if not by_ecs or container.out_of_memory or task.stopping_at is None:
        return False
    ended = task.ended_at or task.stopped_at
    given = (definition.stop_timeout if definition else None) or USUAL
    return ended is not None and ended - task.stopping_at >= timedelta(seconds=given) - SLACK


def _sighting(task: Task, container: TaskContainer) -> Sighting:
    took = (
        round(((task.ended_at or task.stopped_at or task.stopping_at) - task.stopping_at).total_seconds())
        if (task.stopping_at)
        else 0
    )
    step = Step(
        f"Let container {container.name} end on SIGTERM: CMD as a list, `exec` in its start script, or "
        "`linuxParameters.initProcessEnabled` true; or raise `stopTimeout` if it needs the time."
    )
    path = f"tasks[{task.id}]"
    return Sighting(
        subject=f"{task.task_definition}/{container.name}",
        summary=f"container {container.name} of {task.task_definition} ignores SIGTERM: {took} s after ECS began to "
        "stop it, it had to be killed (137, and not for memory)",
        because=(
            Citation("ecs:DescribeTasks", f"{path}.containers[{container.name}].exitCode", str(container.exit_code)),
            Citation("ecs:DescribeTasks", f"{path}.stoppedReason", task.stopped_reason),
        ),
        remedies=(Remedy(f"let {container.name} end when it is told to", Risk.MANUAL, Horizon.LATER, (step,)),),
    )

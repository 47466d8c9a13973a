"""out-of-memory: killed for what it used."""

from collections.abc import Iterator

from islive.facts.exits import Exit, Exits
from islive.facts.task_definitions import TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("container-exited",))
def out_of_memory(exits: Exits, definitions: TaskDefinitions | Gap) -> Iterator[Sighting]:
    """A container uses more memory than it may and is killed.

    ## What it means
    The kernel killed a process of the container because the container, or the task as a whole, had reached its memory
    limit. ECS says so with OutOfMemoryError; the exit code is mostly 137, and 0 or 1 where only a child process was
    killed. An exit code of 137 without that word is not this: then the task was stopped, and did not end in time.

    ## Why it happens
    - The new version needs more than the old one: more workers, larger models, bigger caches.
    - A container has a limit of its own (`memory`) below what the task has.
    - The application takes its size from the machine and not from its limit: an old JVM, a pool per processor.
    - It leaks: it starts well and dies after the same time.

    ## What to do
    Give the task or the container more memory to get the service up, in a new revision. On Fargate CPU and memory come
    in pairs. Then watch what it uses over a day: a leak uses whatever it is given.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    killed = [end for end in exits.exited if end.out_of_memory]
    for subject in dict.fromkeys(end.subject for end in killed):
        ours = [end for end in killed if end.subject == subject]
        yield _sighting(ours[0], len(ours), definitions)


def _sighting(end: Exit, many: int, definitions: TaskDefinitions | Gap) -> Sighting:
    name, revision = end.container.name, end.task.task_definition
    limit = _limit(end, definitions)
    return Sighting(
        subject=end.subject,
        summary=f"container {name} of {revision} needs more memory than it has: {limit or 'it reached its limit'}, and "
        f"it was killed in {many} task{'s'[: many != 1]} that ECS remembers",
        because=(Citation(*_reason(end)), *end.citations),
        remedies=(_more(name, revision, limit),),
    )


def _reason(end: Exit) -> tuple[str, str, str]:
    path = f"tasks[{end.task.id}].containers[{end.container.name}].reason"
    return "ecs:DescribeTasks", path, (end.container.reason or "")[:300]


def _limit(end: Exit, definitions: TaskDefinitions | Gap) -> str:
    """The limit that counts: the container's own, else what the whole task has."""
    if end.definition and end.definition.memory:
        return f"the container may use {end.definition.memory} MiB"
    definition = None if isinstance(definitions, Gap) else definitions.get(end.task.task_definition)
    return f"the task has {definition.memory} MiB in all" if definition and definition.memory else ""


def _more(name: str, revision: str, limit: str) -> Remedy:
    steps = (
        Step(f"Register a revision after {revision} with more memory{f' ({limit})' if limit else ''}, and deploy it."),
        Step(f"Then watch MemoryUtilization of {name} for a day: where it only climbs, it leaks."),
    )
    return Remedy(f"give {name} more memory", Risk.MANUAL, Horizon.NOW, steps)

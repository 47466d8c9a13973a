"""out-of-memory: killed for what it used."""

from collections.abc import Iterator

from islive.causes.task_sizes import next_size
from islive.facts.exits import Exit, Exits
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
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
    killed = [end for end in exits.exited if end.container.out_of_memory]
    for subject in dict.fromkeys(end.subject for end in killed):
        ours = [end for end in killed if end.subject == subject]
        yield _sighting(ours[0], len(ours), definitions)


def _sighting(end: Exit, many: int, definitions: TaskDefinitions | Gap) -> Sighting:
    name, revision = end.container.name, end.task.task_definition
    definition = None if isinstance(definitions, Gap) else definitions.get(revision)
    limit = _limit(end, definition)
    return Sighting(
        subject=end.subject,
        summary=f"container {name} of {revision} needs more memory than it has: {limit or 'it reached its limit'}, and "
        f"it was killed in {many} task{'s'[: many != 1]} that ECS remembers",
        because=tuple(sorted(end.citations, key=lambda one: not one.path.endswith(".reason"))),
        remedies=(_more(end, definition),),
    )


def _limit(end: Exit, definition: TaskDefinition | None) -> str:
    """The limit that counts: the container's own, else what the whole task has."""
    if end.definition and end.definition.memory:
        return f"the container may use {end.definition.memory} MiB"
    return f"the task has {definition.memory} MiB in all" if definition and definition.memory else ""


def _more(end: Exit, definition: TaskDefinition | None) -> Remedy:
    name, revision = end.container.name, end.task.task_definition
    steps = (
        Step(f"Register a revision after {revision} with {_size(end, definition)}, and deploy it."),
        Step(f"Then watch MemoryUtilization of {name} for a day: where it only climbs, it leaks."),
    )
    return Remedy(f"give {name} more memory", Risk.MANUAL, Horizon.NOW, steps)


def _size(end: Exit, definition: TaskDefinition | None) -> str:
    """What to give it: the container's own limit raised, or the next pair of CPU and memory that Fargate offers."""
    if end.definition and end.definition.memory:
        return f"a higher memory limit for container {end.container.name} (it has {end.definition.memory} MiB)"
    numbers = (definition.cpu or "", definition.memory or "") if definition else ("", "")
    pair = next_size(*map(int, numbers)) if all(one.isdecimal() for one in numbers) else None
    return f"more memory, such as cpu {pair[0]} and memory {pair[1]}" if pair else "more memory"

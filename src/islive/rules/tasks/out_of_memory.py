"""out-of-memory: killed for what it used."""

from collections.abc import Iterator

from islive.causes.task_sizes import next_size
from islive.facts.exits import Exit, Exits
from islive.facts.last_good import LastGood
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Edit, Remedy, Risk
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.correction import correct, correct_by_hand, within


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("container-exited",))
def out_of_memory(exits: Exits, definitions: TaskDefinitions | Gap, last: LastGood) -> Iterator[Sighting]:
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
        yield _sighting(ours[0], len(ours), definitions, last)


def _sighting(end: Exit, many: int, definitions: TaskDefinitions | Gap, last: LastGood) -> Sighting:
    name, revision = end.container.name, end.task.task_definition
    definition = None if isinstance(definitions, Gap) else definitions.get(revision)
    limit = _limit(end, definition)
    return Sighting(
        subject=end.subject,
        summary=f"container {name} of {revision} needs more memory than it has: {limit or 'it reached its limit'}, and "
        f"it was killed in {many} task{'s'[: many != 1]} that ECS remembers",
        because=tuple(sorted(end.citations, key=lambda one: not one.path.endswith(".reason"))),
        remedies=(_more(end, definition, last),),
    )


def _limit(end: Exit, definition: TaskDefinition | None) -> str:
    """The limit that counts: the container's own, else what the whole task has."""
    if end.definition and end.definition.memory:
        return f"the container may use {end.definition.memory} MiB"
    return f"the task has {definition.memory} MiB in all" if definition and definition.memory else ""


def _more(end: Exit, definition: TaskDefinition | None, last: LastGood) -> Remedy:
    """What the last good revision had, where that was more; else half as much again, where there is room for it."""
    title, revision = f"give {end.container.name} more memory", end.task.task_definition
    if definition is None:
        return correct_by_hand(title, revision, f"container {end.container.name} may use more memory")
    if edits := _as_before(end, definition, last):
        return correct(title, definition, last, *edits)
    if edits := _half_again(end, definition):
        return correct(title, definition, last, *edits, risk=Risk.DISRUPTIVE if last.on_fargate else Risk.MANUAL)
    return correct_by_hand(title, revision, f"the task has more memory than {definition.memory or 'now'}")


def _as_before(end: Exit, definition: TaskDefinition, last: LastGood) -> tuple[Edit, ...]:
    good, before = last.before(definition.name), last.container_before(definition.name, end.container.name)
    own, had = (end.definition.memory if end.definition else None), before.memory if before else None
    edits = _of_task(definition, good.cpu, good.memory) if good and _more_than(good.memory, definition.memory) else ()
    if own and before and (had is None or had > own):
        edits = (*edits, Edit(within(end.container.name, "memory"), had, own))
    return edits


def _more_than(memory: str | None, other: str | None) -> bool:
    known = [int(one) for one in (memory, other) if one and one.isdecimal()]
    return len(known) == len((memory, other)) and known[0] > known[1]


def _half_again(end: Exit, definition: TaskDefinition) -> tuple[Edit, ...]:
    """The limit that counts raised by half; of a task on Fargate the next pair of CPU and memory that it offers."""
    own = end.definition.memory if end.definition else None
    if own:
        more = own + own // 2
        room = int(definition.memory) if definition.memory and definition.memory.isdecimal() else more
        return (Edit(within(end.container.name, "memory"), more, own),) if more <= room else ()
    numbers = (definition.cpu or "", definition.memory or "")
    pair = next_size(*map(int, numbers)) if all(one.isdecimal() for one in numbers) else None
    return _of_task(definition, str(pair[0]), str(pair[1])) if pair else ()


def _of_task(definition: TaskDefinition, cpu: str | None, memory: str | None) -> tuple[Edit, ...]:
    found = (("cpu", cpu, definition.cpu), ("memory", memory, definition.memory))
    return tuple(Edit(path, value, was) for path, value, was in found if value and value != was)

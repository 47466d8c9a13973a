"""heap-exhausted: the language's own limit, not the container's."""

from collections.abc import Iterator

from islive.causes.log_words import Said
from islive.causes.log_words import heap_exhausted as find
from islive.facts.exits import Exit, Exits
from islive.facts.task_logs import TaskLogs
from islive.model.finding import Severity, Sighting
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.correction import correct_by_hand
from islive.rules.log_quotes import log_quote

SETTINGS = {"Node": "--max-old-space-size (in NODE_OPTIONS)", "Java": "-XX:MaxRAMPercentage (in JAVA_TOOL_OPTIONS)"}

# Of Java a share, of Node a number of MiB: three quarters, the rest is for what is no heap.
VALUES = {"Node": "--max-old-space-size={MIB}", "Java": "-XX:MaxRAMPercentage=75"}


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("container-exited",))
def heap_exhausted(exits: Exits, logs: TaskLogs) -> Iterator[Sighting]:
    """The application reaches the memory limit of its own language runtime, not that of its container.

    ## What it means
    Node and the JVM give themselves a limit for their heap. The application reached it and was ended by its runtime,
    while the container may still have had memory left. ECS knows nothing of it: it sees an exit code, mostly 134 for
    Node and 1 or 3 for Java, and no OutOfMemoryError of its own.

    ## Why it happens
    - The task was given more memory, and the runtime was not told.
    - The heap limit follows from the memory that the runtime sees, and that is small.
    - The application leaks, or holds a large data set.

    ## What to do
    Set the heap to about three quarters of the container's memory, and leave the rest to threads, buffers and native
    code. If it only dies later then, it leaks.

    ## References
    - https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib
    - https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html
    """
    for end in exits.each:
        said = find(logs.lines(end))
        if said is not None and not end.container.out_of_memory:
            yield _sighting(end, said)


def _sighting(end: Exit, said: Said) -> Sighting:
    name, setting = end.container.name, SETTINGS.get(said.kind, "its setting")
    memory = end.definition.memory if end.definition else None
    value = VALUES.get(said.kind, "three quarters of the container's memory").format(
        MIB=memory * 3 // 4 if memory else "MIB"
    )
    revision = end.task.task_definition
    remedy = correct_by_hand(f"raise the heap limit of {name}", revision, f"{setting} of container {name} is `{value}`")
    return Sighting(
        subject=end.subject,
        summary=f"{said.kind}'s own heap limit ended container {name} of {end.task.task_definition}: {said.name}, and "
        "no OutOfMemoryError of ECS",
        because=(log_quote(said.line), *end.citations),
        remedies=(remedy,),
    )

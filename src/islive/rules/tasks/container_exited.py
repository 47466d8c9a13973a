"""container-exited: the application starts, and ends."""

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import shorten

from islive.causes.exits import exit_meaning
from islive.causes.log_words import last_words
from islive.facts.exits import Exit, Exits
from islive.facts.service import Service
from islive.facts.task_logs import TaskLogs
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.log_quotes import log_quote, tail_command


@rule(
    stage=Stage.TASKS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("deployment-stuck", "deployment-rolled-back", "deployment-stalled", "tasks-keep-ending"),
)
def container_exited(service: Service, exits: Exits, logs: TaskLogs | Gap) -> Iterator[Sighting]:
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
    - Where a sidecar ended, the application is not at fault: ECS stops all containers of a task when one that is
      essential ends.

    ## What to do
    Read the last lines of the container's log; the exit code alone is no cause. Then try the image with the same
    command and the same settings outside of ECS.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
    """
    for ours in (True, False):
        ends = [one for one in exits.exited if (one.task.deployment == service.primary.id) is ours]
        yield from _sightings(service, ends, None if isinstance(logs, Gap) else logs)


def _sightings(service: Service, ends: Sequence[Exit], logs: TaskLogs | None) -> Iterator[Sighting]:
    """One per container and exit code, told by its newest task."""
    times = Counter((end.container.name, end.container.exit_code) for end in ends)
    for (name, code), many in sorted(times.items()):
        end = next(one for one in ends if (one.container.name, one.container.exit_code) == (name, code))
        words = last_words(logs.lines(end)) if logs else None
        said = words or end.container.reason
        tail = f"; {'its log ends: ' if words else ''}{shorten(said, 120, placeholder=' …')}" if said else ""
        yield Sighting(
            subject=end.subject,
            summary=f"container {name} of {end.task.task_definition} exits with code {code}: {_meaning(end)}, in "
            f"{many} of {len(ends)} tasks that ECS remembers{_beside(service, end)}{tail}",
            because=(*end.citations, *((log_quote(words),) if words else ())),
            remedies=(_read_log(end),),
        )


def _meaning(end: Exit) -> str:
    return (
        "it used more memory than it may" if end.container.out_of_memory else exit_meaning(end.container.exit_code or 0)
    )


def _beside(service: Service, end: Exit) -> str:
    """That it is a sidecar: the load balancer leads to another container of the task."""
    serving = {attachment.container for attachment in service.attachments}
    if not serving or end.container.name in serving or len(end.task.containers) == 1:
        return ""
    return f"; it is a sidecar, and {', '.join(sorted(serving))} was stopped with it"


def _read_log(end: Exit) -> Remedy:
    name, command = end.container.name, tail_command(end)
    says = f"Read the last lines of {name} in task {end.task.id} (`{command}`), and mend what its last error names."
    return Remedy(f"read the log of container {name}", Risk.MANUAL, Horizon.NOW, (Step(says),))

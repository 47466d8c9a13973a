"""Which revisions' programs ended, and which of them the kernel would not execute (derived)."""

from dataclasses import dataclass

from islive.facts.exits import Exits
from islive.facts.task_logs import TaskLogs
from islive.model.collector import collects
from islive.model.evidence import Gap

# What Linux says of a program for another processor (ENOEXEC), as the container runtime writes it into the log.
FORMAT_ERROR = "exec format error"


@dataclass(frozen=True, slots=True)
class EndedPrograms:
    """Task definitions by name: those of which a container ended, newest first, and those that were `refused`."""

    revisions: tuple[str, ...] = ()
    refused: frozenset[str] = frozenset()


@collects()
def collect(exits: Exits, logs: TaskLogs | Gap) -> EndedPrograms:
    """Put together from the exits and their logs; nothing is asked."""
    ended = exits.exited
    lines = {one.task.arn: () if isinstance(logs, Gap) else logs.lines(one) for one in ended}
    refused = (one for one in ended if any(FORMAT_ERROR in line for line in lines[one.task.arn]))
    return EndedPrograms(
        tuple(dict.fromkeys(one.task.task_definition for one in ended)),
        frozenset(one.task.task_definition for one in refused),
    )

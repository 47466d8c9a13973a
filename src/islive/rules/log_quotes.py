"""A container's log in a report: its lines quoted, and where to read the rest."""

from islive.facts.exits import Exit
from islive.facts.task_logs import stream_of
from islive.model.citation import Citation

LONGEST = 300


def log_quote(line: str) -> Citation:
    """One line of a log, as it was written (the door has taken out what looks like a secret)."""
    return Citation("logs:GetLogEvents", "events[].message", line.strip()[:LONGEST])


def tail_command(end: Exit) -> str:
    """The command that shows the log of that container."""
    stream = stream_of(end)
    group = end.definition.log_group if end.definition else None
    if stream is not None:
        return f"aws logs tail {stream[0]} --log-stream-names {stream[1]}"
    return f"aws logs tail {group or 'GROUP'} --since 1h"

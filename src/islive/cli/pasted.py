"""What is given on stdin: a paste, a pipe, or nothing; and a word about it while it is waited for."""

import os
import stat
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager

# A log beyond that is not read whole.
MOST_BYTES = 20_000_000
# So many seconds a program may take before anybody wonders.
PATIENCE = 1.0
PASTE = "paste the message, then press Ctrl-D on a line of its own"
OPEN = "reading stdin, which is still open; end it, or give the message as words: islive explain 'MESSAGE'"


def is_offered() -> bool:
    """Whether something is piped in, be it empty; a terminal and /dev/null offer nothing by themselves."""
    try:
        kind = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):
        # There is no stdin, or none of the system.
        return sys.stdin is not None and not sys.stdin.closed
    return not stat.S_ISCHR(kind)


def piped() -> str | None:
    """All that is pasted or piped in; says on stderr what it waits for. None where nothing can be read."""
    try:
        with _told_of_waiting():
            return sys.stdin.buffer.read(MOST_BYTES).decode(errors="replace")
    except (AttributeError, OSError):
        # Nothing is there to be read: closed, or a terminal that is gone.
        return None


def tell_of_lines(shape: str) -> None:
    """Tell who types at a terminal which lines are read."""
    if sys.stdin is not None and sys.stdin.isatty():
        _tell(f"reading lines {shape} until Ctrl-D")


@contextmanager
def _told_of_waiting() -> Generator[None]:
    """At a terminal at once, of a pipe when it does not end."""
    patient = threading.Timer(0 if sys.stdin.isatty() else PATIENCE, _tell, [PASTE if sys.stdin.isatty() else OPEN])
    patient.daemon = True
    patient.start()
    try:
        yield
    finally:
        patient.cancel()


def _tell(what: str) -> None:
    print(f"islive: {what}", file=sys.stderr, flush=True)

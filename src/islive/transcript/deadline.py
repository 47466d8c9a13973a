"""A question that is not answered in time is given up, even where nothing underneath knows a timeout."""

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from islive.model.doors import Refused

T = TypeVar("T")


def within(seconds: float, operation: str, ask: Callable[[], T]) -> T:
    """What `ask` returns or refuses, if it does so in time. Raises Refused (TimedOut) otherwise.

    A late thread is left to end by itself; it is a daemon, so that it never keeps the process alive.
    """
    landed: queue.SimpleQueue[tuple[T] | Refused] = queue.SimpleQueue()
    threading.Thread(target=_run, args=(ask, landed), name=operation, daemon=True).start()
    try:
        said = landed.get(timeout=seconds)
    except queue.Empty:
        raise Refused(operation, "TimedOut", f"no answer within {seconds:g} s") from None
    if isinstance(said, Refused):
        raise said
    return said[0]


def _run(ask: Callable[[], T], landed: "queue.SimpleQueue[tuple[T] | Refused]") -> None:
    try:
        landed.put((ask(),))
    except Refused as refused:
        landed.put(refused)

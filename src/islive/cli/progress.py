"""One line on stderr while a look takes longer than a second, on a screen only; it is gone afterwards."""

import os
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

PATIENCE = 1.0
TICK = 0.25


@contextmanager
def progress(questions: Callable[[], int]) -> Generator[None]:
    """Show how many questions have been asked, and for how long, as long as the block runs."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb" or os.environ.get("NO_COLOR"):
        yield
        return
    done = threading.Event()
    line = threading.Thread(target=_draw, args=(questions, done, time.monotonic()), daemon=True)
    line.start()
    try:
        yield
    finally:
        done.set()
        line.join()


def _draw(questions: Callable[[], int], done: threading.Event, since: float) -> None:
    if done.wait(PATIENCE):
        return
    while not done.wait(TICK):
        sys.stderr.write(f"\r{questions()} questions asked, {time.monotonic() - since:.0f} s\x1b[K")
        sys.stderr.flush()
    sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()

"""What is said last when somebody presses Ctrl-C: nothing was changed, what goes on without us, and how to go on."""

import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

INTERRUPTED = 130

_PARTING: list[Callable[[], Iterable[str]]] = []


@contextmanager
def parting(words: Callable[[], Iterable[str]]) -> Generator[None]:
    """Have these lines said if it is interrupted inside the block."""
    _PARTING.append(words)
    interrupted = False
    try:
        yield
    except KeyboardInterrupt:
        interrupted = True
        raise
    finally:
        if not interrupted:
            _PARTING.remove(words)


def say_interrupted() -> int:
    """Say it, and return the exit code."""
    lines = [line for words in _PARTING for line in words()]
    _PARTING.clear()
    print("islive: interrupted; nothing was changed", file=sys.stderr)
    for line in lines:
        print(f"  {line}", file=sys.stderr)
    return INTERRUPTED

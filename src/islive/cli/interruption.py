"""What is said last when somebody presses Ctrl-C: what was changed, what goes on without us, and how to go on."""

import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

INTERRUPTED = 130

Words = Callable[[], Iterable[str]]

_PARTING: list[Words] = []
_CHANGING: list[Words] = []


@contextmanager
def parting(words: Words, *, changing: bool = False) -> Generator[None]:
    """Have these lines said if it is interrupted inside the block, which may be `changing` something."""
    _PARTING.append(words)
    _CHANGING.extend([words] if changing else [])
    interrupted = False
    try:
        yield
    except KeyboardInterrupt:
        interrupted = True
        raise
    finally:
        if not interrupted:
            _PARTING.remove(words)
            _CHANGING[:] = [one for one in _CHANGING if one is not words]


def say_interrupted() -> int:
    """Say it, and return the exit code. The lines may hold what AWS says."""
    from islive.render.drawing.safe import escaped

    lines = [line for words in _PARTING for line in words()]
    changed = bool(_CHANGING)
    _PARTING.clear()
    _CHANGING.clear()
    print("islive: interrupted" if changed else "islive: interrupted; nothing was changed", file=sys.stderr)
    for line in lines:
        print(f"  {escaped(line)}", file=sys.stderr)
    return INTERRUPTED

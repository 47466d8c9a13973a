"""One watch for each memory: two would both believe that the other has not told it yet."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from islive.model.errors import UserError


@contextmanager
def alone(file: Path) -> Generator[None]:
    """Hold the lock, which ends with the process, however that ends. Raises UserError where it cannot be had."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as closed:
        raise UserError(f"{file} cannot be written: {closed.strerror}", "set ISLIVE_STORE to another file") from closed
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            who = os.read(handle, 20).decode(errors="replace").strip() or "another process"
            raise UserError(
                f"another watch is at work with this memory (process {who})", "stop it, or set ISLIVE_STORE"
            ) from held
        os.truncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)

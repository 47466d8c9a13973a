"""What is wrong with a database, in one sentence and with the way on."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from islive.model.store import StoreTrouble

# What SQLite says (https://www.sqlite.org/rescode.html), what that means, and what to do.
SAID = (
    ("locked", "is locked by another process", "try again when that one is done"),
    ("disk is full", "is full: there is no room to write", "make room, or move it with ISLIVE_STORE"),
    ("readonly", "may not be written", "make it and its folder writable, or move it with ISLIVE_STORE"),
    ("unable to open", "cannot be opened", "make its folder readable and writable, or move it with ISLIVE_STORE"),
    ("not a database", "is no database", "move it away; islive makes a new one"),
    ("malformed", "is damaged", "move it away; islive makes a new one"),
    ("disk i/o error", "cannot be read or written: the disk failed, or there is no room", "look at the disk"),
)


@contextmanager
def named(place: str) -> Generator[None]:
    """Say what is wrong in our words. Raises StoreTrouble."""
    try:
        yield
    except DBAPIError as error:
        raise trouble(place, str(error.orig)) from error
    except SQLAlchemyError as error:
        raise trouble(place, str(error)) from error
    except OSError as error:
        raise StoreTrouble(
            f"the memory {place} cannot be used: {error.strerror}", "move it with ISLIVE_STORE"
        ) from error


def trouble(place: str, said: str) -> StoreTrouble:
    """What the database said of itself."""
    for words, means, hint in SAID:
        if words in said.lower():
            return StoreTrouble(f"the memory {place} {means}", hint)
    return StoreTrouble(f"the memory {place} cannot be used: {said.splitlines()[0]}", "move it with ISLIVE_STORE")

"""The guard around a rule or a collector: one that crashes is not assessed, it does not take the answer with it."""

from collections.abc import Callable
from typing import TypeVar

from islive.model.doors import Refused
from islive.model.errors import UserError

T = TypeVar("T")


def guarded(name: str, run: Callable[[], T], *, raising: bool) -> T:
    """Run it; a crash becomes a refusal (`Crashed`), or goes through where `raising` asks for that, as tests do."""
    try:
        return run()
    except (Refused, UserError):
        raise
    except Exception as crash:
        if raising:
            raise
        raise Refused(name, "Crashed", f"{type(crash).__name__} inside islive") from crash

"""Feature checks: what the application itself says works, asked outside of every request and for a limited time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

CHECKS: dict[str, Callable[[], object]] = {}
# A check that never returns is asked once, holds one thread, and is not well.
ASKING: dict[str, threading.Thread] = {}
SAID: dict[str, dict[str, Any]] = {}


def feature(name: str, check: Callable[[], object] | None = None) -> Callable[..., Any]:
    """Register a check, as `feature("payments", fn)` or as a decorator `@feature("payments")`.

    A feature is well unless its check raises, takes too long, or returns something false other than None.
    """
    if check is None:
        return lambda decorated: feature(name, decorated)
    CHECKS[name] = check
    return check


def ask(limit: float) -> dict[str, dict[str, Any]]:
    """Name -> `ok`, and `error` where it is not; after at most `limit` seconds."""
    deadline = time.monotonic() + limit
    for name, check in list(CHECKS.items()):
        if name not in ASKING or not ASKING[name].is_alive():
            ASKING[name] = threading.Thread(target=_ask, args=(name, check), daemon=True)
            ASKING[name].start()
    for thread in ASKING.values():
        thread.join(max(0.0, deadline - time.monotonic()))
    late = {name: {"ok": False, "error": "TimedOut"} for name, thread in ASKING.items() if thread.is_alive()}
    return {**SAID, **late}


def _ask(name: str, check: Callable[[], object]) -> None:
    try:
        said: Any = check()
        if hasattr(said, "__await__"):
            import asyncio

            said = asyncio.run(said)
        error = {} if said is None or said else {"error": "False"}
    except BaseException as raised:  # noqa: BLE001 - whatever a check does, the application goes on
        # The kind alone: the text may hold a password or an address.
        error = {"error": type(raised).__name__}
    SAID[name] = {"ok": not error, **error}

"""Feature checks: what the application itself says works, asked outside of every request and for a limited time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

Check = Callable[[], object]

CHECKS: dict[str, Check] = {}


def feature(name: str, check: Check | None = None) -> Callable[..., Any]:
    """Register a check, as `feature("payments", fn)` or as a decorator `@feature("payments")`.

    A feature is well unless its check raises, takes too long, or returns something false other than None.
    """
    if check is None:
        return lambda decorated: feature(name, decorated)
    CHECKS[name] = check
    return check


class Features:
    """Asks the checks. One that never returns is asked once, holds one thread, and is not well."""

    def __init__(self) -> None:
        self._asking: dict[str, threading.Thread] = {}
        self._said: dict[str, dict[str, Any]] = {}

    def ask(self, limit: float) -> dict[str, dict[str, Any]]:
        """Name -> `ok`, and `error` where it is not; after at most `limit` seconds."""
        deadline = time.monotonic() + limit
        for name, check in list(CHECKS.items()):
            if name not in self._asking or not self._asking[name].is_alive():
                self._asking[name] = threading.Thread(target=self._ask, args=(name, check), daemon=True)
                self._asking[name].start()
        for thread in self._asking.values():
            thread.join(max(0.0, deadline - time.monotonic()))
        late = {"ok": False, "error": "TimedOut"}
        return {name: late if thread.is_alive() else self._said[name] for name, thread in self._asking.items()}

    def _ask(self, name: str, check: Check) -> None:
        try:
            said: Any = check()
            if hasattr(said, "__await__"):
                import asyncio

                said = asyncio.run(said)
            error = {} if said is None or said else {"error": "False"}
        except BaseException as raised:  # noqa: BLE001 - whatever a check does, the application goes on
            # The kind alone: the text may hold a password or an address.
            error = {"error": type(raised).__name__}
        self._said[name] = {"ok": not error, **error}

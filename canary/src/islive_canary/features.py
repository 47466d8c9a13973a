"""Feature checks: what the application itself says works, asked outside of every request and for a limited time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar, overload

Check = TypeVar("Check", bound=Callable[[], object])

_CHECKS: dict[str, Callable[[], object]] = {}


@overload
def feature(name: str) -> Callable[[Check], Check]: ...
@overload
def feature(name: str, check: Check) -> Check: ...
def feature(name: str, check: Callable[[], object] | None = None) -> Any:
    """Register a check, as `feature("payments", fn)` or as a decorator `@feature("payments")`.

    A feature is well unless its check raises, takes too long, or returns something false other than None.
    """
    if check is None:
        return lambda decorated: feature(name, decorated)
    _CHECKS[name] = check
    return check


class Features:
    """Asks the checks. One that never returns is asked once, holds one thread, and is not well."""

    def __init__(self) -> None:
        self._asking: dict[str, threading.Thread] = {}
        self._said: dict[str, dict[str, Any]] = {}

    def ask(self, limit: float) -> dict[str, dict[str, Any]]:
        """Name -> `ok`, `seconds`, and `error` where it is not; after at most `limit` seconds."""
        deadline, started = time.monotonic() + limit, list(_CHECKS.items())
        for name, check in started:
            if name not in self._asking or not self._asking[name].is_alive():
                self._asking[name] = threading.Thread(target=self._ask, args=(name, check), daemon=True)
                self._asking[name].start()
        for name, _ in started:
            self._asking[name].join(max(0.0, deadline - time.monotonic()))
        late = {"ok": False, "seconds": limit, "error": "TimedOut"}
        return {name: late if self._asking[name].is_alive() else self._said[name] for name, _ in started}

    def _ask(self, name: str, check: Callable[[], object]) -> None:
        began, error = time.monotonic(), None
        try:
            said: Any = check()
            if hasattr(said, "__await__"):
                import asyncio

                said = asyncio.run(_waited(said))
            error = None if said is None or said else "False"
        except BaseException as raised:  # noqa: BLE001 - whatever a check does, the application goes on
            # The kind alone: the text may hold a password or an address.
            error = type(raised).__name__
        self._said[name] = {"ok": error is None, "seconds": round(time.monotonic() - began, 3)}
        if error is not None:
            self._said[name]["error"] = error


async def _waited(said: Any) -> Any:
    return await said

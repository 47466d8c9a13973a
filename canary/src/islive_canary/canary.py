"""The canary: it looks in a thread of its own, and answers from what it has seen."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
ENDPOINT = "ECS_CONTAINER_METADATA_URI_V4"

# Feature checks, one registry for the process: those that the application has, what each said last, and who asks it.
CHECKS: dict[str, Callable[[], object]] = {}
SAID: dict[str, dict[str, Any]] = {}
ASKING: dict[str, threading.Thread] = {}


class Canary:
    """One for each application. What is not given comes from the manifest, then from the environment.

    In seconds: `delay` before the first look, `every` between two, `limit` for all feature checks together.
    APP_VERSION, GIT_COMMIT, CANARY_KEY and CANARY_MANIFEST are the variables.
    """

    def __init__(  # noqa: PLR0913 - each is an option of whoever installs it
        self, *, version: str | None = None, commit: str | None = None, path: str = "/deployment-canary",
        key: str | None = None, manifest: str | None = None, delay: float = 1, every: float = 30, limit: float = 2,
    ) -> None:  # fmt: skip
        self.path, self._pid = f"/{path.lstrip('/')}", 0
        self._key = os.fsencode(key or os.environ.get("CANARY_KEY") or "")
        self._file = manifest or os.environ.get("CANARY_MANIFEST") or "canary-manifest.json"
        self._delay, self._every, self._limit = delay, every, limit
        self._since, self._at_start = time.time(), frozenset(sys.modules)
        self._given = {name: value for name, value in (("version", version), ("commit", commit)) if value}
        variables = {"version": os.environ.get("APP_VERSION"), "commit": os.environ.get("GIT_COMMIT")}
        pending = {what: {"state": "pending"} for what in ("manifest", "metadata", "code")}
        self._seen: dict[str, Any] = {**variables, **self._given, **pending, "features": {}}
        self._loaded: Any = None
        self.takes("", "")

    def takes(self, method: str, path: str) -> bool:
        """Whether a request is the canary's. With its first request, a forked worker begins to look."""
        if self._pid != os.getpid():
            self._pid = os.getpid()
            # A worker's own: the lock of an old one may have been held while the process forked.
            self.looked = threading.Event()
            # No more threads, or Python is going down: the answer goes on saying "pending".
            with suppress(RuntimeError):
                threading.Thread(target=self._look, name="islive-canary", daemon=True).start()
        return path == self.path and method in {"GET", "HEAD"}

    def answer(self, method: str, query: str) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers and body; from memory, and without ever raising."""
        headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        try:
            body, status = self._document(query), "200 OK"
            if self._key:
                import hmac

                headers.append(("Canary-Signature", "sha256=" + hmac.new(self._key, body, "sha256").hexdigest()))
        except Exception:  # noqa: BLE001 - it never raises into the application
            body, status = b"{}", "500 Internal Server Error"
        return status, [*headers, ("Content-Length", str(len(body)))], b"" if method == "HEAD" else body

    def _look(self) -> None:
        """Look for as long as the process lives. What this takes to import must not delay the application's start."""
        time.sleep(self._delay)
        from islive_canary.loaded import Loaded

        self._loaded = loaded = self._loaded or Loaded(self._since, self._at_start)
        looks = {"manifest": lambda: {**loaded.read(self._file), **self._given}, "metadata": _metadata}
        looks.update(code=loaded.look, checks=lambda: {"features": ask(self._limit), "looked_at": _moment(time.time())})
        while True:
            # Neither the build's manifest nor the task becomes another one.
            for what in [what for what in looks if self._seen.get(what) != {"state": "read"}]:
                try:
                    said = looks[what]()
                except Exception as error:  # noqa: BLE001 - the kind alone: a text may hold what is nobody's business
                    said = {what: {"state": "failed", "why": type(error).__name__}}
                self._seen = {**self._seen, **said}
            self.looked.set()
            time.sleep(self._every)

    def _document(self, query: str) -> bytes:
        nonce = re.search(r"(?:^|&)nonce=([A-Za-z0-9_-]{1,64})(?:&|$)", query)
        said = {
            "canary": 1,
            **self._seen,
            "process": {"pid": os.getpid(), "started_at": _moment(_process_start(self._since))},
            "time": _moment(time.time()),
            "nonce": nonce and nonce[1],
        }
        return json.dumps(said).encode()


def beacon(**options: Any) -> None:
    """For workers that nobody asks: one line in the log, a moment after the start; options are those of Canary."""
    threading.Thread(target=_say, args=(Canary(**options),), daemon=True).start()


def _say(canary: Canary) -> None:
    canary.looked.wait()
    with suppress(Exception):
        print(canary.answer("GET", "")[2].decode(), flush=True)  # noqa: T201 - the log of a task is its output


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
    # A check that never returns is asked once, holds one thread, and is not well.
    for name in CHECKS.keys() - {name for name, thread in ASKING.items() if thread.is_alive()}:
        SAID[name] = {"ok": False, "error": "TimedOut"}
        ASKING[name] = threading.Thread(target=_ask, args=(name,), daemon=True)
        ASKING[name].start()
    for thread in ASKING.values():
        thread.join(max(0.0, deadline - time.monotonic()))
    return dict(SAID)


def _ask(name: str) -> None:
    try:
        said: Any = CHECKS[name]()
        if hasattr(said, "__await__"):
            import asyncio

            said = asyncio.run(said)
        error = {} if said is None or said else {"error": "False"}
    except BaseException as raised:  # noqa: BLE001 - whatever a check does, the application goes on
        # The kind alone: the text may hold a password or an address.
        error = {"error": type(raised).__name__}
    SAID[name] = {"ok": not error, **error}


def _metadata() -> dict[str, Any]:
    """`image_id` is the manifest's digest on Fargate, the configuration's on an instance with classic Docker."""
    from urllib.request import ProxyHandler, build_opener

    if not (address := os.environ.get(ENDPOINT)):
        return {"metadata": {"state": "absent", "why": f"{ENDPOINT} is not set"}}
    # Directly: the proxy that the application is set up with is not for this.
    opened = build_opener(ProxyHandler({})).open
    with opened(address, timeout=2.0) as container, opened(f"{address}/task", timeout=2.0) as task:
        own, whole = json.load(container), json.load(task)
    names = {"arn": whole["TaskARN"], "family": whole["Family"], "revision": str(whole["Revision"])}
    return {"metadata": {"state": "read"}, "image_id": own["ImageID"], "task": {**names, "container": own["Name"]}}


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _process_start(otherwise: float) -> float:
    """When this process began (Unix time), where Linux says it."""
    with suppress(OSError, ValueError, IndexError, AttributeError), open("/proc/self/stat", "rb") as file:
        ticks = int(file.read().rpartition(b")")[2].split()[19])
        return time.time() - (time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK"))
    return otherwise

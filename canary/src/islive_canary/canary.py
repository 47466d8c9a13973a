"""The canary: it looks in a thread of its own, and answers from what it has seen."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from islive_canary import features

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
ENDPOINT = "ECS_CONTAINER_METADATA_URI_V4"


class Canary:
    """One for each application. What is not given comes from the manifest, then from the environment.

    In seconds: `delay` before the first look, `every` between two, `limit` for all feature checks together. `says` is
    handed the answer once, as one line, after the first look. APP_VERSION, GIT_COMMIT, CANARY_KEY and CANARY_MANIFEST
    are the variables.
    """

    def __init__(  # noqa: PLR0913 - each is an option of whoever installs it
        self, *, version: str | None = None, commit: str | None = None, path: str = "/deployment-canary",
        key: str | None = None, manifest: str | None = None,
        delay: float = 1.0, every: float = 30.0, limit: float = 2.0, says: Callable[[str], object] | None = None,
    ) -> None:  # fmt: skip
        self.path, self._pid = f"/{path.lstrip('/')}", 0
        self._version, self._commit = version, commit
        self._key = os.fsencode(key or os.environ.get("CANARY_KEY") or "")
        self._file = manifest or os.environ.get("CANARY_MANIFEST") or "canary-manifest.json"
        self._delay, self._every, self._limit, self._says = delay, every, limit, says
        self._since, self._at_start = time.time(), frozenset(sys.modules)
        self._manifest: Any = None
        pending = {what: {"state": "pending"} for what in ("manifest", "metadata", "code")}
        self._seen: dict[str, Any] = {**pending, "features": {}}
        self.takes("", "")

    def takes(self, method: str, path: str) -> bool:
        """Whether a request is the canary's. With its first request, a forked worker begins to look."""
        if self._pid != os.getpid():
            self._pid = os.getpid()
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

        loaded = Loaded(self._since, self._at_start)
        looks: dict[str, Any] = {"manifest": self._read_manifest, "metadata": self._read_metadata}
        looks["code"] = lambda: {"code": loaded.look(self._manifest)}
        looks["checks"] = lambda: {"features": features.ask(self._limit)}
        while True:
            for what, look in looks.items():
                try:
                    said = look()
                except Exception as error:  # noqa: BLE001 - the kind alone: a text may hold what is nobody's business
                    said = {what: {"state": "failed", "why": type(error).__name__}}
                self._seen = {**self._seen, **said}
            self._seen = {**self._seen, "looked_at": _moment(time.time())}
            if self._says:
                self._says, says = None, self._says
                with suppress(Exception):
                    says(self._document("").decode())
            time.sleep(self._every)

    def _read_manifest(self) -> dict[str, Any]:
        from islive_canary.loaded import Manifest

        if self._manifest is None and not os.path.exists(self._file):
            return {"manifest": {"state": "absent", "why": f"there is no {self._file}"}}
        self._manifest = self._manifest or Manifest(self._file)
        return {"manifest": {"state": "read"}}

    def _read_metadata(self) -> dict[str, Any]:
        """`image_id` is the manifest's digest on Fargate, the configuration's on an instance with classic Docker."""
        if not (address := os.environ.get(ENDPOINT)):
            return {"metadata": {"state": "absent", "why": f"{ENDPOINT} is not set"}}
        if self._seen["metadata"]["state"] == "read":
            return {}
        container, task = _get(address), _get(f"{address}/task")
        names = {"arn": task["TaskARN"], "family": task["Family"], "revision": str(task["Revision"])}
        names["container"] = container["Name"]
        return {"metadata": {"state": "read"}, "image_id": container["ImageID"], "task": names}

    def _document(self, query: str) -> bytes:
        import json
        import re

        built = self._manifest.said if self._manifest else {}
        nonce = re.search(r"(?:^|&)nonce=([A-Za-z0-9_-]{1,64})(?:&|$)", query)
        said = {
            "canary": 1,
            "version": self._version or built.get("version") or os.environ.get("APP_VERSION"),
            "commit": self._commit or built.get("commit") or os.environ.get("GIT_COMMIT"),
            "process": {"pid": os.getpid(), "started_at": _moment(_process_start(self._since))},
            **self._seen,
            "time": _moment(time.time()),
            "nonce": nonce and nonce[1],
        }
        return json.dumps(said).encode()


def beacon(**options: Any) -> None:
    """For workers that nobody asks: one line in the log, a moment after the start; options are those of Canary."""
    Canary(**options, says=lambda line: print(line, flush=True))  # noqa: T201 - the log of a task is its output


def _get(address: str) -> dict[str, Any]:
    """Ask directly: the proxy that the application is set up with is not for this."""
    import json
    from urllib.request import ProxyHandler, build_opener

    with build_opener(ProxyHandler({})).open(address, timeout=2.0) as answer:
        return dict(json.load(answer))


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _process_start(otherwise: float) -> float:
    """When this process began (Unix time), where Linux says it."""
    with suppress(OSError, ValueError, IndexError, AttributeError), open("/proc/self/stat", "rb") as file:
        ticks = int(file.read().rpartition(b")")[2].split()[19])
        return time.time() - (time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK"))
    return otherwise

"""The canary: it looks in a thread of its own, and answers from what it has seen."""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from islive_canary import ecs, manifest
from islive_canary.features import Features
from islive_canary.loaded import Loaded
from islive_canary.manifest import Manifest
from islive_canary.signature import HEADER, moment, sign

METHODS = frozenset({"GET", "HEAD"})
NONCE = re.compile(r"(?:^|&)nonce=([A-Za-z0-9_-]{1,64})(?:&|$)")
IMPORTED = time.time()


class Canary:
    """One for each application. What is not given comes from the manifest, then from the environment.

    `every` is the time between two looks, `limit` the time for all feature checks together, both in seconds.
    APP_VERSION, GIT_COMMIT, CANARY_KEY and CANARY_MANIFEST are the variables.
    """

    def __init__(
        self,
        *,
        version: str | None = None,
        commit: str | None = None,
        path: str = "/deployment-canary",
        key: str | bytes | None = None,
        manifest_file: str | None = None,
        every: float = 30.0,
        limit: float = 2.0,
    ) -> None:
        self.path, self._every, self._limit = f"/{path.lstrip('/')}", every, limit
        self._given = {"version": version, "commit": commit}
        secret = key or os.environ.get("CANARY_KEY") or b""
        self._key = secret.encode() if isinstance(secret, str) else secret
        self._file = manifest_file or os.environ.get("CANARY_MANIFEST")
        self._manifest: Manifest | None = None
        self._loaded, self._features = Loaded(), Features()
        self._seen: dict[str, Any] = {"metadata": "pending", "code": {"state": "pending"}, "features": {}}
        self.pid = 0
        self.start()

    def start(self) -> None:
        """Look from a thread of this process; a forked worker has none until its first request."""
        self.pid, self._wake = os.getpid(), threading.Event()
        # No more threads, or Python is going down: the answer goes on saying "pending".
        with contextlib.suppress(RuntimeError):
            threading.Thread(target=self._run, name="islive-canary", daemon=True).start()

    def takes(self, method: str, path: str) -> bool:
        """Whether a request is the canary's. With its first request, a forked worker begins to look."""
        if self.pid != os.getpid():
            self.start()
        return path == self.path and method in METHODS

    def answer(self, method: str, query: str) -> tuple[int, list[tuple[str, str]], bytes]:
        """Status, headers and body; from memory, and without ever raising."""
        headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        try:
            asked = NONCE.search(query)
            said = {**self._document(), "nonce": asked.group(1) if asked else None}
            body = json.dumps(said, default=str).encode()
            signed = [(HEADER, sign(self._key, body))] if self._key else []
            length = ("Content-Length", str(len(body)))
            return 200, [*headers, length, *signed], b"" if method == "HEAD" else body
        except Exception:  # noqa: BLE001 - it never raises into the application
            return 500, [*headers, ("Content-Length", "2")], b"{}"

    def look(self) -> None:
        """Look at everything once, now; what fails is said and tried again with the next look."""
        if self._manifest is None:
            self._note("manifest", self._read_manifest)
        if self._seen["metadata"] != "read":
            self._note("metadata", self._read_metadata)
        self._note("code", self._look_at_code)
        self._note("features", lambda: {"features": self._features.ask(self._limit)})
        self._seen = {**self._seen, "looked_at": moment(time.time())}

    def _run(self) -> None:
        pid, wake = self.pid, self._wake
        self._seen = {**self._seen, "started_at": moment(_process_start())}
        while pid == self.pid:
            self.look()
            wake.wait(self._every)

    def _note(self, what: str, look: Callable[[], Mapping[str, Any]]) -> None:
        try:
            self._seen = {**self._seen, **look(), f"{what}_error": None}
        except Exception as error:  # noqa: BLE001 - the kind alone: a text may hold what is nobody's business
            self._seen = {**self._seen, what: _failed(what), f"{what}_error": type(error).__name__}

    def _read_manifest(self) -> Mapping[str, Any]:
        file = self._file or manifest.NAME
        if not self._file and not os.path.exists(file):
            return {"manifest": "absent"}
        self._manifest = manifest.read(file)
        return {"manifest": "read"}

    def _read_metadata(self) -> Mapping[str, Any]:
        said = ecs.read()
        return {"metadata": "absent"} if said is None else {"metadata": "read", **said}

    def _look_at_code(self) -> Mapping[str, Any]:
        return {"code": self._loaded.look(self._manifest)}

    def _document(self) -> dict[str, Any]:
        seen, baked = self._seen, self._manifest
        return {
            "canary": 1,
            "version": self._given["version"] or (baked and baked.version) or os.environ.get("APP_VERSION"),
            "commit": self._given["commit"] or (baked and baked.commit) or os.environ.get("GIT_COMMIT"),
            "image_id": None,
            "task": None,
            "process": {"pid": os.getpid(), "started_at": seen.get("started_at")},
            **{name: value for name, value in seen.items() if name != "started_at" and value is not None},
            "time": moment(time.time()),
        }


def _failed(what: str) -> Any:
    return {"code": {"state": "failed"}, "features": {}}.get(what, "failed")


def _process_start() -> float:
    """When this process began (Unix time): what Linux says, else when this module was imported."""
    try:
        with open("/proc/self/stat", "rb") as file:
            ticks = int(file.read().rpartition(b")")[2].split()[19])
        return time.time() - (time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK"))
    except (OSError, ValueError, IndexError, AttributeError):
        return IMPORTED

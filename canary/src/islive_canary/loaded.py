"""The code that is really loaded: modules in memory against source on disk against the build's manifest."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from islive_canary.bytecode import is_stale
from islive_canary.manifest import Manifest, digest_of

# So many names of each kind are said; the numbers are exact.
MOST_NAMES = 20
# Between two modules, so that requests are never far behind a module that takes long to compile.
PAUSE = 0.001


@dataclass
class Seen:
    """A module as it was last looked at. `first` is its source's digest at the first look; "" if changed even then."""

    stat: tuple[int, ...]
    first: str
    digest: str
    stale: bool


class Loaded:
    """Looks at the code, one thread at a time. What has not changed on disk since the last look is not read again."""

    def __init__(self) -> None:
        self._since, self._at_start = time.time(), frozenset(sys.modules)
        self._modules: dict[str, Seen] = {}
        self._digests: dict[str, tuple[tuple[int, ...], str]] = {}

    def look(self, manifest: Manifest | None) -> dict[str, Any]:
        """`state` is stale (memory and disk differ), partial (disk and manifest differ), or current."""
        listed = manifest.files if manifest else {}
        files = {name: file for name, file in _modules() if file in listed or _is_own(file)}
        seen = {name: one for name, file in files.items() if (one := self._see(name, file))}
        stale = sorted(name for name, one in seen.items() if one.stale)
        found = {path: self._digest(path) for path in listed}
        lists = {
            "stale": stale,
            "missing": [path for path, digest in found.items() if digest is None],
            "differs": [path for path, digest in found.items() if digest not in {None, listed[path]}],
            "unlisted": sorted(
                {file for file in files.values() if manifest and manifest.covers(file) and file not in listed}
            ),
        }
        partial = any(lists[name] for name in ("missing", "differs", "unlisted"))
        short = manifest.short if manifest else str
        return {
            "state": "stale" if stale else "partial" if partial else "current",
            "fingerprint": _fingerprint(seen),
            "modules": len(seen),
            **{f"{name}_count": len(paths) for name, paths in lists.items()},
            **{name: [one if name == "stale" else short(one) for one in sorted(paths)[:MOST_NAMES]]
               for name, paths in lists.items()},
        }  # fmt: skip

    def _see(self, name: str, file: str) -> Seen | None:
        before = self._modules.get(name)
        try:
            stat = os.stat(file)
            if before is None or before.stat != _key(stat):
                self._modules[name] = self._judged(name, file, stat, before)
        except OSError:
            # Never there: an archive. No longer there: what is loaded is not on disk.
            if before is not None:
                self._modules[name] = Seen((), before.first, before.digest, stale=True)
        return self._modules.get(name)

    def _judged(self, name: str, file: str, stat: os.stat_result, before: Seen | None) -> Seen:
        import hashlib

        time.sleep(PAUSE)
        with open(file, "rb") as opened:
            source = opened.read()
        digest = hashlib.sha256(source).hexdigest()
        late = name in self._at_start and self._since < stat.st_mtime <= time.time()
        first = before.first if before else "" if late else digest
        namespace: dict[str, Any] = object.__getattribute__(sys.modules[name], "__dict__")
        stale = digest != first or is_stale(namespace, source, stat.st_mtime)
        return Seen(_key(stat), first, digest, stale)

    def _digest(self, path: str) -> str | None:
        try:
            key = _key(os.stat(path))
            if self._digests.get(path, ((),))[0] != key:
                self._digests[path] = (key, digest_of(path))
            return self._digests[path][1]
        except OSError:
            return None


def _key(stat: os.stat_result) -> tuple[int, ...]:
    """What is another one after every change, even where somebody set the times back."""
    return (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)


def _modules() -> Iterator[tuple[str, str]]:
    """Name and real path of every module with a file; lazy modules are not woken."""
    for name, module in list(sys.modules.items()):
        if isinstance(module, ModuleType):  # pyright: ignore[reportUnnecessaryIsInstance] - some put other things there
            file = object.__getattribute__(module, "__dict__").get("__file__")
            if isinstance(file, str):
                yield name, os.path.realpath(file)


def _is_own(file: str) -> bool:
    """Whether a file is the application's own: neither Python's nor installed beside it."""
    theirs = tuple(os.path.dirname(one) + os.sep for one in (os.path.realpath(os.__file__), sys.executable))
    folders = file.split(os.sep)
    return not (file.startswith(theirs) or "site-packages" in folders or "dist-packages" in folders)


def _fingerprint(seen: dict[str, Seen]) -> str:
    """One text for all that is loaded: the same in two processes that loaded the same modules from the same source."""
    import hashlib

    lines = sorted(f"{name} {one.first or one.digest}{' stale' if one.stale else ''}" for name, one in seen.items())
    return "sha256:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()

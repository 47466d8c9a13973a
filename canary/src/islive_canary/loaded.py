"""The code that is really loaded: modules in memory against source on disk against the build's manifest."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.machinery import SourceFileLoader
from types import CodeType, FunctionType, ModuleType
from typing import Any

# What makes code what it is: all but the name of its file, and what Python notes in it while it runs.
PARTS = "name names varnames freevars cellvars argcount posonlyargcount kwonlyargcount flags firstlineno code consts"


class Manifest:
    """What was built: `files` is path -> SHA-256 in hex, `roots` are the folders listed whole; all paths are real."""

    def __init__(self, path: str) -> None:
        """Read it; its paths are relative to the file's folder. Raises OSError, ValueError, KeyError."""
        with open(path, encoding="utf-8") as file:
            self.said: dict[str, Any] = json.load(file)
        self.folder = os.path.dirname(os.path.realpath(path))
        self.roots = tuple(os.path.realpath(os.path.join(self.folder, root)) + os.sep for root in self.said["roots"])
        files: dict[str, str] = self.said["files"]
        self.files = {os.path.realpath(os.path.join(self.folder, name)): digest for name, digest in files.items()}


def digest_of(path: str) -> str:
    """The SHA-256 of a file, in hex. Raises OSError."""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class Loaded:
    """Looks at the code, one thread at a time. What has not changed on disk since the last look is not read again.

    `since` and `at_start` are when the canary was made (Unix time), and the modules that were loaded by then.
    """

    def __init__(self, since: float, at_start: frozenset[str]) -> None:
        self._since, self._at_start = since, at_start
        self._first: dict[str, str] = {}
        self._rewritten: dict[str, bool] = {}
        self._digests: dict[str, tuple[tuple[int, ...], str]] = {}

    def look(self, manifest: Manifest | None) -> dict[str, Any]:
        """`state` is stale (memory and disk differ), partial (disk and manifest differ), or current."""
        files, roots, folder = (manifest.files, manifest.roots, manifest.folder) if manifest else ({}, (), None)
        loaded = {name: _namespace(module).get("__file__") for name, module in list(sys.modules.items())}
        places = {name: _place(file) for name, file in loaded.items() if isinstance(file, str)}
        own = {name: file for name, (file, is_own) in places.items() if is_own or file in files}
        stale = sorted(name for name, file in own.items() if self._is_stale(name, file))
        found = {path: self._digest(path) for path in files}
        lists = {
            "missing": {path for path, digest in found.items() if digest is None},
            "differs": {path for path, digest in found.items() if digest not in {None, files[path]}},
            "unlisted": {file for file in own.values() if file.startswith(roots) and file not in files},
        }
        lines = sorted(f"{name} {digest} {name in stale}" for name, digest in self._first.items())
        # Twenty names of each kind: an answer stays small, whatever has gone wrong.
        named = {kind: sorted(os.path.relpath(one, folder) for one in paths)[:20] for kind, paths in lists.items()}
        return {
            "state": "stale" if stale else "partial" if any(lists.values()) else "current",
            "fingerprint": "sha256:" + hashlib.sha256("\n".join(lines).encode()).hexdigest(),
            "modules": len(lines),
            "stale": stale[:20],
            **named,
        }

    def _is_stale(self, name: str, file: str) -> bool:
        digest = self._digest(file)
        if name not in self._first:
            if digest is None:
                return False  # In an archive: there is nothing to look at.
            late = name in self._at_start and self._since < os.stat(file).st_mtime <= time.time()
            # So that requests are never far behind modules that take long to compile.
            time.sleep(0.001)
            self._rewritten[name] = is_stale(_namespace(sys.modules[name]))
            self._first[name] = "" if late else digest
        return digest != self._first[name] or self._rewritten[name]

    def _digest(self, path: str) -> str | None:
        with suppress(OSError):
            stat = os.stat(path)
            # Another one after every change, even where somebody set the times back.
            key = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
            if path not in self._digests or self._digests[path][0] != key:
                self._digests[path] = (key, digest_of(path))
            return self._digests[path][1]
        return None


def _namespace(module: Any) -> dict[str, Any]:
    """What a module holds; one that loads itself when touched is not woken."""
    return object.__getattribute__(module, "__dict__") if isinstance(module, ModuleType) else {}


@cache
def _place(file: str) -> tuple[str, bool]:
    """A file's real path, and whether it is the application's own: neither Python's nor installed beside it."""
    real = os.path.realpath(file)
    theirs = tuple(os.path.dirname(one) + os.sep for one in (os.path.realpath(os.__file__), sys.executable))
    return real, not real.startswith(theirs) and not {"site-packages", "dist-packages"} & set(real.split(os.sep))


class Reader(SourceFileLoader):
    """What Python itself would load now, bytecode or source (PEP 552); it writes no bytecode."""

    def set_data(self, path: Any, data: Any, *, _mode: int = 0) -> None:
        """Leave the disk as it is."""


def is_stale(namespace: dict[str, Any]) -> bool:
    """Whether a module's functions, or the bytecode that Python takes for it, are not those of its source."""
    # A script has no __spec__, and Python is giving up __loader__ of the others.
    loader = getattr(namespace.get("__spec__"), "loader", None) or namespace.get("__loader__")
    if type(loader) is not SourceFileLoader:
        return False  # Somebody rewrites its source, or it has none: there is nothing to compare.
    name, file = namespace["__name__"], namespace["__file__"]
    reader = Reader(name, file)
    try:
        source: CodeType = compile(reader.get_data(file), file, "exec", dont_inherit=True)
        taken = reader.get_code(name)
    except (SyntaxError, ValueError):
        # With -W error a mere warning about the source is a SyntaxError too.
        return not any(one[0] == "error" for one in warnings.filters)
    known = {_key(code) for code in _nested(source)}
    codes = (code for code in _loaded(namespace) if code.co_filename == file)
    # A tracer that has rewritten a function keeps the original among its constants.
    inside = ([getattr(one, "__code__", one) for one in (code, *code.co_consts)] for code in codes)
    return _key(taken) != _key(source) or any(known.isdisjoint(map(_key, ones)) for ones in inside)


def _loaded(namespace: dict[str, Any]) -> Iterator[CodeType]:
    """The code of functions and of classes' methods. Only types are looked at: a lazy object must not wake up."""
    own: list[Any] = list(namespace.values())
    kinds = [one for one in own if issubclass(type(one), type) and vars(one).get("__module__") == namespace["__name__"]]
    for one in [*own, *(member for kind in kinds for member in list(vars(kind).values()))]:
        function: Any = one.fget if type(one) is property else one
        function = function.__func__ if type(function) in {staticmethod, classmethod} else function
        while type(function) is FunctionType:
            yield function.__code__
            function = vars(function).get("__wrapped__")


def _nested(code: CodeType) -> list[CodeType]:
    return [code, *(deep for one in code.co_consts if isinstance(one, CodeType) for deep in _nested(one))]


def _key(value: Any) -> Any:
    """A value as one that is equal where the code does the same: 1, True and 1.0 are three constants."""
    if isinstance(value, CodeType):
        return tuple(_key(getattr(value, f"co_{part}")) for part in PARTS.split())
    if isinstance(value, (tuple, frozenset)):
        return (type(value).__name__, type(value)(map(_key, value)))
    return (type(value).__name__, repr(value))

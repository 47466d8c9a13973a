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
from functools import cache, lru_cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

# Below these stands what is Python's own, or was installed beside it as a script.
THEIRS = {Path(os.__file__).resolve().parent, Path(sys.executable or os.__file__).parent}


class Loaded:
    """Looks at the code, one thread at a time. What has not changed on disk since the last look is not read again.

    `since` and `at_start` are when the canary was made (Unix time), and the modules that were loaded by then.
    """

    def __init__(self, since: float, at_start: frozenset[str]) -> None:
        self._since, self._at_start = since, at_start
        self._first: dict[str, str] = {}
        # What was built: file -> SHA-256 in hex, and the folders that are listed whole; all paths are real.
        self._files: dict[Path, str] = {}
        self._roots: set[Path] = set()
        self._folder = Path()

    def read(self, manifest: str) -> dict[str, Any]:
        """Compare with that manifest from now on; its paths are relative to its folder. Raises what is wrong."""
        if not os.path.exists(manifest):
            return {"manifest": {"state": "absent", "why": f"there is no {manifest}"}}
        said = json.loads(Path(manifest).read_bytes())
        folder = Path(manifest).resolve().parent
        roots = {(folder / root).resolve() for root in said["roots"]}
        self._files = {(folder / name).resolve(): digest for name, digest in said["files"].items()}
        self._folder, self._roots = folder, roots
        return {"manifest": {"state": "read"}, **{one: said[one] for one in ("version", "commit") if said.get(one)}}

    def look(self) -> dict[str, Any]:
        """`state` is stale (memory and disk differ), partial (disk and manifest differ), or current."""
        places = {name: _place(_namespace(module).get("__file__")) for name, module in list(sys.modules.items())}
        own = {name: file for name, (file, is_own) in places.items() if is_own or file in self._files}
        stale = sorted(name for name, file in own.items() if self._is_stale(name, file))
        found = {file: digest for file in self._files if (digest := _digest(file))}
        missing = self._files.keys() - found
        differs = {file for file, digest in found.items() if digest != self._files[file]}
        unlisted = {file for file in own.values() if not self._roots.isdisjoint(file.parents)} - self._files.keys()
        wrong = {"missing": missing, "differs": differs, "unlisted": unlisted}
        state = "stale" if stale else "partial" if any(wrong.values()) else "current"
        lines = sorted(f"{name} {digest} {name in stale}" for name, digest in self._first.items())
        digest = "sha256:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()
        # Twenty names of each kind: an answer stays small, whatever has gone wrong.
        named = {kind: sorted(os.path.relpath(one, self._folder) for one in ones)[:20] for kind, ones in wrong.items()}
        return {"code": {"state": state, "fingerprint": digest, "modules": len(lines), "stale": stale[:20], **named}}

    def _is_stale(self, name: str, file: Path) -> bool:
        digest = _digest(file)
        # In an archive there is nothing to look at.
        if digest and name not in self._first:
            late = name in self._at_start and self._since < file.stat().st_mtime <= time.time()
            # So that requests are never far behind modules that take long to compile.
            time.sleep(0.001)
            # What no file has: such a module stays stale.
            self._first[name] = "" if late or is_rewritten(_namespace(sys.modules[name])) else digest
        return digest != self._first.get(name)


@lru_cache(maxsize=1 << 16)
def digest_of(path: Path, *_: int) -> str:
    """The SHA-256 of a file, in hex. Raises OSError."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(path: Path) -> str | None:
    with suppress(OSError):
        stat = path.stat()
        # Another one after every change, even where somebody set the times back.
        return digest_of(path, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
    return None


def _namespace(module: Any) -> dict[str, Any]:
    """What a module holds; one that loads itself when touched is not woken."""
    return object.__getattribute__(module, "__dict__") if isinstance(module, ModuleType) else {}


@cache
def _place(file: object) -> tuple[Path, bool]:
    """A file's real path, and whether it is the application's own: neither Python's nor installed beside it."""
    # What has no file was built into Python.
    real = Path(file if isinstance(file, str) else os.__file__).resolve()
    return real, THEIRS.isdisjoint(real.parents) and {"site-packages", "dist-packages"}.isdisjoint(real.parts)


class Reader(SourceFileLoader):
    """What Python itself would load now, bytecode or source (PEP 552); it writes no bytecode."""

    def set_data(self, path: Any, data: Any, *, _mode: int = 0) -> None:
        """Leave the disk as it is."""


def is_rewritten(namespace: dict[str, Any]) -> bool:
    """Whether a module's functions, or the bytecode that Python takes for it, are not those of its source."""
    # A script has no __spec__, and Python is giving up __loader__ of the others.
    loader = getattr(namespace.get("__spec__"), "loader", None) or namespace.get("__loader__")
    if type(loader) is not SourceFileLoader:
        return False  # Somebody rewrites its source, or it has none: there is nothing to compare.
    reader = Reader(namespace["__name__"], namespace["__file__"])
    try:
        source: CodeType = reader.source_to_code(reader.get_data(reader.path), reader.path)
        taken = reader.get_code(reader.name)
    except (SyntaxError, ValueError):
        # With -W error a mere warning about the source is a SyntaxError too.
        return not any(one[0] == "error" for one in warnings.filters)
    known = set(_nested(source))
    codes = (code for code in _loaded(namespace) if code.co_filename == reader.path)
    # A tracer that has rewritten a function keeps the original, which has the same name, among its constants.
    originals = ([one for one in _nested(code) if one.co_name == code.co_name] for code in codes)
    return taken != source or any(map(known.isdisjoint, originals))


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
    """It, and the code and functions among its constants, however deep."""
    inside = (getattr(one, "__code__", one) for one in code.co_consts)
    return [code, *(deep for one in inside if isinstance(one, CodeType) for deep in _nested(one))]

"""Whether what is loaded came from the source on disk: code objects are compared, not times."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from importlib.machinery import SourceFileLoader
from importlib.util import MAGIC_NUMBER, source_hash
from types import CodeType, FunctionType
from typing import Any

# https://peps.python.org/pep-0552/: magic number, flags, then time and size or the hash of the source.
HEADER = 16
HASHED, CHECKED = 1, 2


def is_stale(namespace: Mapping[str, Any], source: bytes, mtime: float) -> bool:
    """Whether a module's functions, or the bytecode that Python would take for it, are not those of its source."""
    file = namespace["__file__"]
    if type(namespace.get("__loader__")) is not SourceFileLoader:
        return False  # Somebody rewrites its source, or it has none: there is nothing to compare.
    try:
        compiled = compile(source, file, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        # With -W error a mere warning about the source is a SyntaxError too.
        return not any(one[0] == "error" for one in warnings.filters)
    known = {_key(code) for code in _nested(compiled)}
    loaded = (code for code in _in(namespace.values(), namespace["__name__"]) if code.co_filename == file)
    cached = _valid_bytecode(namespace.get("__cached__"), source, int(mtime))
    return (cached is not None and _key(cached) != _key(compiled)) or not all(_is_of(known, code) for code in loaded)


def _valid_bytecode(cached: str | None, source: bytes, mtime: int) -> CodeType | None:
    """What Python would load instead of compiling the source."""
    import marshal

    try:
        with open(cached or "", "rb") as file:
            data = file.read()
        flags = int.from_bytes(data[4:8], "little")
        words = (mtime & 0xFFFFFFFF).to_bytes(4, "little") + (len(source) & 0xFFFFFFFF).to_bytes(4, "little")
        expected = source_hash(source) if flags & HASHED else words
        unchecked = bool(flags & HASHED) and not flags & CHECKED
        if data[:4] != MAGIC_NUMBER or not (unchecked or data[8:HEADER] == expected):
            return None
        return marshal.loads(data[HEADER:])  # noqa: S302 - the file that Python itself has just run
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _in(values: Iterable[Any], module: str, depth: int = 3) -> Iterator[CodeType]:
    """The code of functions and of classes' methods. Only types are looked at: a lazy object must not wake up."""
    for value in list(values):
        kind = type(value)
        if kind is staticmethod or kind is classmethod:
            yield from _in([value.__func__], module, depth)
        elif kind is property:
            yield from _in([value.fget, value.fset, value.fdel], module, depth)
        elif kind is FunctionType:
            yield value.__code__
            yield from _in([vars(value).get("__wrapped__")], module, depth)
        elif issubclass(kind, type) and depth and vars(value).get("__module__") == module:
            yield from _in(vars(value).values(), module, depth - 1)


def _is_of(known: set[Any], code: CodeType) -> bool:
    """Whether that code is of the source; a tracer that has rewritten it keeps the original among its constants."""
    inner = (getattr(one, "__code__", one) for one in code.co_consts)
    return _key(code) in known or any(_key(one) in known for one in inner if isinstance(one, CodeType))


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _nested(one)


def _key(code: CodeType) -> tuple[Any, ...]:
    """All that makes code what it is, but the name of its file and what Python notes in it while it runs."""
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    counts = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags, code.co_firstlineno)
    return (code.co_name, counts, names, code.co_code, tuple(map(_constant, code.co_consts)))


def _constant(value: Any) -> Any:
    if isinstance(value, CodeType):
        return _key(value)
    if isinstance(value, tuple):
        return tuple(map(_constant, value))
    if isinstance(value, frozenset):
        return ("frozenset", *sorted(repr(_constant(one)) for one in value))
    return (type(value).__name__, repr(value))

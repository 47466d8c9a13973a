"""Answers that are broken in one place: something in them deleted, emptied, or replaced by any JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from islive.model.doors import Refused
from tests.facts.doors import Answer, Answers

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
TELLING = st.sampled_from(
    ["", "arn:", "2026-03-01T10:00:00Z", "sha256:", "http://[", "{", "[]", "{}", "RUNNING", "forward"]
)
JSON = st.recursive(
    SCALARS | TELLING,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
BODIES = st.dictionaries(st.text(max_size=5), JSON, max_size=3)
# Which child to go down to, level by level.
PATHS = st.lists(st.integers(0, 20), min_size=1, max_size=8)
GONE = object()


def broken(answers: Answers, operation: str, path: Sequence[int], instead: Any) -> Answers:
    """The same answers, but for one place in those to one operation."""
    return {**answers, operation: lambda params: _broken(_told(answers[operation], params), path, instead)}


def emptied(answers: Answers, operation: str) -> Answers:
    """The same answers, but for the lists of one operation, which are empty."""
    return {**answers, operation: lambda params: _emptied(_told(answers[operation], params))}


def _told(answer: Answer, params: Mapping[str, Any]) -> Any:
    return answer(params) if callable(answer) else answer


def _emptied(value: Any) -> Any:
    if isinstance(value, Refused):
        return value
    return {name: [] if isinstance(member, list) else member for name, member in value.items()}


def _broken(value: Any, path: Sequence[int], instead: Any) -> Any:
    if isinstance(value, Refused):
        return value
    if isinstance(value, Mapping) and value:
        return _with_member(value, list(value)[path[0] % len(value)], path, instead)
    if isinstance(value, list) and value:
        i = path[0] % len(value)
        found = [instead] if len(path) == 1 else [_broken(value[i], path[1:], instead)]
        return [*value[:i], *(one for one in found if one is not GONE), *value[i + 1 :]]
    return instead


def _with_member(value: Mapping[str, Any], name: str, path: Sequence[int], instead: Any) -> Any:
    found = instead if len(path) == 1 else _broken(value[name], path[1:], instead)
    rest = {key: member for key, member in value.items() if key != name}
    return rest if found is GONE else {**rest, name: found}

"""A message a line in, its causes a line out: for scripts, and to measure how good the catalogue is."""

import json
import sys
from collections.abc import Iterable
from typing import Any

from islive.cli.answer import say

WRONG_USE = 2
# A line beyond that is no message, and the next one shall be answered all the same.
LONGEST = 16_000_000
SHAPE = '{"id": "…", "messages": ["…"], "context": "…"}'


class Unusable(Exception):
    """A line that is not as it has to be; the text says why."""


def answer_lines(lines: Iterable[bytes]) -> int:
    """Answer each line as it comes; the exit code is 2 if one of them could not be used."""
    bad = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            say(_answered(line))
        except Unusable as problem:
            bad += 1
            print(f"islive: line {number}: {problem}; a line is {SHAPE}", file=sys.stderr)
    return WRONG_USE if bad else 0


def _answered(line: bytes) -> str:
    from islive.causes.classify import labels

    id, messages, context = _asked(line)
    return json.dumps({"id": id, "causes": labels(messages, context)}) + "\n"


def _asked(line: bytes) -> tuple[str, list[str], str]:
    """Id, messages and context of a line. Raises Unusable."""
    if len(line) > LONGEST:
        raise Unusable(f"longer than {LONGEST} bytes")
    try:
        asked: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unusable(f"not JSON: {error}") from error
    if not isinstance(asked, dict):
        raise Unusable("not an object")
    given: dict[str, Any] = asked  # pyright: ignore[reportUnknownVariableType]
    id, messages, context = given.get("id"), given.get("messages"), given.get("context") or ""
    if not isinstance(id, str):
        raise Unusable("needs an id, a string")
    if not isinstance(messages, list) or not all(isinstance(one, str) for one in messages):  # pyright: ignore[reportUnknownVariableType]
        raise Unusable("needs messages, a list of strings")
    if not isinstance(context, str):
        raise Unusable("the context is no string")
    return id, messages, context  # pyright: ignore[reportUnknownVariableType]

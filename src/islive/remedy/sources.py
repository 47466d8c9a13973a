"""Reading again, through the live door, what a step was planned for and what it is made of."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from islive.model.doors import Aws, Refused, Reply
from islive.model.remedy import Source

PIECES = re.compile(r"[^.\[\]]+")


def read(source: Source, aws: Aws) -> Any:
    """What stands there now, None where AWS says that nothing does. Raises Refused (Empty where it says nothing)."""
    return read_all({"": source}, aws)[""]


def read_all(sources: Mapping[str, Source], aws: Aws) -> Mapping[str, Any]:
    """What stands at each of them, in one and the same answer where it is one question. Raises Refused."""
    answers: list[tuple[Source, Reply | None]] = []
    found: dict[str, Any] = {}
    for name, source in sources.items():
        known = next((one for one in answers if _same_question(one[0], source)), None)
        asked = known or (source, _ask(source, aws))
        answers.append(asked)
        found[name] = None if asked[1] is None else _at(source, asked[1])
    return found


def _same_question(one: Source, other: Source) -> bool:
    return (one.operation, one.params, one.at, one.absent) == (other.operation, other.params, other.at, other.absent)


def _ask(source: Source, aws: Aws) -> Reply | None:
    """The answer; None where AWS says that there is no such thing."""
    try:
        return aws.at(source.at).call(source.operation, **source.params)
    except Refused as refused:
        if refused.code in source.absent:
            return None
        raise


def _at(source: Source, answer: Reply) -> Any:
    found: Any = answer
    for piece in PIECES.findall(source.path):
        found = _member(source, found, piece)
    return found


def _member(source: Source, within: Any, piece: str) -> Any:
    """A member by its name, an entry of a list by its number, a tag's value by its key: None where it is not there."""
    if isinstance(within, Mapping) and piece in within:
        return within[piece]
    if isinstance(within, Sequence) and piece.isdecimal() and int(piece) < len(within):
        return within[int(piece)]
    if isinstance(within, Sequence) and source.path.startswith("tags["):
        return next((one["value"] for one in within if one["key"] == piece), None)  # pyright: ignore[reportUnknownVariableType]
    raise Refused(source.operation, "Empty", f"the answer has no {source.path}")

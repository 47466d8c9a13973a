"""Reading again, through the live door, what a step was planned for and what it is made of."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.remedy import Carried, Source
from islive.model.rollout import ROLLOUT

# A filter, each of a list, or a member or number.
PIECES = re.compile(r"\[\?(?P<key>\w+)=='(?P<value>[^']*)'\](?: \| \[0\])?|(?P<each>\[\])|(?P<member>[^.\[\]]+)")
# In how many of the newest revisions a rollout is looked for at most.
MOST = 50


class Reading:
    """What AWS says at this moment: each question is asked once, so that what one answer says belongs together."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self._answers: list[tuple[Source, Reply | None]] = []

    def of(self, source: Source) -> Any:
        """What stands there, None where AWS says that nothing does. Raises Refused (Empty where it says nothing)."""
        known = next((one for one in self._answers if _same_question(one[0], source)), None)
        if known is None:
            known = (source, _ask(source, self._aws))
            self._answers.append(known)
        return None if known[1] is None else found_at(source, known[1])

    @staticmethod
    def is_one_question(one: Source, other: Source) -> bool:
        """Whether one answer tells both."""
        return _same_question(one, other)


def read(source: Source, aws: Aws) -> Any:
    """What stands there now, None where AWS says that nothing does. Raises Refused (Empty where it says nothing)."""
    return Reading(aws).of(source)


def read_all(sources: Mapping[str, Source], aws: Aws) -> Mapping[str, Any]:
    """What stands at each of them, in one and the same answer where it is one question. Raises Refused."""
    reading = Reading(aws)
    return {name: reading.of(source) for name, source in sources.items()}


def found_at(source: Source, answer: Mapping[str, Any]) -> Any:
    """What stands at the source's path in an answer. Raises Refused where the answer has no such thing."""
    found: Any = answer
    for number, piece in enumerate(PIECES.finditer(source.path)):
        if piece["each"]:
            rest = source.path[piece.end() :].removeprefix(".")
            return [_within(source, one, rest) for one in found]
        found = _step(source, found, piece, always=number == 0)
    return found


def _within(source: Source, each: Any, rest: str) -> Any:
    return found_at(Source(source.operation, source.params, rest, source.at, may_lack=source.may_lack), each)


def _same_question(one: Source, other: Source) -> bool:
    return _question(one) == _question(other)


def _question(one: Source) -> Any:
    carried = (one.since, one.rollout) if isinstance(one, Carried) else None
    return one.operation, one.params, one.at, one.absent, carried


def _ask(source: Source, aws: Aws) -> Reply | None:
    """The answer; None where AWS says that there is no such thing."""
    try:
        there = aws.at(source.at)
        return _carrier(source, there) if isinstance(source, Carried) else there.call(source.operation, **source.params)
    except Refused as refused:
        if refused.code in source.absent:
            return None
        raise


def _carrier(source: Carried, aws: Aws) -> Reply | None:
    """Revisions are numbered without gaps; one that was deleted is no longer there (ClientException)."""
    newest = aws.call(source.operation, **source.params)
    last, family = newest["taskDefinition"]["revision"], newest["taskDefinition"]["family"]
    between = range(max(source.since, last - MOST, 1), last)
    asked = [Question(source.operation, {**source.params, "taskDefinition": f"{family}:{one}"}) for one in between]
    for answer in (*aws.calls(asked), newest):
        if isinstance(answer, Refused):
            if answer.code != "ClientException":
                raise answer
        elif _carries(answer, source.rollout):
            return answer
    return None


def _carries(answer: Reply, rollout: str) -> bool:
    tags = {one["key"]: one["value"] for one in answer.get("tags") or []}
    return answer["taskDefinition"]["status"] == "ACTIVE" and tags.get(ROLLOUT) == rollout


def _step(source: Source, within: Any, piece: re.Match[str], *, always: bool) -> Any:
    """One step into the answer: a member, an entry by its number, or the first entry that has that.

    An answer without its first member, or without an entry of that number, is none, whatever it may lack besides.
    """
    if piece["key"] and isinstance(within, Sequence):
        entries = cast("Sequence[Mapping[str, Any]]", within)
        found = next((one for one in entries if one.get(piece["key"]) == piece["value"]), None)
        if found is not None:
            return found
    name = piece["member"] or ""
    if isinstance(within, Mapping) and name in within:
        return within[name]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(within, Sequence) and name.isdecimal() and int(name) < len(within):  # pyright: ignore[reportUnknownArgumentType]
        return within[int(name)]  # pyright: ignore[reportUnknownVariableType]
    if source.may_lack and not always and not (name.isdecimal() and within is not None):
        return None
    raise Refused(source.operation, "Empty", source.lacks)

"""Reading an answer member by member: what is missing or malformed is a refusal that says where, never a value.

Members that AWS always sends are asked for by `text`, `part`, `parts` …; those it leaves out where they say nothing by
`text_or_none`, `part_or_none`, `parts_or_none` ….
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, in_order

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """One object inside an answer: the operation that was asked, the path to here, and its members."""

    operation: str
    path: str
    members: Mapping[str, Any]

    def text(self, member: str) -> str:
        """A text that is always there and never blank."""
        return self._there(member, self.text_or_none(member) or None)

    def text_or_none(self, member: str) -> str | None:
        """A text that is not always there."""
        return self._typed(member, str)

    def number(self, member: str) -> int:
        """A whole number that is always there."""
        return self._there(member, self.number_or_none(member))

    def number_or_none(self, member: str) -> int | None:
        """A whole number that is not always there."""
        value = self._typed(member, int)
        if isinstance(value, bool):
            raise self._malformed(member, "a number")
        return value

    def fraction_or_none(self, member: str) -> float | None:
        """A number, whole or not, that is not always there."""
        value = self.members.get(member)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise self._malformed(member, "a number")
        return value

    def flag(self, member: str, *, default: bool = False) -> bool:
        """A switch; AWS leaves out some that stand at their default."""
        value = self._typed(member, bool)
        return default if value is None else value

    def time(self, member: str) -> datetime:
        """A moment that is always there."""
        return self._there(member, self.time_or_none(member))

    def time_or_none(self, member: str) -> datetime | None:
        """A moment that is not always there; ISO 8601, one without a zone is UTC."""
        text = self.text_or_none(member)
        if text is None:
            return None
        try:
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self._malformed(member, "a time") from None

    def part(self, member: str) -> "Part":
        """An object that is always there."""
        return self._there(member, self.part_or_none(member))

    def part_or_none(self, member: str) -> "Part | None":
        """An object that is not always there."""
        value = self._typed(member, Mapping)
        return None if value is None else Part(self.operation, self._at(member), value)

    def parts(self, member: str) -> "tuple[Part, ...]":
        """A list of objects that is always there, though it may be empty."""
        return self._there(member, self._parts(member))

    def parts_or_none(self, member: str) -> "tuple[Part, ...]":
        """A list of objects; none where it is left out."""
        return self._parts(member) or ()

    def texts(self, member: str) -> tuple[str, ...]:
        """A list of texts that is always there, though it may be empty."""
        return self._there(member, self._texts(member))

    def texts_or_none(self, member: str) -> tuple[str, ...]:
        """A list of texts; none where it is left out."""
        return self._texts(member) or ()

    def pairs(self, member: str, name: str, value: str) -> Mapping[str, str]:
        """A list of objects that each hold a name and a value, like tags, as a mapping."""
        return {part.text(name): part.text_or_none(value) or "" for part in self.parts_or_none(member)}

    def texts_by_name(self, member: str) -> Mapping[str, str]:
        """An object whose members are all texts, like annotations; empty where it is left out."""
        part = self.part_or_none(member)
        return {name: part.text_or_none(name) or "" for name in part.members} if part else {}

    def empty(self, words: str) -> Refused:
        """The refusal for what should be here and is not."""
        return Refused(self.operation, "Empty", f"{self.path or 'the answer'}: {words}")

    def _parts(self, member: str) -> "tuple[Part, ...] | None":
        values = self._typed(member, list)
        if values is None:
            return None
        if not all(isinstance(value, Mapping) for value in values):
            raise self._malformed(member, "a list of objects")
        return tuple(Part(self.operation, f"{self._at(member)}[{i}]", value) for i, value in enumerate(values))

    def _texts(self, member: str) -> tuple[str, ...] | None:
        values = self._typed(member, list)
        if values is None:
            return None
        if not all(isinstance(value, str) for value in values):
            raise self._malformed(member, "a list of texts")
        return tuple(values)

    def _typed(self, member: str, kind: type[T]) -> T | None:
        value = self.members.get(member)
        if value is not None and not isinstance(value, kind):
            raise self._malformed(member, kind.__name__)
        return value

    def _there(self, member: str, value: T | None) -> T:
        if value is None:
            raise self.empty(f"no {member}")
        return value

    def _malformed(self, member: str, expected: str) -> Refused:
        return Refused(self.operation, "Malformed", f"{self._at(member)} is not {expected}")

    def _at(self, member: str) -> str:
        return f"{self.path}.{member}" if self.path else member


def whole(reply: Reply) -> Part:
    """The answer itself, to be read member by member."""
    return Part(reply.operation, "", reply)


def json_in(operation: str, path: str, text: str) -> Part:
    """The object that a text inside an answer holds as JSON, like a manifest."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(operation, "Malformed", f"{path} is not JSON") from None
    if not isinstance(value, Mapping):
        raise Refused(operation, "Malformed", f"{path} is not a JSON object")
    return Part(operation, path, value)


def parts_in(operation: str, path: str, text: str) -> tuple[Part, ...]:
    """The objects of a list that a text inside an answer holds as JSON, like GitLab's listings."""
    return json_in(operation, path, f'{{"list": {text}}}').parts("list")


def answered(answer: Reply | Refused) -> Part:
    """One of the answers to many questions; the refusal it is, raised, where it is one."""
    if isinstance(answer, Refused):
        raise answer
    return whole(answer)


def ask_at(aws: Aws, questions: Sequence[tuple[str, Question]]) -> Sequence[Reply | Refused]:
    """Ask each question at the door of the ARN beside it, all those of one scope at once; answers in their order."""
    doors = [aws.at(arn) for arn, _ in questions]
    answers: dict[int, Reply | Refused] = {}
    for scope in dict.fromkeys(door.scope for door in doors):
        here = [i for i, door in enumerate(doors) if door.scope == scope]
        answers |= dict(zip(here, doors[here[0]].calls([questions[i][1] for i in here]), strict=True))
    return [answers[i] for i in range(len(questions))]


def chunks(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """The items in lists of at most that size: what one question can hold."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def gaps_among(values: Iterable[object]) -> tuple[Gap, ...]:
    """The gaps among values, each once, in a fixed order."""
    return in_order(value for value in values if isinstance(value, Gap))


def last_part(arn: str) -> str:
    """What an ARN names: `service/cluster/name` → `name`."""
    return arn.rsplit("/", 1)[-1]


def partition_of(region: str) -> str:
    """The partition of a region (AWS general reference, "Amazon Resource Names")."""
    starts = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
    return next((partition for start, partition in starts.items() if region.startswith(start)), "aws")

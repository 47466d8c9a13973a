"""What AWS may say where a step looks: one value, one of several, or a document of which only some members matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these values."""

    values: tuple[Any, ...]

    def __str__(self) -> str:
        return " or ".join(map(str, self.values))


@dataclass(frozen=True, slots=True)
class Other:
    """Any value but this one, and not nothing."""

    value: Any

    def __str__(self) -> str:
        return f"another than {self.value}"


@dataclass(frozen=True, slots=True)
class Has:
    """A document with these members, whatever else it has; one that is not there is 0, false or empty.

    Their values may be any of these in their turn.
    """

    members: Mapping[str, Any]

    def __str__(self) -> str:
        return ", ".join(f"{path} {value}" for path, value in _leaves(self.members, ""))


def fits(expected: Any, found: Any) -> bool:
    """Whether what AWS says is what was expected of it."""
    match expected:
        case OneOf(values):
            return found in values
        case Other(value):
            return found is not None and found != value
        case Has(members):
            return found is not None and _covers(members, found)
        case _:
            return found == expected


def in_plain(expected: Any) -> Any:
    """The same as JSON holds it."""
    match expected:
        case OneOf(values):
            return {"one_of": list(values)}
        case Other(value):
            return {"other_than": value}
        case Has(members):
            return {"has": {name: in_plain(value) for name, value in members.items()}}
        case _:
            return expected


def in_words(expected: Any, found: Any) -> str:
    """What AWS says, as far as it matters."""
    if not isinstance(expected, Has):
        return str(found)
    return ", ".join(f"{path} {_at(found, path)}" for path, _ in _leaves(expected.members, ""))


def laid_over(below: Any, above: Any) -> Any:
    """A document with the members of another laid over it: those of both are laid over each other in their turn."""
    if not (isinstance(below, Mapping) and isinstance(above, Mapping)):
        return above
    under, over = cast("Mapping[str, Any]", below), cast("Mapping[str, Any]", above)
    return {**under, **{name: laid_over(under.get(name), value) for name, value in over.items()}}


def _at(found: Any, path: str) -> Any:
    for name in path.split("."):
        found = cast("Mapping[str, Any]", found).get(name) if isinstance(found, Mapping) else None
    return found


def _covers(expected: Any, found: Any) -> bool:
    if isinstance(expected, (OneOf, Other, Has)):
        return fits(expected, found)
    if isinstance(expected, Mapping):
        members = cast("Mapping[str, Any]", expected)
        there = cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}
        return all(_covers(value, there.get(name)) for name, value in members.items())
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        return list(cast("Sequence[Any]", expected)) == list(found or [])
    return found == expected or (not found and not expected)


def _leaves(value: Any, path: str) -> Sequence[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        return [(path, value)]
    members = cast("Mapping[str, Any]", value).items()
    return [leaf for name, one in members for leaf in _leaves(one, f"{path}.{name}".removeprefix("."))]

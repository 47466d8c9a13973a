"""Listener rules compared: which of two takes a request first.

Elastic Load Balancing user guide, "Listener rules": the rules are tried by priority, and the first whose conditions all
hold takes the request. Hosts have no case, paths have.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from islive.facts.reading import Part

HOST, PATH = "host-header", "path-pattern"
Values = Mapping[str, tuple[str, ...]]


def priority(part: Part) -> float:
    """The rule's place; the default one is last."""
    told = part.text_or_none("Priority") or "default"
    return int(told) if told.isdecimal() else float("inf")


def takes_all_of(first: Values, later: Values) -> bool:
    """Whether every request that the later rule takes is taken by the first: each of its conditions is as wide."""
    return all(_is_as_wide(field, wide, later.get(field, ())) for field, wide in first.items())


def _is_as_wide(field: str, wide: tuple[str, ...], narrow: tuple[str, ...]) -> bool:
    if field not in {HOST, PATH}:
        return bool(narrow) and set(narrow) <= set(wide)
    fold = str.lower if field == HOST else str
    # A pattern is at least as wide as another if it matches the other's own text, where a star is more than one letter.
    texts = [fold(one).replace("*", "\0\0") for one in narrow]
    return bool(texts) and all(any(fnmatchcase(one, fold(pattern)) for pattern in wide) for one in texts)

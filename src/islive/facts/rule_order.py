"""Which rules of a listener no request ever reaches: an earlier one takes everything that they would."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from islive.facts.reading import Part

# The least that every request has: some host, and a path that begins with a slash.
ANY = {"host-header": "*", "path-pattern": "/*"}
# What a wildcard may stand for, in characters that no pattern holds.
LONG, ONE = "\x01\x02\x01", "\x03"


def in_order(rules: Sequence[Part]) -> tuple[Part, ...]:
    """As they are tried: by priority, the default one last (guide for Application Load Balancers, "Listener rules")."""
    return tuple(sorted(rules, key=_order))


def taker(rule: Part, before: Sequence[Part]) -> Part | None:
    """The rule among the earlier ones that takes every request that this one would; None where some come through."""
    return next((one for one in before if _takes_all_of(one, rule)), None)


def priority(rule: Part) -> str:
    """A number as text, or "default"."""
    return rule.text_or_none("Priority") or "default"


def values_of(condition: Part) -> tuple[str, ...]:
    """Plain values, which stand in `Values` or in the field's own member; those of query-string are pairs."""
    configs = [condition.part(name) for name, value in condition.members.items() if name.endswith("Config") and value]
    return tuple(value for one in (condition, *configs) for value in _values(one))


def _values(part: Part) -> tuple[str, ...]:
    values = part.members.get("Values")
    if isinstance(values, list) and any(not isinstance(value, str) for value in values):
        return tuple(f"{one.text_or_none('Key') or ''}={one.text('Value')}" for one in part.parts("Values"))
    return part.texts_or_none("Values")


def _order(rule: Part) -> tuple[bool, int]:
    text = priority(rule)
    return not text.isdecimal(), int(text) if text.isdecimal() else 0


def _takes_all_of(first: Part, later: Part) -> bool:
    """Whatever meets the later rule's conditions meets all of the first one's."""
    wanted = dict(_conditions(later))
    return all(_is_as_wide(field, patterns, wanted.get(field, ())) for field, patterns in _conditions(first))


def _is_as_wide(field: str, patterns: tuple[str, ...], narrower: tuple[str, ...]) -> bool:
    if field in ANY:
        return bool(patterns) and _covers(field, patterns, narrower or (ANY[field],))
    return bool(narrower) and {*narrower} <= {*patterns}


def _conditions(rule: Part) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Field and patterns; none where they are regular expressions."""
    for condition in rule.parts_or_none("Conditions"):
        yield condition.text("Field"), values_of(condition)


def _covers(field: str, patterns: Sequence[str], narrower: Sequence[str]) -> bool:
    """Each of the narrower patterns lies within one of these; hosts are compared without regard to case."""
    if field == "host-header":
        patterns, narrower = [one.lower() for one in patterns], [one.lower() for one in narrower]
    return all(any(_within(one, pattern) for pattern in patterns) for one in narrower)


def _within(narrow: str, wide: str) -> bool:
    """Also with its wildcards at their longest and at their shortest, the narrow pattern is one of the wide one's."""
    samples = (narrow.replace("?", ONE).replace("*", filling) for filling in ("", LONG))
    return all(fnmatchcase(sample, wide.replace("[", "[[]")) for sample in samples)

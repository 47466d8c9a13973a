"""The collectors of some facts, and of what those need: for what is less than an investigation."""

from collections.abc import Iterable
from typing import Any

from islive.model.collector import Collector


def needed(facts: Iterable[type], known: Iterable[Collector[Any]]) -> tuple[Collector[Any], ...]:
    """The collectors to hand to `collect`, out of all that are known."""
    by_fact = {one.fact: one for one in known}
    ahead, found = list(facts), dict[type, Collector[Any]]()
    while ahead:
        fact = ahead.pop()
        if fact in by_fact and fact not in found:
            found[fact] = by_fact[fact]
            ahead += by_fact[fact].needs.values()
    return tuple(found.values())

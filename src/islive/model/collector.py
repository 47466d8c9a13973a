"""A collector: how to ask for one fact. The function is the declaration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_type_hints

from islive.model.rule import needed_facts

F = TypeVar("F")


@dataclass(frozen=True)
class Collector(Generic[F]):
    """Its return type is the fact, its parameters are the doors and the facts it needs, `operations` what it asks."""

    fact: type[F]
    collect: Callable[..., F]
    operations: tuple[str, ...]
    needs: Mapping[str, type]
    optional: frozenset[str]


def collects(*operations: str) -> Callable[[Callable[..., F]], Collector[F]]:
    """Declare how a fact is asked for, and every operation that may be asked on the way.

    The operations make the least-privilege policy; the door refuses any that no fact declares.
    """

    def declare(collect: Callable[..., F]) -> Collector[F]:
        needs, optional = needed_facts(collect)
        fact: Any = get_type_hints(collect)["return"]
        return Collector(fact, collect, operations, needs, optional)

    return declare

"""Handing facts to a function by the types of its parameters."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from islive.model.evidence import Evidence, Gap
from islive.model.rule import needed_facts

T = TypeVar("T")


def inject(function: Callable[..., T], evidence: Evidence, given: Mapping[type, Any]) -> T | Gap:
    """Call it with what it needs, from `given` or the evidence; a gap it cannot do without is the answer instead."""
    needs, optional = needed_facts(function)
    handed = {name: given[fact] if fact in given else evidence.get(fact) for name, fact in needs.items()}
    for name, fact in handed.items():
        if isinstance(fact, Gap) and name not in optional:
            return fact
    return function(**handed)

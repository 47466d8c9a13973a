"""Discovery: a file in rules/ or facts/ is the registration."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import islive.facts
import islive.rules
from islive.model.collector import Collector
from islive.model.rule import Rule, When


@cache
def every_rule() -> tuple[Rule, ...]:
    """All rules, by id."""
    found = (value for module in _modules(islive.rules) for value in vars(module).values())
    return tuple(sorted({one.id: one for one in found if isinstance(one, Rule)}.values(), key=lambda one: one.id))


def rules(when: When) -> tuple[Rule, ...]:
    """The rules that a command runs: those of its own time, and those of both."""
    return tuple(one for one in every_rule() if one.when in {when, When.BOTH})


@cache
def collectors() -> tuple[Collector[object], ...]:
    """How each fact is asked for, by the fact's name."""
    found = (value for module in _modules(islive.facts) for value in vars(module).values())
    unique = {one.fact: one for one in found if isinstance(one, Collector)}
    return tuple(sorted(unique.values(), key=lambda one: one.fact.__name__))


def declared_operations() -> frozenset[str]:
    """Every AWS operation that some fact may ask."""
    return frozenset(operation for one in collectors() for operation in one.operations)


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(module.name)

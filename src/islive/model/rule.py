"""A rule: one failure cause or symptom. The function is the declaration."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_type_hints

from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.stage import Stage


class When(StrEnum):
    """`check` runs the rules before and both, `why` those after and both."""

    BEFORE = "before"
    AFTER = "after"
    BOTH = "both"


BEFORE, AFTER, BOTH = When.BEFORE, When.AFTER, When.BOTH


@dataclass(frozen=True)
class Rule:
    """Its name is its id, its parameters are the facts it needs, its docstring is the manual page.

    A parameter annotated `Fact | Gap` is one that the rule can do without. `root` says that a sighting which no
    other finding explains keeps the version from serving; a rule without it sees what only makes things worse.
    """

    id: str
    see: Callable[..., Iterable[Sighting]]
    stage: Stage
    when: When
    severity: Severity
    root: bool
    explains: tuple[str, ...]
    needs: Mapping[str, type]
    optional: frozenset[str]
    manual: str

    @property
    def title(self) -> str:
        """The first sentence of the manual page."""
        return self.manual.split("\n", 1)[0].strip()


def rule(
    *,
    stage: Stage,
    when: When = AFTER,
    severity: Severity = Severity.HIGH,
    root: bool = True,
    explains: tuple[str, ...] = (),
) -> Callable[[Callable[..., Iterable[Sighting]]], Rule]:
    """Make a generator of sightings a rule."""

    def declare(see: Callable[..., Iterable[Sighting]]) -> Rule:
        needs, optional = needed_facts(see)
        return Rule(
            id=see.__name__.replace("_", "-"),
            see=see,
            stage=stage,
            when=when,
            severity=severity,
            root=root,
            explains=explains,
            needs=needs,
            optional=optional,
            manual=inspect.getdoc(see) or "",
        )

    return declare


def needed_facts(function: Callable[..., Any]) -> tuple[Mapping[str, type], frozenset[str]]:
    """Parameter -> type of what it is handed, and the names of those it can do without (`Fact | Gap`)."""
    hints = {name: hint for name, hint in get_type_hints(function).items() if name != "return"}
    optional = frozenset(name for name, hint in hints.items() if isinstance(hint, UnionType))
    return {name: _fact_of(hint) for name, hint in hints.items()}, optional


def _fact_of(hint: Any) -> type:
    if not isinstance(hint, UnionType):
        return hint
    return next(one for one in get_args(hint) if one is not Gap)

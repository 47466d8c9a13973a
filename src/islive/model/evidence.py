"""Evidence: all facts about one target at one moment, each a value or a gap."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from islive.model.doors import Refused

F = TypeVar("F")

# The reason of a gap that nobody tried to close: the question was not needed for the answer.
NOT_LOOKED_AT = "NotLookedAt"
DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"})
# From a laptop an internal load balancer is mostly out of reach, and asking again does not help.
NOT_REACHED = ("Unreachable", "TimedOut")
CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Gap:
    """What was asked for and not obtained: which fact, which question, why, and the permission that is missing."""

    fact: str
    operation: str
    reason: str
    permission: str | None = None

    @property
    def way_out(self) -> str:
        """What would close the gap, as an instruction."""
        if self.reason == NOT_LOOKED_AT:
            return "ask about this service by its name"
        if self.operation == "http:get" and self.reason.startswith(NOT_REACHED):
            return f"use --connect-to or --no-probe ({self.reason})"
        return f"grant {self.permission}" if self.permission else f"ask again ({self.operation}: {self.reason})"

    @property
    def says(self) -> str:
        """What could not be read, the fact's name as words, and what would close the gap."""
        return f"{CAPITAL.sub(' ', self.fact).lower()} could not be read: {self.way_out}"


def gap(fact: str, refused: Refused) -> Gap:
    """The gap that a refusal leaves in a fact."""
    denied = refused.code in DENIED
    return Gap(fact, refused.operation, refused.code, refused.operation if denied else None)


@dataclass(frozen=True)
class Evidence:
    """Fact type -> fact or gap, at one moment; facts not collected are gaps too (`NotCollected`)."""

    taken_at: datetime
    facts: Mapping[type, Any]

    def get(self, fact: type[F]) -> F | Gap:
        """The fact of that type, or the gap where it should be."""
        found = self.facts.get(fact)
        return Gap(fact.__name__, "", "NotCollected") if found is None else cast("F | Gap", found)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Every gap, of whole facts and inside facts, once, in a fixed order."""
        return in_order(self._gaps())

    def _gaps(self) -> Iterator[Gap]:
        for fact in self.facts.values():
            if isinstance(fact, Gap):
                yield fact
            else:
                yield from gaps_in(fact)


def in_order(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Each gap once, in a fixed order."""
    return tuple(sorted(set(gaps), key=lambda gap: (gap.fact, gap.operation, gap.reason, gap.permission or "")))


def gaps_in(fact: object) -> tuple[Gap, ...]:
    """The gaps that a fact about several things holds inside."""
    return tuple(getattr(fact, "gaps", ()))

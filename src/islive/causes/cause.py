"""A cause of failure: what it is, how it looks, what to do; and the signs by which messages show it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from islive.causes.reading import Reading, phrase


class Kind(StrEnum):
    """A cause ends the search; a symptom says where to look next; information is nobody's fault."""

    CAUSE = "cause"
    SYMPTOM = "symptom"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases of which one must be there; `around`: in the context, too."""

    phrases: tuple[str, ...]
    around: bool = False

    def found(self, said: Reading, context: Reading) -> tuple[float, str] | None:
        """How far toward the end the last of them stands (0 to 1), and its words."""
        places = ((said.has(one), one) for one in self.phrases)
        place, words = max(places, default=(-1, ""))
        if place >= 0:
            return place / len(said.line), words.strip()
        for one in self.phrases if self.around else ():
            if context.has(one) >= 0:
                return 0.0, one.strip()
        return None


@dataclass(frozen=True, slots=True)
class Sign:
    """Words that speak for a cause, when each group has one of its phrases there and `unless` none.

    `weight`: 9 the words name this cause and no other; 7 they hardly mean another; 5 likely; 3 they only show that
    something failed.
    """

    weight: float
    groups: tuple[Group, ...]
    unless: tuple[str, ...] = ()

    def seen(self, said: Reading, context: Reading) -> "Seen | None":
        """What there is of it. The end of a message counts more than its head."""
        if any(said.has(one) >= 0 for one in self.unless):
            return None
        found: list[tuple[float, str]] = []
        for group in self.groups:
            here = group.found(said, context)
            if here is None:
                return None
            found.append(here)
        return Seen(self.weight + 0.9 * max(place for place, _ in found), tuple(words for _, words in found))


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign that was seen: how much it says, and the words that said it."""

    score: float
    words: tuple[str, ...]


def sign(weight: float, *groups: str | Group, unless: str = "") -> Sign:
    """A sign of groups of alternatives: `sign(9, "a | b", "c")` needs a or b, and c."""
    return Sign(weight, tuple(_group(one) for one in groups), tuple(_alternatives(unless)))


def around(phrases: str) -> Group:
    """Alternatives that may stand in the message or in what is told around it."""
    return Group(tuple(_alternatives(phrases)), around=True)


def _group(one: str | Group) -> Group:
    return one if isinstance(one, Group) else Group(tuple(_alternatives(one)))


def _alternatives(text: str) -> Iterator[str]:
    return (phrase(one) for one in text.split(" | ") if one.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One root cause that an engineer would treat differently from every other.

    `looks`: how it shows itself (on EC2 and Fargate, before and after AWS reworded its messages in June 2024);
    `unlike`: label of a look-alike → what tells the two apart; `look`: the evidence to look at; `fix`: what to do;
    `rule`: the rule that finds it in an account, if there is one.
    """

    label: str
    means: str
    signs: tuple[Sign, ...] = ()
    kind: Kind = Kind.CAUSE
    looks: str = ""
    unlike: dict[str, str] = field(default_factory=dict[str, str])
    look: str = ""
    fix: str = ""
    sources: tuple[str, ...] = ()
    rule: str | None = None

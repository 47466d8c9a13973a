"""A cause of failure: what it is, how it looks, what to do; and the signs by which messages show it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from islive.causes.reading import Reading, phrase

# What the last words of a message count more than its first.
TAIL = 0.9
# What words count less that stand far from each other, and what if they are of different statements of a log.
FAR, APART = 1.5, 4.0
# Where that stands which was only told around the message.
BESIDE = -1.0


class Kind(StrEnum):
    """A cause ends the search; a symptom says where to look next; information is nobody's fault."""

    CAUSE = "cause"
    SYMPTOM = "symptom"
    INFORMATION = "information"


Places = Mapping[str, float]
"""The phrases that a text holds, and how far toward its end (0 to 1) each stands last."""


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases of which one must be there; `around`: in the context, too; `told`: only there."""

    phrases: frozenset[str]
    around: bool = False
    told: bool = False

    def there(self, said: Places, context: Places) -> bool:
        """Whether one of them is there at all."""
        if not self.told and not self.phrases.isdisjoint(said):
            return True
        return self.around and not self.phrases.isdisjoint(context)

    def found(self, said: Places, context: Places, close: float = 1.0) -> tuple[float, str]:
        """Where that of them stands which is the closest to there, mostly the end, and its words."""
        here = () if self.told else self.phrases & said.keys()
        if here:
            return max(((said[one], one) for one in here), key=lambda one: (-abs(close - one[0]), one[1]))
        return BESIDE, min(self.phrases & context.keys())


@dataclass(frozen=True, slots=True)
class Sign:
    """Words that speak for a cause, when each group has one of its phrases there, and `unless` none near them.

    `weight`: 9 the words name this cause and no other; 7 they hardly mean another; 5 likely; 3 they only show that
    something failed.
    """

    weight: float
    groups: tuple[Group, ...]
    unless: frozenset[str] = frozenset()

    def seen(self, said: Places, context: Places, reading: Reading) -> "Seen | None":
        """What there is of it in that reading. The end of a message counts more than its head."""
        for group in self.groups:
            if not group.there(said, context):
                return None
        found = [group.found(said, context) for group in self.groups]
        places = [place for place, _ in found if place != BESIDE]
        if not reading.are_one(min(places), max(places)):
            # What stands first of them may have another one beside it, though the last ones are far apart.
            found = [group.found(said, context, min(places)) for group in self.groups]
            places = [place for place, _ in found if place != BESIDE]
        if any(reading.stands_near(one, place) for one in self.unless & said.keys() for place in places):
            return None
        first, last = min(places), max(places)
        words = tuple(words.strip() for _, words in found)
        return Seen(self.weight + TAIL * last - _less(first, last, reading), words, reading.are_one(first, last))


def _less(first: float, last: float, reading: Reading) -> float:
    """What words count less that do not stand together."""
    if reading.are_one(first, last):
        return FAR if reading.are_far(first, last) else 0
    return FAR if reading.is_short else APART


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign that was seen: how much it says, the words that said it, and whether one statement holds them all."""

    score: float
    words: tuple[str, ...]
    together: bool


def sign(weight: float, *groups: str | Group, unless: str = "") -> Sign:
    """A sign of groups of alternatives: `sign(9, "a | b", "c")` needs a or b, and c."""
    return Sign(weight, tuple(_group(one) for one in groups), frozenset(_alternatives(unless)))


def around(phrases: str) -> Group:
    """Alternatives that may stand in the message or in what is told around it."""
    return Group(frozenset(_alternatives(phrases)), around=True)


def told(phrases: str) -> Group:
    """Alternatives in what is told around a message: words too common to decide within one."""
    return Group(frozenset(_alternatives(phrases)), around=True, told=True)


def _group(one: str | Group) -> Group:
    return one if isinstance(one, Group) else Group(frozenset(_alternatives(one)))


def _alternatives(text: str) -> Iterator[str]:
    return (phrase(one) for one in text.split(" | ") if one.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One root cause that an engineer would treat differently from every other.

    `looks`: how it shows itself (on EC2 and Fargate, before and after AWS reworded its messages in June 2024);
    `known_by`: what tells it from its look-alikes; `unlike`: their labels; `alike`: those of them for which AWS says
    the very same words, so that only evidence decides; `look`: the evidence to look at; `fix`: what to do;
    `rule`: the rule that finds it in an account, if there is one.
    """

    label: str
    means: str
    signs: tuple[Sign, ...] = ()
    kind: Kind = Kind.CAUSE
    looks: str = ""
    known_by: str = ""
    unlike: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    look: str = ""
    fix: str = ""
    sources: tuple[str, ...] = ()
    rule: str | None = None

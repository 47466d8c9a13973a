"""Making a page fit: what is least important goes first, and it is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, auto

from islive.render.drawing.lines import Line


class Level(IntEnum):
    """What a line of a page is, from what is never cut to what goes first."""

    ANSWER = auto()
    BLIND = auto()
    CAUSE = auto()
    FIX = auto()
    QUOTE = auto()
    SYMPTOMS = auto()
    MORE_FIXES = auto()
    MEANWHILE = auto()
    CONTRIBUTING = auto()
    HIDDEN = auto()
    TOP = auto()
    LATER = auto()
    NOTES = auto()
    SPACE = auto()
    NEVER = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a page. Spaces between paragraphs do not count as something hidden."""

    line: Line
    level: Level
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left of a page, and how many of its lines are not shown."""

    rows: tuple[Row, ...]
    hidden: int


def cut(rows: Sequence[Row], most: int, level: Level) -> Cut | None:
    """At most so many rows, by giving up rows of that level and above; None where that is not enough."""
    left = list(rows)
    hidden = 0
    while len(left) > most:
        last = max(range(len(left)), key=lambda index: (left[index].level, index))
        if left[last].level < level:
            return None
        hidden += left.pop(last).counts
    return Cut(tuple(left), hidden)

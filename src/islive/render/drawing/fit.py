"""Making a page fit: what is least important goes first, and it is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from islive.render.drawing.lines import Line


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a page; the greater its level, the sooner it is cut. Spaces between paragraphs do not count."""

    line: Line
    level: int
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left of a page, and how many of its lines are not shown."""

    rows: tuple[Row, ...]
    hidden: int


def cut(rows: Sequence[Row], most: int, level: int) -> Cut | None:
    """At most so many rows, by giving up rows of that level and above; None where that is not enough."""
    left = list(rows)
    hidden = 0
    while len(left) > most:
        last = max(range(len(left)), key=lambda index: (left[index].level, index))
        if left[last].level < level:
            return None
        hidden += left.pop(last).counts
    return Cut(tuple(left), hidden)

"""Lines of text in the cells of a terminal: a Chinese letter takes two, an accent none."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto


class Tone(StrEnum):
    """What a piece of a line means. Colour comes from it, and only adds: the words carry the meaning."""

    BAD = auto()
    GOOD = auto()
    WAIT = auto()
    STRONG = auto()
    QUIET = auto()
    PLAIN = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Span, ...]


def line(text: str, tone: Tone = Tone.PLAIN) -> Line:
    """A line in one tone."""
    return (Span(text, tone),)


def cells(text: str) -> int:
    """How many cells the text takes."""
    from rich.cells import cell_len

    return cell_len(text)


def clip(text: str, width: int) -> str:
    """The text, cut at its end to that many cells."""
    return text if cells(text) <= width else _head(text, width - 1).rstrip() + "…"


def clip_middle(text: str, width: int) -> str:
    """The text, cut in its middle to that many cells: AWS says what at the beginning and why at the end."""
    if cells(text) <= width:
        return text
    head = _head(text, width // 2)
    tail = _head(text[::-1], width - 1 - cells(head))[::-1]
    return f"{head}…{tail}"


def _head(text: str, width: int) -> str:
    """The longest beginning that fits."""
    used = 0
    for end, character in enumerate(text):
        used += cells(character)
        if used > width:
            return text[:end]
    return text


def wrap(text: str, width: int, most: int) -> list[str]:
    """The text in lines of that many cells, at most so many; what does not fit ends in an ellipsis."""
    found = list(_wrapped(text, width))
    if len(found) <= most:
        return found
    return [*found[: most - 1], clip(f"{found[most - 1]} {found[most]}", width - 1).rstrip("…") + "…"]


def _wrapped(text: str, width: int) -> Iterator[str]:
    current = ""
    for word in _pieces(text, width):
        longer = f"{current} {word}" if current else word
        if cells(longer) <= width:
            current = longer
        else:
            yield current
            current = word
    yield current


def _pieces(text: str, width: int) -> Iterator[str]:
    """The words of a text; one that is wider than a line is broken."""
    for word in text.split():
        rest = word
        while cells(rest) > width:
            # A first letter of two cells in a line of one would never get smaller.
            head = _head(rest, width) or rest[0]
            yield head
            rest = rest[len(head) :]
        yield rest


def first_that_fits(variants: Iterator[str], width: int) -> str:
    """The first text that takes no more than that many cells; cut in the middle where none does."""
    last = ""
    for last in variants:
        if cells(last) <= width:
            return last
    return clip_middle(last, width)

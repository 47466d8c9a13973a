"""The manual pages of the rules, taken apart for the formats that print them."""

import re
from typing import NamedTuple

from islive.engine.discover import every_rule

_EMPHASIS = re.compile(r"\*{1,2}(\w[^*\n]*)\*{1,2}")
_FOR_READING = ("What it means", "Why it happens", "What to do")


class ManualSection(NamedTuple):
    """A heading of a manual page and the paragraphs under it; the points of a list are paragraphs too."""

    title: str
    paragraphs: tuple[str, ...]


def manual(id: str) -> tuple[ManualSection, ...]:
    """What the rule means, why it happens and what to do; nothing for an id that is no rule's."""
    text = next((one.manual for one in every_rule() if one.id == id), "")
    parts = (part.partition("\n") for part in re.split(r"^## +", text, flags=re.MULTILINE)[1:])
    sections = (ManualSection(title.strip(), _paragraphs(body)) for title, _, body in parts)
    return tuple(one for one in sections if one.title in _FOR_READING)


def _paragraphs(body: str) -> tuple[str, ...]:
    split = re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )", body.strip())
    return tuple(
        " ".join(_EMPHASIS.sub(r"\1", re.sub(r"^\s*[-*] ", "• ", one)).split()) for one in split if one.strip()
    )

"""Outside text made harmless: nothing that AWS, git or a log says can move the cursor, hide or reorder what is drawn.

A format makes the whole document safe before it draws anything, so there is no field that could be forgotten.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar, cast

T = TypeVar("T")

LONGEST = 4000

# Control, format (zero-width, bidirectional, tags), surrogate, private; separators of lines and paragraphs.
UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Letters and marks that are drawn as nothing at all, and variation selectors, which change another letter's width.
INVISIBLE = frozenset(
    map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)))
) | frozenset(map(chr, range(0xE0100, 0xE01F0)))
# More marks than this on one letter are no language, they are ink over the neighbouring lines.
MOST_MARKS = 3

PICTURES = {"\n": "⏎", "\t": " ", "\r": "␍", "\x1b": "␛", "\x7f": "␡", "\x00": "␀"}


def harmless(value: T, spell: Callable[[str], str]) -> T:
    """The same value with each text in it spelled safely, keys of mappings included."""
    return cast("T", _harmless(value, spell))


def _harmless(value: Any, spell: Callable[[str], str]) -> Any:
    match value:
        case Enum():
            return value
        case str():
            return spell(value)
        case tuple() | list():
            return _sequence(value, spell)
        case Mapping():
            return {spell(str(key)): _harmless(item, spell) for key, item in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return replace(
                value, **{field.name: _harmless(getattr(value, field.name), spell) for field in fields(value)}
            )
        case _:
            return value


def _sequence(value: tuple[Any, ...] | list[Any], spell: Callable[[str], str]) -> Any:
    items = [_harmless(item, spell) for item in value]
    named = getattr(type(value), "_make", None)
    return named(items) if named else type(value)(items)


def visible(text: str) -> str:
    """Text for a screen: what cannot be shown becomes a picture of itself or a dot."""
    return "".join(map(_picture, _few_marks(capped(text))))


def escaped(text: str) -> str:
    r"""Text for logs and screen readers: what cannot be shown becomes its escape (\x1b, \u202e)."""
    return "".join(_escape(character) if unsafe(character) else character for character in capped(text, "..."))


def unsafe(character: str) -> bool:
    """Whether drawing that character could do anything but put ink in its place."""
    return unicodedata.category(character) in UNSAFE or character in INVISIBLE


def capped(text: str, ellipsis: str = "…") -> str:
    """Text of a bearable length; what AWS means is at the beginning or at the end."""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST * 3 // 4] + ellipsis + text[-LONGEST // 4 :]


def _picture(character: str) -> str:
    if character in PICTURES:
        return PICTURES[character]
    if unsafe(character):
        return "·"
    return " " if character.isspace() else character


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _few_marks(text: str) -> str:
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)

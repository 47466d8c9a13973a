"""Sentences with code in them: islive's own texts set names and commands in backticks."""

import re
from typing import NamedTuple

_CODE = re.compile(r"`([^`]+)`")


class Piece(NamedTuple):
    """A part of a sentence: words, or code."""

    text: str
    code: bool = False


def pieces(text: str) -> tuple[Piece, ...]:
    """The sentence taken apart where its backticks come in pairs; a lone one is a character like any other."""
    parts = _CODE.split(text)
    return tuple(Piece(part, code=bool(number % 2)) for number, part in enumerate(parts) if part)

"""Text as every database takes it: what AWS says may hold what none can write."""

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.types import TypeDecorator


def writable(text: str | None) -> str | None:
    r"""Lone surrogates and NUL become what they are called (\ud800, \x00): SQLite or PostgreSQL refuse them."""
    if text is None or (text.isascii() and "\x00" not in text):
        return text
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")


class Words(TypeDecorator[str]):
    """Text of any length."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Make it writable."""
        del dialect
        return writable(value)


class Name(TypeDecorator[str]):
    """Text of at most so many characters."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Make it writable."""
        del dialect
        return writable(value)

"""What JSON can hold: the form in which every question and every answer is kept."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any


def plain(value: Any) -> Any:
    """The value as mappings, lists, text, numbers, booleans and None; times become ISO 8601 text in UTC."""
    match value:
        case str() | bool() | int() | float() | None:
            return value
        case Mapping():
            return {str(name): plain(member) for name, member in value.items()}
        case list() | tuple():
            return [plain(member) for member in value]
        case set() | frozenset():
            return sorted(plain(member) for member in value)
        case bytes() | bytearray():
            return bytes(value).decode("utf-8", "replace")
        case date():
            return iso(value) if isinstance(value, datetime) else value.isoformat()
        case _:
            raise TypeError(f"{type(value).__name__} cannot be kept in a transcript")


def iso(moment: datetime) -> str:
    """A moment as `2026-11-24T03:11:25.120Z`; one without a zone is taken for UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def canonical(value: Any) -> str:
    """One text for each value: members in order of their names, no spaces."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"))

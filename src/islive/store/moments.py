"""Moments as the database has them."""

from datetime import UTC, datetime


def written(at: datetime) -> str:
    """ISO 8601, UTC, microseconds always: text that sorts as the moments do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read(text: str) -> datetime:
    """The moment that was written."""
    return datetime.fromisoformat(text)


def read_or_none(text: str | None) -> datetime | None:
    """The moment, or that there is none."""
    return read(text) if text else None

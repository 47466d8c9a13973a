"""How times are written: always UTC."""

from datetime import UTC, datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def iso(at: datetime) -> str:
    """For machines and logs: 2025-07-21T08:50:00Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def day_and_minute(at: datetime) -> str:
    """For people, in whatever locale: 21 Jul 08:50."""
    utc = at.astimezone(UTC)
    return f"{utc.day} {MONTHS[utc.month - 1]} {utc.hour:02}:{utc.minute:02}"

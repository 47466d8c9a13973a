"""Moments in time as a world writes them (ISO 8601, UTC, `Z`) and as AWS's protocols want them."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache


@lru_cache(maxsize=1 << 15)
def moment(text: str) -> datetime:
    """The moment that an ISO 8601 text such as `2025-07-21T08:50:00Z` names."""
    return datetime.fromisoformat(text).astimezone(UTC)


def written(at: datetime) -> str:
    """A moment as ISO 8601 with `Z`, to the second unless it has a fraction."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds" if at.microsecond else "seconds").replace("+00:00", "Z")


def later(text: str, seconds: float) -> str:
    """The moment so many seconds after another one, both written."""
    return written(moment(text) + timedelta(seconds=seconds))


def epoch(text: str) -> float:
    """Seconds since 1970, to the millisecond, as AWS's JSON protocol writes a timestamp."""
    return round(moment(text).timestamp(), 3)


def epoch_milliseconds(text: str) -> int:
    """Milliseconds since 1970, as CloudWatch Logs counts time."""
    return round(moment(text).timestamp() * 1000)


def seconds(text: str) -> float:
    """A written moment in seconds since 1970, exact to the millisecond."""
    return round(moment(text).timestamp(), 3)


def at_seconds(at: float) -> datetime:
    """The moment so many seconds after 1970 began, to the millisecond."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=round(at * 1000))


@lru_cache(maxsize=1 << 15)
def written_at(at: float) -> str:
    """The moment so many seconds after 1970 began, written."""
    return written(at_seconds(at))

"""Times as AWS sends them, made ISO 8601 text in UTC, cheaply."""

from datetime import UTC, datetime
from typing import Any

from islive.transcript.plain import iso


def moment(value: Any) -> str:
    """A timestamp of AWS as text: epoch seconds in JSON, ISO 8601 in XML; what is neither stays as it is.

    botocore's own parser tries one date format after another and takes most of the time of a large reply.
    """
    try:
        return iso(_read(value))
    except (ValueError, OverflowError, OSError):
        return str(value)


def _read(value: Any) -> datetime:
    if isinstance(value, str) and not _is_number(value):
        return datetime.fromisoformat(value)
    return datetime.fromtimestamp(float(value), UTC)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()

"""A length of time as people type it: 90s, 30m, 1h30m."""

import re

from islive.model.errors import UserError

_LENGTH = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")


def seconds_of(option: str, text: str) -> float:
    """In seconds. Raises UserError."""
    found = _LENGTH.fullmatch(text.strip())
    if not found or not any(found.groups()):
        raise UserError(f"{option} {text} is no length of time", "for example 90s, 30m or 1h30m")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600.0 + minutes * 60 + seconds

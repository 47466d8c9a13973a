"""AWS's wildcards, in policies and listener rules: `*` is any text, `?` any one character, nothing else is special."""

import re
from functools import lru_cache


def like(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """Whether the whole text is as the pattern says."""
    return _expression(pattern, ignore_case).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _expression(pattern: str, ignore_case: bool) -> re.Pattern[str]:  # noqa: FBT001
    parts = (".*" if mark == "*" else "." if mark == "?" else re.escape(mark) for mark in pattern)
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else re.NOFLAG)
    return re.compile("".join(parts), flags)

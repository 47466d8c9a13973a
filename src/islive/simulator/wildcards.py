"""AWS's wildcards, in policies and listener rules: `*` is any text, `?` any one character, nothing else is special."""

import re


def like(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """Whether the whole text is as the pattern says."""
    parts = (".*" if mark == "*" else "." if mark == "?" else re.escape(mark) for mark in pattern)
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else re.NOFLAG)
    return re.fullmatch("".join(parts), text, flags) is not None

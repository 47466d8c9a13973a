"""A change of a file as it is copied: a unified diff."""

from difflib import unified_diff


def diff(path: str, before: str, after: str) -> tuple[str, ...]:
    """The lines of the diff, for `git apply` or `patch -p1`; none where nothing changes."""
    found = unified_diff(before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", lineterm="")
    return tuple(found)


def replaced(text: str, number: int, line: str | None) -> str:
    """The text with that line (from 1) instead, or without it."""
    lines = text.splitlines()
    lines[number - 1 : number] = [] if line is None else [line]
    return "\n".join(lines)

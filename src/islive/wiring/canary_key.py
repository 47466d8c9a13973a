"""The key that canaries sign with: from the environment or a file, never from the settings, which people commit."""

from collections.abc import Mapping
from pathlib import Path

from islive.model.errors import UserError

KEY, KEY_FILE = "ISLIVE_CANARY_KEY", "ISLIVE_CANARY_KEY_FILE"


def canary_key(environ: Mapping[str, str]) -> bytes | None:
    """ISLIVE_CANARY_KEY, or what the file holds that ISLIVE_CANARY_KEY_FILE names; None without. Raises UserError."""
    if given := environ.get(KEY):
        return given.encode("utf-8", "surrogateescape")
    if not (file := environ.get(KEY_FILE)):
        return None
    try:
        found = Path(file).read_bytes().strip()
    except OSError as closed:
        raise UserError(f"{KEY_FILE}: {file} cannot be read: {closed.strerror}") from closed
    if not found:
        raise UserError(f"{KEY_FILE}: {file} is empty", "it must hold the key that the canaries sign with (CANARY_KEY)")
    return found

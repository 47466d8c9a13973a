"""The key that canaries sign with: from the environment or a file."""

from pathlib import Path

import pytest

from islive.model.errors import UserError
from islive.wiring.canary_key import canary_key


def test_the_environment_or_a_file(tmp_path: Path) -> None:
    """The variable counts before the file, and a line's end is no part of a key."""
    file = tmp_path / "key"
    file.write_text("from a file\n", encoding="utf-8")
    named = {"ISLIVE_CANARY_KEY_FILE": str(file)}
    assert canary_key({}) is None
    assert canary_key(named) == b"from a file"
    assert canary_key({**named, "ISLIVE_CANARY_KEY": "given"}) == b"given"


@pytest.mark.parametrize("there", [True, False])
def test_a_file_without_a_key_is_an_error(tmp_path: Path, there: bool) -> None:  # noqa: FBT001
    """Answers must not pass for signed because nobody could check."""
    file = tmp_path / "key"
    if there:
        file.touch()
    with pytest.raises(UserError, match="ISLIVE_CANARY_KEY_FILE"):
        canary_key({"ISLIVE_CANARY_KEY_FILE": str(file)})

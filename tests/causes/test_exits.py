"""Exit codes in words."""

import pytest

from islive.causes.exits import exit_meaning, innocence


@pytest.mark.parametrize(
    "code,says",
    [
        (0, "ended by itself"),
        (1, "gave up"),
        (2, "wrong way"),
        (126, "cannot be executed"),
        (127, "not found"),
        (137, "SIGKILL"),
        (139, "SIGSEGV"),
        (143, "SIGTERM"),
        (42, "gave up"),
    ],
)
def test_every_code_has_a_clause(code: int, says: str) -> None:
    """Those of signals by their names, any other as the application's own."""
    assert says in exit_meaning(code)


def test_who_was_stopped_is_more_innocent_than_who_ended() -> None:
    """An error before a kill, a kill before an end in peace, and that before an order that was obeyed."""
    assert sorted([143, 0, 137, 1], key=innocence) == [1, 137, 0, 143]

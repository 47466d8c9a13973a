"""Feature checks: asked outside of every request, for a limited time, and whatever they do."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import islive_canary
import pytest
from islive_canary.canary import ASKING, CHECKS, SAID, Canary, ask

from tests.canary.scene import process, said


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """A registry that is empty before and after: it is one for the process."""
    kept = (CHECKS, ASKING, SAID)
    for one in kept:
        one.clear()
    yield
    for one in kept:
        one.clear()


def raises() -> None:
    """A check whose error says what nobody must read."""
    raise ConnectionError("postgres://user:password@db")


def leaves() -> None:
    """A check that wants the process to end."""
    raise SystemExit(1)


async def later() -> bool:
    """A check that waits."""
    await asyncio.sleep(0)
    return False


@pytest.mark.parametrize(
    "check,expected",
    [
        (lambda: True, {"ok": True}),
        (lambda: None, {"ok": True}),
        (lambda: 0, {"ok": False, "error": "False"}),
        (later, {"ok": False, "error": "False"}),
        (raises, {"ok": False, "error": "ConnectionError"}),
        (leaves, {"ok": False, "error": "SystemExit"}),
    ],
    ids=["true", "nothing", "false", "async", "an error", "an exit"],
)
def test_a_check_is_well_or_says_the_kind_of_its_error(check: Callable[[], object], expected: object) -> None:
    """The kind and never the text, which may hold a password."""
    islive_canary.feature("payments", check)
    assert ask(5) == {"payments": expected}


def test_a_check_that_takes_too_long_is_not_well_and_is_not_asked_twice() -> None:
    """All checks together have the time; one that hangs holds one thread, and hides no other."""
    asked: list[str] = []
    go_on = threading.Event()

    @islive_canary.feature("slow")
    def _() -> bool:
        asked.append("slow")
        return go_on.wait(20)

    islive_canary.feature("fast", lambda: True)
    began = time.monotonic()
    for _ in range(3):
        assert ask(0.1) == {"slow": {"ok": False, "error": "TimedOut"}, "fast": {"ok": True}}
    assert time.monotonic() - began < 5
    assert asked == ["slow"]
    go_on.set()
    assert ask(20)["slow"] == {"ok": True}


def test_features_stand_in_the_answer_once_they_have_been_asked(tmp_path: Path) -> None:
    """Not before: what nobody has asked is neither well nor broken."""
    islive_canary.feature("payments", raises)
    assert said(Canary(version="v1", delay=3600))["features"] == {}
    with process(tmp_path, "import islive_canary; islive_canary.feature('payments', lambda: 1 / 0)") as one:
        answer = one.says_after_a_look()
    assert answer["features"] == {"payments": {"ok": False, "error": "ZeroDivisionError"}}

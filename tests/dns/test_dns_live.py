"""The door to names: addresses, no addresses, or a refusal."""

import socket
import threading
from typing import Any

import pytest

from islive.dns import LiveDns
from islive.model.doors import Refused


def answering(*found: str, error: Exception | None = None) -> LiveDns:
    """A door whose resolver finds these, or fails."""

    def lookup(*_: Any, **__: Any) -> Any:
        if error:
            raise error
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "lb.example" if not at else "", (a, 0))
            for at, a in enumerate(found)
        ]

    return LiveDns(lookup, deadline=1)


def test_a_name_has_addresses() -> None:
    """Each once, in a fixed order, with the name that they really belong to."""
    reply = answering("10.0.0.2", "10.0.0.1", "10.0.0.2").resolve("app.example")
    assert dict(reply) == {"addresses": ["10.0.0.1", "10.0.0.2"], "canonical": "lb.example"}


def test_the_system_is_asked() -> None:
    """Without another, it is the resolver of this machine."""
    assert "127.0.0.1" in LiveDns().resolve("127.0.0.1")["addresses"]


def test_a_name_that_does_not_exist_has_none() -> None:
    """That is an answer."""
    assert answering(error=socket.gaierror(socket.EAI_NONAME, "x")).resolve("a")["addresses"] == []


@pytest.mark.parametrize(
    "error, code",
    [
        (socket.gaierror(socket.EAI_AGAIN, "try again"), "TimedOut"),
        (socket.gaierror(socket.EAI_FAIL, "broken"), "Unreachable"),
        (UnicodeError("label too long"), "Unreachable"),
    ],
)
def test_a_resolver_that_fails_is_a_refusal(error: Exception, code: str) -> None:
    """Not being able to tell is not the same as no."""
    with pytest.raises(Refused) as refused:
        answering(error=error).resolve("a")
    assert refused.value.code == code


def test_a_resolver_that_hangs_is_given_up() -> None:
    """The system's resolver knows no deadline, the door does."""
    never = threading.Event()

    def hang(*_: Any, **__: Any) -> Any:
        never.wait(5)
        return []

    with pytest.raises(Refused, match="TimedOut"):
        LiveDns(hang, deadline=0.1).resolve("a")
    never.set()

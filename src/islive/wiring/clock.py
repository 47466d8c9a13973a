"""The clock: that of this machine, or of a simulated account, where who waits lets the world's time pass."""

import json
import os
import time
import urllib.request
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from islive.model.doors import Clock
from islive.model.errors import UserError

VARIABLE, SIMULATOR = "ISLIVE_CLOCK", "simulator"


class SystemClock:
    """It does not jump when somebody sets the time of day."""

    def now(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)


class SimulatorClock:
    """The time of the living world at an endpoint of `islive sim serve`: waiting costs nobody any time."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint.rstrip("/")

    def now(self) -> float:
        """Seconds since 1970, of the world."""
        return datetime.fromisoformat(self._asked("clock")["now"]).timestamp()

    def wait(self, seconds: float) -> None:
        """Let them pass in the world."""
        self._asked("advance", {"seconds": seconds})

    def _asked(self, control: str, body: Any = None) -> dict[str, Any]:
        sent = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self._endpoint}/_sim/{control}", sent) as answer:  # noqa: S310 (see clock_of)
            return json.load(answer)


def clock_of(environ: Mapping[str, str] = os.environ) -> Clock:
    """The clock that the environment names; that of this machine unless ISLIVE_CLOCK says otherwise.

    With ISLIVE_CLOCK=simulator it is that of the simulator at AWS_ENDPOINT_URL, on loopback. Raises UserError.
    """
    match environ.get(VARIABLE):
        case None | "":
            return SystemClock()
        case "simulator" if _is_on_loopback(environ.get("AWS_ENDPOINT_URL", "")):
            return SimulatorClock(environ["AWS_ENDPOINT_URL"])
        case named:
            raise UserError(
                f"{VARIABLE}={named} names no clock",
                f"{VARIABLE}={SIMULATOR} is that of `islive sim serve --living`, with AWS_ENDPOINT_URL set to it",
            )


def is_simulated(environ: Mapping[str, str]) -> bool:
    """Whether the time is that of a simulated account. Raises UserError."""
    return isinstance(clock_of(environ), SimulatorClock)


def _is_on_loopback(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    return parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}

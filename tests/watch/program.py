"""A watch as a program of its own, over a living account at an endpoint whose time it lets pass: to be killed."""

import json
import os
import sys
import urllib.request
from datetime import datetime

from islive.model.question import Options
from islive.sinks.webhook import Webhook
from islive.store import open_ledger, open_store
from islive.watch.loop import Watch
from islive.wiring.inquiry import Inquiry
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from islive.wiring.watching import Sights


class EndpointClock:
    """The time of the living world behind AWS_ENDPOINT_URL: who waits lets it pass."""

    def at(self) -> datetime:
        """The virtual moment."""
        return datetime.fromisoformat(asked("/_sim/world")["now"])

    def now(self) -> float:
        """The same in seconds."""
        return self.at().timestamp()

    def wait(self, seconds: float) -> None:
        """Let them pass."""
        asked("/_sim/advance", {"seconds": seconds})


def asked(path: str, body: dict[str, float] | None = None) -> dict[str, str]:
    """One of the simulator's controls."""
    sent = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + path, sent) as answer:  # noqa: S310 (loopback)
        return json.load(answer)


def main(database: str, webhook: str, until: str) -> None:
    """Watch until that virtual moment."""
    clock, end = EndpointClock(), datetime.fromisoformat(until)
    inquiry = Inquiry(options=Options(probe=False))
    sights = Sights(lambda: open_look(Place(), inquiry), clock.at, open_store(database), print)
    sinks = [Webhook(webhook, b"0123456789abcdef")]
    Watch(sights, open_ledger(database), sinks, clock, print).run(lambda: clock.at() >= end)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""How a living world's time passes for those who ask it: not at all, with the wall clock, or in step with a client."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from islive.simulator.living.living import Living

# A virtual day a second, or a request: beyond it nobody sees anything happen.
FASTEST = 86400.0


@dataclass
class Clock:
    """`speed` is virtual seconds for each second of the wall, `per_request` for each request to AWS; 0: it stands."""

    speed: float = 0.0
    per_request: float = 0.0
    wall: Callable[[], float] = time.monotonic
    _seen: float = 0.0

    def set(self, speed: float, per_request: float) -> None:
        """From now on time passes so."""
        self.speed, self.per_request, self._seen = speed, per_request, self.wall()

    def catch_up(self, living: Living) -> None:
        """Let pass what has passed on the wall since the last look at it."""
        if self.speed:
            now = self.wall()
            living.advance((now - self._seen) * self.speed)
            self._seen = now

    def step(self, living: Living) -> None:
        """A client asks AWS: it has waited as long as a request stands for."""
        if self.per_request:
            living.advance(self.per_request)

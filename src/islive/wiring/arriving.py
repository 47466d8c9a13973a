"""Looking at a way back that has begun: until ECS has turned round, what it shows is still the version that is left."""

from collections.abc import Callable
from dataclasses import dataclass

from islive.model.doors import Clock
from islive.model.motion import Observation
from islive.wiring.returning import WayBack

# Seconds. ECS takes a moment to begin what it was told, and its readings lag behind.
SOON, LAG = 3.0, 180.0


@dataclass
class Arriving:
    """The same looks; the first of them waits until PRIMARY is where the way leads, or no more can be expected."""

    look: Callable[[], Observation]
    clock: Clock
    way: WayBack
    turned: bool = False

    def __call__(self) -> Observation:
        """Look once more. Raises UserError, Refused."""
        began, seen = self.clock.now(), self.look()
        while not (self.turned or self.way.is_there(seen.report) or self.clock.now() - began >= LAG):
            self.clock.wait(SOON)
            seen = self.look()
        self.turned = True
        return seen

"""What an endpoint serves: a world, how its time passes, what is wrong with its API, and the ports of its tasks."""

import threading
from dataclasses import dataclass, field

from islive.simulator.clock import Clock
from islive.simulator.living.living import Living
from islive.simulator.ports import Ports
from islive.simulator.source import Source
from islive.simulator.trouble import Meeting, Troubles
from islive.simulator.world import World


@dataclass
class Served:
    """A living world is one thing for all threads: they take turns."""

    source: Source
    clock: Clock = field(default_factory=Clock)
    turn: threading.RLock = field(default_factory=threading.RLock)
    troubles: Troubles = field(init=False)
    ports: Ports = field(init=False)

    def __post_init__(self) -> None:
        self.troubles = Troubles(self.now)
        self.ports = Ports(self.seen, self.turn, self.seed)

    @property
    def seed(self) -> str:
        """What decides where chance would."""
        return self.source.engine.seed if isinstance(self.source, Living) else ""

    def now(self) -> float:
        """Seconds: those of the world, or of the wall where the world stands still."""
        return self.source.engine.now if isinstance(self.source, Living) else self.clock.wall()

    def seen(self) -> World:
        """The world as it is now, after what has passed on the wall."""
        if not isinstance(self.source, Living):
            return self.source
        with self.turn:
            self.clock.catch_up(self.source)
            return self.source.world

    def step(self) -> None:
        """A request to AWS comes: in lock step the time of one passes."""
        if isinstance(self.source, Living):
            self.clock.step(self.source)

    def settle(self) -> None:
        """Let the ports follow what has happened."""
        if self.ports.knocking:
            self.ports.settle(self.seen())

    def asked(self, world: World) -> Meeting | None:
        """A request to AWS on its way; None where nothing can come between."""
        return Meeting(self.troubles, world, self.seed) if self.troubles.on else None

    def reset(self, living: Living) -> None:
        """Back to the beginning: a world without troubles, and those who ask it counted anew."""
        living.reset()
        self.troubles.clear()
        self.ports.count_anew()

"""What the tests of the watch share: a living account, a clock in lock step with it, and somebody who is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from islive.aws import Live
from islive.aws.live import Pace
from islive.model.question import Options
from islive.model.store import Store
from islive.model.watching import Message, SinkTrouble
from islive.simulator import Living
from islive.store import open_ledger, open_store
from islive.watch.loop import Watch
from islive.wiring.blobs import BlobsAws
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look, recorded
from islive.wiring.opening import known_settings
from islive.wiring.policy import declared
from islive.wiring.simulated import SimulatedDns, SimulatedHttp, SimulatedRepo, session_of
from islive.wiring.watching import Sights


class StandingClock:
    """Time does not pass."""

    def now(self) -> float:
        """Seconds."""
        return 0.0

    def wait(self, seconds: float) -> None:
        """Nothing happens."""


@dataclass
class LivingClock:
    """The clock of a living world: who waits lets its time pass."""

    living: Living

    def now(self) -> float:
        """Seconds of the virtual time."""
        return self.living.engine.now

    def wait(self, seconds: float) -> None:
        """Let them pass."""
        self.living.advance(seconds)


@dataclass
class Heard:
    """Somebody who is told, or (while `deaf`) cannot be."""

    name: str = "heard"
    deaf: bool = False
    messages: list[Message] = field(default_factory=list[Message])
    talked: list[str] = field(default_factory=list[str])

    def send(self, message: Message) -> None:
        """Take it."""
        if self.deaf:
            raise SinkTrouble("nobody is at home")
        self.messages.append(message)

    def talk(self, text: str) -> None:
        """What the watch says on stderr."""
        self.talked.append(text)


def look_at(living: Living) -> tuple[Look, Inquiry]:
    """A look at the living account as it is at this moment."""
    world = living.world
    may_ask = declared(inspect_secrets=False)
    live = Live(session_of(world), region=world.scope.region, declared=may_ask, pace=Pace(attempts=1), budgets=None)
    http = SimulatedHttp(world)
    look = recorded(
        BlobsAws(live, http), http, SimulatedDns(world), SimulatedRepo(world), known_settings(world), world.now
    )
    return look, Inquiry(options=Options())


def watching(
    living: Living,
    folder: Path,
    heard: Heard,
    every: float = 60.0,
    open: Callable[[], tuple[Look, Inquiry]] | None = None,
) -> Watch:
    """A watch over a living account, with its memory in that folder."""
    place = f"sqlite:///{folder / 'memory.db'}"
    store: Store = open_store(place)
    sights = Sights(open or (lambda: look_at(living)), lambda: living.now, store, heard.talk)
    return Watch(sights, open_ledger(place), [heard], LivingClock(living), heard.talk, every)

"""Worlds one after another, over a time of their own: what somebody who waits sees, without waiting."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from islive.engine.waiting import Limits
from islive.model.documents import Progress
from islive.model.motion import Observation
from islive.wiring.inquiry import Inquiry
from islive.wiring.looks import Looks
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from islive.wiring.waiting import Waited, wait_for

# A world, or something else that a look comes to: a function of what the world alone would show.
Twist = Callable[[], Observation]


@dataclass
class VirtualClock:
    """Time passes when somebody waits, and at no other time; `waits` are the seconds of each."""

    at: float = 1000.0
    waits: list[float] = field(default_factory=list[float])

    def now(self) -> float:
        """Seconds."""
        return self.at

    def wait(self, seconds: float) -> None:
        """Let them pass."""
        self.waits.append(seconds)
        self.at += seconds


@cache
def seen_in(scenario: str, words: str, version: str | None) -> Observation:
    """What a look at that world sees; a world does not change, so it is looked at once in each test process."""
    inquiry = Inquiry(service=words, version=version)
    return Looks(lambda: open_look(Place(scenario=scenario), inquiry), words)()


@dataclass
class Unfolding:
    """From so many seconds after the beginning on, that world (a scenario's name, a file) or that twist."""

    chapters: dict[float, str | Twist]
    words: str = "web"
    version: str | None = "v1.4.2"
    clock: VirtualClock = field(default_factory=VirtualClock)
    shown: list[Progress] = field(default_factory=list[Progress])

    def __post_init__(self) -> None:
        self._began = self.clock.now()

    def look(self) -> Observation:
        """What is to be seen now."""
        passed = self.clock.now() - self._began
        chapter = self.chapters[max(at for at in self.chapters if at <= passed)]
        return seen_in(chapter, self.words, self.version) if isinstance(chapter, str) else chapter()

    def waited(self, limits: Limits | None = None) -> Waited:
        """How it ends for somebody who waits from the beginning."""
        return wait_for(self.look, self.clock, limits or Limits(), self.shown.append)

    @property
    def took(self) -> float:
        """Seconds from the beginning to now."""
        return self.clock.now() - self._began


def written(folder: Path, name: str, text: str) -> str:
    """A world of a test's own, as a file; its path."""
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)

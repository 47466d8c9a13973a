"""What will happen, in order of time: an event heap over a virtual clock."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

Deed: TypeAlias = Callable[[], None]


# When, and in which order they were entered: two deeds of one moment happen in that order.
Entry: TypeAlias = tuple[float, int, Deed]


@dataclass
class Agenda:
    """Deeds to come; `now` is in seconds since 1970 and never runs back."""

    now: float
    entries: list[Entry] = field(default_factory=list[Entry])
    entered: int = 0
    done: int = 0

    def at(self, moment: float, deed: Deed) -> None:
        """Do this at that moment, at once if it has passed."""
        self.entered += 1
        heapq.heappush(self.entries, (max(moment, self.now), self.entered, deed))

    def after(self, seconds: float, deed: Deed) -> None:
        """Do this so many seconds from now."""
        self.at(self.now + seconds, deed)

    def run_until(self, moment: float) -> None:
        """Everything that is due until then, that moment included."""
        while self.entries and self.entries[0][0] <= moment:
            self.step()
        self.now = max(self.now, moment)

    def step(self) -> bool:
        """The next deed, at its moment; whether there was one."""
        if not self.entries:
            return False
        self.now, _, deed = heapq.heappop(self.entries)
        self.done += 1
        deed()
        return True

    @property
    def next_at(self) -> float | None:
        """When the next deed is due."""
        return self.entries[0][0] if self.entries else None

"""What will happen, in order of time: an event heap over a virtual clock."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

Deed = Callable[[], None]


@dataclass(order=True)
class _Entry:
    at: float
    # Two deeds of one moment happen in the order in which they were entered.
    order: int
    deed: Deed = field(compare=False)


@dataclass
class Agenda:
    """Deeds to come; `now` is in seconds since 1970 and never runs back."""

    now: float
    entries: list[_Entry] = field(default_factory=list[_Entry])
    entered: int = 0
    done: int = 0

    def at(self, moment: float, deed: Deed) -> None:
        """Do this at that moment, at once if it has passed."""
        self.entered += 1
        heapq.heappush(self.entries, _Entry(max(moment, self.now), self.entered, deed))

    def after(self, seconds: float, deed: Deed) -> None:
        """Do this so many seconds from now."""
        self.at(self.now + seconds, deed)

    def run_until(self, moment: float) -> None:
        """Everything that is due until then, that moment included."""
        while self.entries and self.entries[0].at <= moment:
            self.step()
        self.now = max(self.now, moment)

    def step(self) -> bool:
        """The next deed, at its moment; whether there was one."""
        if not self.entries:
            return False
        entry = heapq.heappop(self.entries)
        self.now = entry.at
        self.done += 1
        entry.deed()
        return True

    @property
    def next_at(self) -> float | None:
        """When the next deed is due."""
        return self.entries[0].at if self.entries else None

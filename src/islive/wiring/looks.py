"""A fresh look each time, at the same service: new doors, a new transcript, a new moment."""

from collections.abc import Callable

from islive.engine.investigate import observe
from islive.model.motion import Observation
from islive.model.target import Requested
from islive.wiring.inquiry import Inquiry
from islive.wiring.kept import Kept
from islive.wiring.look import Look
from islive.wiring.pace import seconds_to_refill
from islive.wiring.search import Meant, meant

Open = Callable[[], tuple[Look, Inquiry]]


class Looks:
    """What SERVICE means is found out once; the doors are opened anew for each look.

    So credentials which were renewed meanwhile are taken up. `newest` is the last look that came to a report, for
    whoever records it: of one that failed half-way nothing is to be proved.
    """

    def __init__(self, open: Open, words: str, kept: Kept | None = None) -> None:
        self._open = open
        self._kept = kept
        self._words = words
        self._meant: Meant | None = None
        self._opened: tuple[Look, Inquiry] | None = None
        self.newest: tuple[Look, Inquiry] | None = None

    def __call__(self) -> Observation:
        """Look once more. Raises UserError, Refused."""
        found, look, inquiry = self._open_anew()
        doors = found.through(look).doors
        asked = (found.target, Requested(inquiry.version), doors, found.options, look.settings, look.now)
        return self._learned(observe(*asked))

    @property
    def cost(self) -> float:
        """How many seconds the read budget needs to give back what the newest look asked."""
        return seconds_to_refill(self.newest[0].transcript) if self.newest else 0.0

    def _open_anew(self) -> tuple[Meant, Look, Inquiry]:
        look, inquiry = self._opened = self._open()
        if self._meant is None:
            self._meant = meant(look, inquiry, self._words)
        return self._meant, look, inquiry

    def _learned(self, seen: Observation) -> Observation:
        self.newest = self._opened
        if self._kept:
            self._kept.learn(seen)
        return seen

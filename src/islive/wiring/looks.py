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
    """What SERVICE means is found out once; `newest` is the look that was opened last, for whoever records it.

    The doors are opened anew for each look, so that credentials which were renewed meanwhile are taken up.
    """

    def __init__(self, open: Open, words: str, kept: Kept | None = None) -> None:
        self._open = open
        self._kept = kept
        self._words = words
        self._meant: Meant | None = None
        self.newest: tuple[Look, Inquiry] | None = None

    def __call__(self) -> Observation:
        """Look once more. Raises UserError, Refused."""
        look, inquiry = self._open()
        if self._meant is None:
            self._meant = meant(look, inquiry, self._words)
        target, options, doors = self._meant.target, self._meant.options, self._meant.through(look).doors
        found = observe(target, Requested(inquiry.version), doors, options, look.settings, look.now)
        self.newest = look, inquiry
        if self._kept:
            self._kept.learn(found)
        return found

    @property
    def cost(self) -> float:
        """How many seconds the read budget needs to give back what the newest look asked."""
        return seconds_to_refill(self.newest[0].transcript) if self.newest else 0.0

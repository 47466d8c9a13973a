"""What was made of the parts of a document, kept for as long as they stay what they are."""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
Place = tuple[str, ...]


class Kept:
    """What has been made of each place's part; a part that equals the last one there is not made anew.

    A round is one reading of the whole document: what a round does not come by is forgotten in the next.
    """

    def __init__(self) -> None:
        self._last: dict[Place, tuple[object, Any]] = {}
        self._now: dict[Place, tuple[object, Any]] = {}

    def begin_round(self) -> None:
        """The document is read once more."""
        self._last, self._now = self._now, {}

    def of(self, place: Place, part: object, make: Callable[[], T]) -> T:
        """What was made of that part at that place, made now unless it is there."""
        known = self._last.get(place)
        # Whether it is the same is cheaper to see than whether it is equal.
        if known is None or (known[0] is not part and known[0] != part):
            known = (part, make())
        self._now[place] = known
        return known[1]

"""Pages of a long answer, with tokens that only this simulator can read."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from islive.simulator.refusal import Refusal

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page and the token of the next one, None on the last."""

    items: list[T]
    next_token: str | None


@dataclass(frozen=True)
class Pages:
    """How one operation pages: its default and largest page, and the code that refuses a bad token."""

    default: int
    largest: int
    bad_token: str = "InvalidParameterException"

    def of(self, items: Sequence[T], size: int | None, token: str | None, cap: int | None) -> Page[T]:
        """The page that `token` stands for; `cap` makes pages smaller still, so that tests can page."""
        length = min(size or self.default, self.largest, cap or self.largest)
        start = self._start(token)
        end = start + length
        return Page(list(items[start:end]), _token(end) if end < len(items) else None)

    def _start(self, token: str | None) -> int:
        if not token:
            return 0
        try:
            return int(base64.b64decode(token, validate=True).decode().removeprefix("start="))
        except (binascii.Error, UnicodeDecodeError, ValueError):
            raise Refusal(self.bad_token, "Invalid token") from None


def _token(start: int) -> str:
    return base64.b64encode(f"start={start}".encode()).decode()

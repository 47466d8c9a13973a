"""A token bucket: so many questions at once, so many a second after that. Pure: the caller brings the time."""

from dataclasses import dataclass
from math import inf, isinf

# A rate that AWS finds too fast is halved, at most once a second, and comes back by so much of itself each second.
RECOVERY = 0.02
LEAST = 1 / 16
PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` questions at once, `per_second` after that."""

    burst: float
    per_second: float

    def share(self, part: float) -> "Rate":
        """That part of it; one question can always be asked."""
        return Rate(max(1.0, self.burst * part), self.per_second * part)


UNLIMITED = Rate(inf, inf)


class Bucket:
    """The tokens of one rate. `at_worst` is the rate that an unlimited one gets when AWS throttles after all."""

    def __init__(self, rate: Rate, at_worst: Rate, now: float) -> None:
        self._full = rate
        self._at_worst = at_worst
        self._tokens = rate.burst
        self._per_second = rate.per_second
        self._now = now
        self._halved = -inf

    def take(self, now: float) -> float:
        """Take a token; how many seconds to wait until it is there. Who comes later waits longer."""
        self._refill(now)
        self._tokens -= 1
        return max(0.0, -self._tokens / self._per_second) if not isinf(self._per_second) else 0.0

    def throttled(self, now: float) -> None:
        """AWS said that it was too much, so others are asking too: half as fast, and nothing in store."""
        self._refill(now)
        if now - self._halved < PATIENCE:
            return
        self._halved = now
        if isinf(self._per_second):
            self._full = self._at_worst
            self._per_second = self._at_worst.per_second
        self._per_second = max(self._per_second / 2, self._full.per_second * LEAST)
        self._tokens = min(self._tokens, 0.0)

    @property
    def per_second(self) -> float:
        """How fast it fills now."""
        return self._per_second

    def _refill(self, now: float) -> None:
        passed = max(0.0, now - self._now)
        self._now = max(now, self._now)
        if isinf(self._per_second):
            return
        self._tokens = min(self._full.burst, self._tokens + passed * self._per_second)
        risen = self._per_second + passed * self._full.per_second * RECOVERY
        self._per_second = min(self._full.per_second, risen)

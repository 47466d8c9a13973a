"""The read budget: a quarter of what AWS lets one account be asked in one region, for everything that islive asks.

The limits belong to the account: consoles, pipelines and autoscaling live off the same buckets. All threads share a
budget. Where AWS throttles, others are asking too: that bucket is halved at once, and comes back slowly.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from islive.aws.bucket import Bucket
from islive.aws.rates import AT_WORST, bucket_of
from islive.aws.refusals import THROTTLED

SHARE = 0.25


def new_budget(whose: str, region: str) -> "Budget":
    """A budget of its own, for one look."""
    del whose, region
    return Budget()


class Budget:
    """What may be asked of one account in one region, by whoever holds it."""

    def __init__(
        self,
        share: float = SHARE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._share = share
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._buckets: dict[str, Bucket] = {}

    def spend(self, operation: str) -> None:
        """Wait until that operation may be asked once more."""
        with self._lock:
            wait = self._bucket(operation).take(self._clock())
        if wait:
            self._sleep(wait)

    def throttled(self, operation: str) -> None:
        """AWS would not answer that operation so soon."""
        with self._lock:
            self._bucket(operation).throttled(self._clock())

    def watch(self, client: Any, service: str) -> None:
        """Let every request of a client be paid for: each page and each repetition, as AWS counts them."""

        def ask(operation_name: str, **_: Any) -> None:
            self.spend(f"{service}:{operation_name}")

        def answered(response: Any, operation: Any, **_: Any) -> None:
            parsed = response[1] if response else {}
            if parsed.get("Error", {}).get("Code") in THROTTLED:
                self.throttled(f"{service}:{operation.name}")

        client.meta.events.register_first("request-created", ask)
        client.meta.events.register_first("needs-retry", answered)

    def _bucket(self, operation: str) -> Bucket:
        name, rate = bucket_of(operation)
        if name not in self._buckets:
            self._buckets[name] = Bucket(rate.share(self._share), AT_WORST.share(self._share), self._clock())
        return self._buckets[name]

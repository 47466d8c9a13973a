"""AWS's token buckets, as its documentation gives them: who asks faster is refused, and everybody is counted."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from islive.simulator.refusal import Refusal

# Burst and refill a second, for each group of actions that share a bucket:
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
_ECS: Mapping[tuple[str, ...], tuple[float, float]] = {
    ("DescribeServices", "ListServices"): (100, 20),
    ("DescribeServiceDeployments", "ListServiceDeployments"): (50, 20),
    ("DescribeServiceRevisions",): (50, 20),
    ("DescribeClusters", "ListClusters"): (50, 20),
    ("DescribeTasks", "ListTasks"): (100, 20),
    ("DescribeTaskDefinition", "ListTaskDefinitions"): (50, 20),
}
# https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
_ELB = (40.0, 10.0)


@dataclass
class _Bucket:
    tokens: float
    at: float


@dataclass
class Meter:
    """The buckets of one account and region; `asked` counts what came, `refused` what came too fast."""

    clock: Callable[[], float] = time.monotonic
    asked: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    buckets: dict[str, _Bucket] = field(default_factory=dict[str, _Bucket])
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, service: str, operation: str) -> None:
        """Count a request, and refuse it as that service throttles if its bucket is empty."""
        with self.lock:
            self.asked[f"{service}:{operation}"] += 1
            if self._empty(service, operation):
                self.refused[f"{service}:{operation}"] += 1
                raise Refusal("Throttling" if service == "elbv2" else "ThrottlingException", "Rate exceeded")

    def _empty(self, service: str, operation: str) -> bool:
        name, burst, refill = _limit(service, operation)
        now = self.clock()
        bucket = self.buckets.setdefault(name, _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * refill)
        bucket.at = now
        if bucket.tokens < 1:
            return True
        bucket.tokens -= 1
        return False


def _limit(service: str, operation: str) -> tuple[str, float, float]:
    """The name, burst and refill of an action's bucket; what has no published one is not limited."""
    if service == "elbv2":
        return "elbv2", *_ELB
    for actions, limit in _ECS.items() if service == "ecs" else ():
        if operation in actions:
            return f"ecs {actions[0]}", *limit
    return f"{service}:{operation}", float("inf"), 1.0

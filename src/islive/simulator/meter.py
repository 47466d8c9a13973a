"""AWS's token buckets, as its documentation gives them: who asks faster is refused, and everybody is counted."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from islive.simulator.models import QUERY_SERVICES
from islive.simulator.refusal import Refusal

Limit = tuple[float, float]
# Burst and refill a second, for each group of actions that share a bucket:
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
_ECS: Mapping[tuple[str, ...], Limit] = {
    ("DescribeServices", "ListServices"): (100, 20),
    ("CreateService", "UpdateService"): (50, 5),
    ("DescribeServiceDeployments", "ListServiceDeployments"): (50, 20),
    ("DescribeServiceRevisions",): (50, 20),
    ("DescribeClusters", "ListClusters"): (50, 20),
    ("DescribeTasks", "ListTasks", "DescribeContainerInstances", "ListContainerInstances"): (100, 20),
    ("DescribeTaskDefinition", "ListTaskDefinitions"): (50, 20),
    ("RegisterTaskDefinition", "DeregisterTaskDefinition"): (20, 1),
    ("TagResource",): (20, 10),
    ("GetTaskProtection",): (200, 80),
}
# All that this simulator answers of Elastic Load Balancing only reads:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
_ELB: Limit = (40, 10)
# Services that publish a rate a second and no burst: a second's worth is the burst.
_RATES: Mapping[str, float] = {
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
    "ecr:BatchGetImage": 2000,
    "ecr:GetDownloadUrlForLayer": 3000,
    "ecr:PutImage": 10,
    # https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
    "secretsmanager:DescribeSecret": 40000,
    "secretsmanager:GetSecretValue": 10000,
    "secretsmanager:PutSecretValue": 50,
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html, where GetLogEvents has 25 in
    # most regions.
    "logs:DescribeLogGroups": 10,
    "logs:GetLogEvents": 25,
}


def throttled(service: str) -> Refusal:
    """How that service refuses who asks too fast.

    EC2: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html.
    """
    if service == "ec2":
        return Refusal("RequestLimitExceeded", "Request limit exceeded.", 503)
    return Refusal("Throttling" if service in QUERY_SERVICES else "ThrottlingException", "Rate exceeded")


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
                raise throttled(service)

    def _empty(self, service: str, operation: str) -> bool:
        limit = limit_of(service, operation)
        if limit is None:
            return False
        name, burst, refill = limit
        now = self.clock()
        bucket = self.buckets.setdefault(name, _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * refill)
        bucket.at = now
        if bucket.tokens < 1:
            return True
        bucket.tokens -= 1
        return False


def limit_of(service: str, operation: str) -> tuple[str, float, float] | None:
    """The name, burst and refill of an action's bucket; what has no published one is not limited."""
    if service == "elbv2":
        return "elbv2", *_ELB
    if f"{service}:{operation}" in _RATES:
        rate = _RATES[f"{service}:{operation}"]
        return f"{service}:{operation}", rate, rate
    for actions, limit in _ECS.items() if service == "ecs" else ():
        if operation in actions:
            return f"ecs {actions[0]}", *limit
    return None

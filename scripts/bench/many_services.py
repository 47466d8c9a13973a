"""How long an account takes, as a ratio to the least that a quarter of AWS's rates allows, and what it asks.

The simulated AWS answers each request after 50 ms and keeps the token buckets that AWS documents; islive lives off a
quarter of them. With n services the fullest bucket decides: (requests - burst) / refill, in a quarter of both.
"""

import time
from collections import Counter
from dataclasses import dataclass, replace
from math import ceil, isinf

import boto3

from islive.aws import Live
from islive.aws.budget import SHARE
from islive.aws.rates import bucket_of
from islive.model.settings import Settings
from islive.model.verdict import Verdict
from islive.simulator.in_process import session_on
from islive.simulator.meter import Meter
from islive.wiring.blobs import BlobsAws
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look, recorded
from islive.wiring.policy import declared
from islive.wiring.scopes import report_on_account
from islive.wiring.simulated import SimulatedDns, SimulatedHttp, SimulatedRepo
from scripts.bench.one_service import LATENCY, Slow
from tests.fleet.world import world

SIZES = (50, 300)
LIMIT_RATIO = 1.2
HEAD = (
    "| services | questions to AWS | by arithmetic | seconds | least at a quarter of AWS's rates | ratio | throttled |",
    "|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True)
class Measured:
    """One account looked at: its size, what was asked (questions, and requests by operation), how long it took."""

    services: int
    live: int
    questions: int
    requests: Counter[str]
    throttled: int
    seconds: float

    @property
    def least(self) -> float:
        """Seconds that the fullest bucket needs."""
        return max(least(self.requests), LATENCY)

    @property
    def ratio(self) -> float:
        """How much longer it took."""
        return self.seconds / self.least

    @property
    def is_good(self) -> bool:
        """Within the limits: all proved live, no more asked than the batches allow, never throttled, in time."""
        good = self.live == self.services and self.questions <= arithmetic(self.services)
        return good and not self.throttled and self.ratio <= LIMIT_RATIO

    @property
    def row(self) -> str:
        """As the table has it."""
        asked = f"{self.questions} | {arithmetic(self.services)}"
        took = f"{self.seconds:.1f} s | {self.least:.1f} s | {self.ratio:.2f}"
        return f"| {self.services} | {asked} | {took} | {self.throttled} |"


def arithmetic(services: int) -> int:
    """What the batch sizes of AWS allow, with two tasks, a target group and a repository for each, and one balancer.

    Clusters, services listed (100 a page), described (10), service deployments and revisions (20), tasks listed and
    described (100), target groups (400), load balancers, listeners, and the rules of two listeners; and for each its
    task definition, its targets' health, and its repository.
    """
    once = 1 + 1 + ceil(services / 10) + 2 * ceil(services / 20) + 1 + ceil(2 * services / 100) + 1 + 1 + 1 + 2
    return once + 3 * services


def least(requests: Counter[str]) -> float:
    """The seconds that the fullest bucket needs for so many requests at a quarter of AWS's rates."""
    taken: Counter[str] = Counter()
    for operation, count in requests.items():
        taken[bucket_of(operation)[0]] += count
    rates = {name: rate.share(SHARE) for name, rate in map(bucket_of, requests)}
    limited = {name: rate for name, rate in rates.items() if not isinf(rate.per_second)}
    return max((max(0.0, taken[name] - rate.burst) / rate.per_second for name, rate in limited.items()), default=0.0)


def look_at(services: int) -> tuple[Look, Meter]:
    """A look at an account of that size through islive's own door, and what AWS counts of it."""
    meter = Meter()
    seen = replace(world(services), meter=meter)
    session = boto3.Session(botocore_session=session_on(seen, latency=LATENCY))
    may_ask = declared(inspect_secrets=False)
    live = Live(session, region=seen.scope.region, account=seen.scope.account, declared=may_ask)
    web = Slow(SimulatedHttp(seen))
    look = recorded(BlobsAws(live, web), web, SimulatedDns(seen), SimulatedRepo(seen), Settings(), seen.now)
    return look, meter


def measure(services: int) -> Measured:
    """The account, from the first question to the page."""
    look, meter = look_at(services)
    before = time.perf_counter()
    page = report_on_account(look, Inquiry())
    seconds = time.perf_counter() - before
    live = sum(one.verdict is Verdict.LIVE for one in page.reports)
    return Measured(services, live, page.calls, meter.asked, meter.refused.total(), seconds)


def table() -> tuple[list[str], bool]:
    """The table, and whether every figure is within its limit."""
    found = [measure(services) for services in SIZES]
    return [*HEAD, *(one.row for one in found)], all(one.is_good for one in found)

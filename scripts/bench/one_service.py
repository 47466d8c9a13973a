"""How long one investigation takes, as a ratio to the longest chain of questions that depend on each other.

Every answer of the simulated outside takes 50 ms. A question that needs the answer to another cannot be asked before
it, so the longest such chain, times 50 ms, is the least that any program could need.
"""

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import boto3

from islive.aws import Live
from islive.aws.live import Pace
from islive.engine.collect import collect
from islive.engine.discover import collectors, rules
from islive.model.collector import Collector
from islive.model.doors import Aws, AwsRefused, Doors, Http, Question, Reply, Scope
from islive.model.question import Options
from islive.model.rule import When
from islive.model.settings import Settings
from islive.model.target import Requested, Target
from islive.simulator import World, load
from islive.simulator.in_process import session_on
from islive.transcript import RecordedAws, RecordedHttp, Transcript
from islive.wiring.blobs import OPERATION as LAYER
from islive.wiring.blobs import BlobsAws
from islive.wiring.policy import declared
from islive.wiring.simulated import SimulatedDns, SimulatedHttp, SimulatedRepo

T = TypeVar("T")

LATENCY = 0.05
RUNS = 5
LIMIT_RATIO = 1.3
SUBJECTS = (
    ("healthy", "production", "web", "v1.4.2"),
    ("healthy-worker", "production", "mailer", None),
    ("ava-olo", "ava-olo-production", "agricultural-core", "v3.3.2"),
    ("ava-olo", "ava-olo-production", "monitoring-dashboards", None),
)


@dataclass
class Chain:
    """How many questions, one after another, lie behind each fact; the first asked and the last answered."""

    behind: dict[type, int] = field(default_factory=dict[type, int])
    here: threading.local = field(default_factory=threading.local)
    asked: list[float] = field(default_factory=list[float])
    answered: list[float] = field(default_factory=list[float])

    def follow(self, collector: Collector[Any]) -> Collector[Any]:
        """The same collector, counting the questions that it asks one after another."""

        def run(**needs: Any) -> Any:
            self.here.depth = max((self.behind.get(fact, 0) for fact in collector.needs.values()), default=0)
            try:
                return collector.collect(**needs)
            finally:
                self.behind[collector.fact] = self.here.depth

        return replace(collector, collect=run)

    def question(self, ask: Callable[[], T], steps: int = 1) -> T:
        """A step, or several, further on the chain of the collector that asks."""
        self.here.depth = getattr(self.here, "depth", 0) + steps
        self.asked.append(time.perf_counter())
        try:
            return ask()
        finally:
            self.answered.append(time.perf_counter())

    @property
    def seconds(self) -> float:
        """From the first question to the last answer."""
        return max(self.answered) - min(self.asked)


@dataclass(frozen=True)
class CountedAws:
    """A door to AWS whose questions are counted on a chain; a layer is two: its address, and itself."""

    door: Aws
    chain: Chain

    @property
    def scope(self) -> Scope:
        """Where the door leads."""
        return self.door.scope

    def call(self, operation: str, /, **params: Any) -> Reply:
        """One step."""
        return self.chain.question(lambda: self.door.call(operation, **params), 2 if operation == LAYER else 1)

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """One step, however many are asked at once."""
        steps = 2 if any(one.operation == LAYER for one in questions) else 1
        return self.chain.question(lambda: self.door.calls(questions), steps) if questions else []

    def at(self, arn: str) -> "CountedAws":
        """The same chain through another door."""
        return CountedAws(self.door.at(arn), self.chain)


@dataclass(frozen=True)
class CountedHttp:
    """A door to HTTP whose questions are counted on a chain."""

    door: Http
    chain: Chain

    def get(self, url: str, **headers: str) -> Reply:
        """One step."""
        return self.chain.question(lambda: self.door.get(url, **headers))


@dataclass(frozen=True)
class Slow:
    """The world's web, each answer after LATENCY."""

    door: Http

    def get(self, url: str, **headers: str) -> Reply:
        """Late."""
        time.sleep(LATENCY)
        return self.door.get(url, **headers)


def doors(world: World, chain: Chain) -> Doors:
    """The doors to that world, as islive has them, counted."""
    web, transcript = Slow(SimulatedHttp(world)), Transcript.redacting()
    session = boto3.Session(botocore_session=session_on(world, latency=LATENCY))
    live = Live(
        session,
        region=world.scope.region,
        declared=declared(inspect_secrets=False),
        account=world.scope.account,
        pace=Pace(attempts=1),
    )
    return Doors(
        CountedAws(RecordedAws(BlobsAws(live, web), transcript), chain),
        CountedHttp(RecordedHttp(web, transcript), chain),
        SimulatedDns(world),
        SimulatedRepo(world),
        lambda: transcript.calls,
    )


def measure(scenario: str, cluster: str, service: str, version: str | None) -> tuple[int, int, float]:
    """Questions to AWS, the longest chain, and the seconds from the first question to the last answer."""
    world, chain = load(scenario), Chain()
    through = doors(world, chain)
    target = Target(world.scope.account, world.scope.region, cluster, service)
    inputs = (target, Requested(version), Options(), Settings(), world.now)
    collect([chain.follow(one) for one in collectors()], rules(When.AFTER), through, inputs, raising=True)
    return through.calls(), max(chain.behind.values()), chain.seconds


HEAD = (
    "| investigation | questions to AWS | longest chain | first question to last answer | ratio |",
    "|---|---|---|---|---|",
)


def table() -> tuple[list[str], bool]:
    """The table, and whether every ratio in it is within the limit."""
    rows: list[str] = [*HEAD]
    worst = 0.0
    for scenario, cluster, service, version in SUBJECTS:
        runs = [measure(scenario, cluster, service, version) for _ in range(RUNS)]
        seconds = statistics.median(run[2] for run in runs)
        asked, longest, _ = runs[0]
        ratio = seconds / (longest * LATENCY)
        worst = max(worst, ratio)
        rows.append(f"| {scenario}: {service} | {asked} | {longest} | {seconds:.2f} s | {ratio:.2f} |")
    return rows, worst <= LIMIT_RATIO

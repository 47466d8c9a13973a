"""How long one investigation takes, as a ratio to the longest chain of questions that depend on each other.

Every answer of the simulator takes 50 ms. A question that needs the answer to another cannot be asked before it, so the
longest such chain, times 50 ms, is the shortest time that any program could need. Prints a table; `--check` makes the
ratio's limit (1.3) and the start-up's (0.2 s of CPU for `islive --help`) an exit code.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from islive.engine.collect import collect
from islive.engine.discover import collectors, rules
from islive.model.collector import Collector
from islive.model.doors import Aws, AwsRefused, Doors, Question, Reply
from islive.model.question import Options
from islive.model.rule import When
from islive.model.target import Requested, Target
from islive.wiring.opening import open_look
from islive.wiring.place import Place

LATENCY = 0.05
LIMIT_RATIO = 1.3
LIMIT_HELP = 0.2
SUBJECTS = (
    ("healthy", "web", "v1.4.2"),
    ("healthy-worker", "worker", None),
    ("ava-olo", "agricultural-core", "v3.3.2"),
)


@dataclass
class Chain:
    """How many questions, one after another, lie behind each fact; and when the first was asked and the last answered."""

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

    def question(self, ask: Any) -> Any:
        """One step further on the chain of the collector that asks."""
        self.here.depth = getattr(self.here, "depth", 0) + 1
        self.asked.append(time.perf_counter())
        try:
            return ask()
        finally:
            self.answered.append(time.perf_counter())

    @property
    def seconds(self) -> float:
        """From the first question to the last answer."""
        return max(self.answered) - min(self.asked)

    @property
    def longest(self) -> int:
        """The number of questions on the longest chain."""
        return max(self.behind.values())


@dataclass
class Counted:
    """Any door, whose questions are counted on a chain; each answer takes at least LATENCY."""

    door: Any
    chain: Chain

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.door, name)
        if not callable(found):
            return found
        if name == "at":
            return lambda arn: Counted(found(arn), self.chain)
        return lambda *args, **params: self.chain.question(lambda: found(*args, **params))


def measure(scenario: str, service: str, version: str | None) -> tuple[int, int, float]:
    """Questions to AWS, the longest chain, and the seconds from the first question to the last answer."""
    look = open_look(Place(scenario=scenario, latency=LATENCY))
    chain = Chain()
    doors = Doors(
        Counted(look.aws, chain), Counted(look.http, chain), look.dns, look.repo, lambda: look.transcript.calls
    )
    target = Target("", look.aws.scope.region, cluster_of(look, service), service)
    inputs = (target, Requested(version), Options(), look.settings, look.now)
    collect([chain.follow(one) for one in collectors()], rules(When.AFTER), doors, inputs, raising=True)
    return look.transcript.calls, chain.longest, chain.seconds


def cluster_of(look: Any, service: str) -> str:
    """The cluster that the service is in."""
    from islive.wiring.discovery import find_target

    return find_target(look, service, None).cluster


def help_cpu() -> float:
    """Seconds of CPU that `islive --help` costs, the median of five."""
    costs = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "islive", "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(costs)

"""Collecting: each fact is asked for in a thread as soon as what it needs is there; no waves, no barriers."""

from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from islive.engine.guard import guarded
from islive.engine.needs import READ_BY_ENGINE
from islive.model.collector import Collector
from islive.model.doors import Aws, Dns, Doors, Http, Refused, Repo
from islive.model.evidence import Evidence, Gap, gap
from islive.model.rule import Rule

THREADS = 32


def collect(
    collectors: Iterable[Collector[Any]],
    rules: Iterable[Rule],
    doors: Doors,
    inputs: Collection[object],
    *,
    read: Iterable[type] = READ_BY_ENGINE,
    instead: Mapping[type, object] | None = None,
    raising: bool = False,
) -> Evidence:
    """Ask for the facts that the rules and the engine itself (`read`) need, and for what those need; nothing else.

    `instead` holds facts that are not asked for, with what stands in their place.
    """
    by_fact = {one.fact: one for one in collectors if one.fact not in (instead or {})}
    given: dict[type, Any] = {Aws: doors.aws, Http: doors.http, Dns: doors.dns, Repo: doors.repo}
    given |= {**{type(one): one for one in inputs}, **(instead or {})}
    wanted = _needed(by_fact, rules, read)
    known = _Collection(by_fact, given, raising).run(wanted)
    return Evidence(given[datetime], {fact: known[fact] for fact in wanted})


def _needed(by_fact: Mapping[type, Collector[Any]], rules: Iterable[Rule], read: Iterable[type]) -> list[type]:
    """The facts to ask for, in a fixed order: what rules and engine read, and what that needs, all the way down."""
    ahead = [fact for rule in rules for fact in rule.needs.values()] + list(read)
    found: dict[type, None] = {}
    while ahead:
        fact = ahead.pop()
        if fact in by_fact and fact not in found:
            found[fact] = None
            ahead += by_fact[fact].needs.values()
    return sorted(found, key=lambda fact: fact.__name__)


@dataclass
class _Collection:
    """One run: which facts are known, under way, or waiting for what they need."""

    by_fact: Mapping[type, Collector[Any]]
    known: dict[type, Any]
    raising: bool
    under_way: dict[Future[Any], type] = field(default_factory=dict[Future[Any], type])

    def run(self, wanted: Iterable[type]) -> Mapping[type, Any]:
        waiting = list(wanted)
        with ThreadPoolExecutor(THREADS, thread_name_prefix="fact") as pool:
            while waiting or self.under_way:
                waiting = self._start(pool, waiting)
                self._settle()
        return self.known

    def _start(self, pool: ThreadPoolExecutor, waiting: list[type]) -> list[type]:
        ready = [fact for fact in waiting if set(self.by_fact[fact].needs.values()) <= self.known.keys()]
        for fact in ready:
            self.under_way[pool.submit(self._ask, self.by_fact[fact])] = fact
        return [fact for fact in waiting if fact not in ready]

    def _settle(self) -> None:
        done, _ = wait(self.under_way, return_when=FIRST_COMPLETED)
        for future in done:
            self.known[self.under_way.pop(future)] = future.result()

    def _ask(self, collector: Collector[Any]) -> Any:
        """The fact, or the gap: its own, or that of the first fact it cannot do without."""
        handed = {name: self.known[fact] for name, fact in collector.needs.items()}
        for name, fact in handed.items():
            if isinstance(fact, Gap) and name not in collector.optional:
                return Gap(collector.fact.__name__, fact.operation, fact.reason, fact.permission)
        try:
            return guarded(collector.fact.__name__, lambda: collector.collect(**handed), raising=self.raising)
        except Refused as refused:
            return gap(collector.fact.__name__, refused)

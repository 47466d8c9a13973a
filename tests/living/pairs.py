"""Two faults at once: which two are two, which of them AWS can show by then, and what islive has to say of both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import combinations
from typing import Any

from islive.model.report import Report
from islive.model.stage import Stage, StageState
from islive.model.verdict import Verdict
from islive.simulator import Living
from islive.simulator.document import parse
from tests.living.asking import WORLDS, asked, deploy
from tests.living.cells import TO_THE_ANSWER, before, faults, has_failed, serves, set_breaker

SEED = "pairs"


@dataclass(frozen=True)
class Place:
    """Where a fault stands on the way of a task: see tests/living/worlds/steps.yaml."""

    step: int
    about: frozenset[str]
    takes: frozenset[str]
    tried: bool
    untold: bool
    alongside: frozenset[int]


@dataclass(frozen=True)
class Pair:
    """Two faults that are both there before v1.4.2 is deployed."""

    one: str
    other: str

    def __str__(self) -> str:
        return f"{self.one}+{self.other}"

    def beside(self, name: str) -> str:
        """The other one of the two."""
        return self.other if name == self.one else self.one

    @property
    def hidden(self) -> str | None:
        """The fault that AWS cannot show yet, for the other one ends every task before it comes so far."""
        first, second = sorted((self.one, self.other), key=lambda name: places()[name].step)
        later = places()[second]
        earlier = places()[first].step
        return second if later.tried and earlier < later.step and earlier not in later.alongside else None


@dataclass(frozen=True)
class PairOutcome:
    """What islive said of a pair."""

    pair: Pair
    report: Report
    serves: bool

    @property
    def roots(self) -> list[str]:
        """The root causes that islive named."""
        return [cause.id for cause in self.report.diagnosis.root_causes]

    @property
    def missed(self) -> list[str]:
        """The faults that could be named and were not, each by a root cause of its own."""
        left = list(self.roots)
        return [name for name in self._shown if not _taken(left, faults()[name]["finds"])]

    @property
    def invented(self) -> list[str]:
        """The root causes that are neither fault."""
        known = {*faults()[self.pair.one]["finds"], *faults()[self.pair.other]["finds"]}
        return [root for root in self.roots if root not in known]

    @property
    def says_that_more_may_come(self) -> bool:
        """The stage at which the version stopped says that it hides what comes after, or its tasks were not reached."""
        known = {it.stage: it for it in self.report.stages}
        said = any("may be hidden" in it.says or "no task shows yet" in it.says for it in known.values())
        return said or known[Stage.TASKS].state is StageState.NOT_REACHED

    @property
    def is_false_live(self) -> bool:
        """LIVE although the version does not serve."""
        return self.report.verdict is Verdict.LIVE and not self.serves

    @property
    def is_right(self) -> bool:
        """What can be named is named, and nothing else; where one hides the other, it says that something may be."""
        said = self.pair.hidden is None or self.says_that_more_may_come
        return self.report.verdict is not Verdict.LIVE and not self.missed and not self.invented and said

    @property
    def _shown(self) -> list[str]:
        """The faults that AWS can show, the one with the fewest names first."""
        names = [name for name in (self.pair.one, self.pair.other) if name != self.pair.hidden]
        return sorted(names, key=lambda name: len(faults()[name]["finds"]))


def _taken(left: list[str], names: Sequence[str]) -> bool:
    found = next((name for name in names if name in left), None)
    if found:
        left.remove(found)
    return found is not None


@cache
def places() -> Mapping[str, Place]:
    """Where each fault stands."""
    file = WORLDS / "steps.yaml"
    steps = parse(file.read_text(encoding="utf-8"), file.name)
    numbers = {step: number for number, step in enumerate(steps)}
    return {
        name: Place(
            number,
            frozenset(it["about"]),
            frozenset(it.get("takes", ())),
            it.get("tried", False),
            it.get("untold", False),
            frozenset(numbers[step] for step in it.get("alongside", ())),
        )
        for number, known in enumerate(steps.values())
        for name, it in known.items()
    }


def compatible(one: str, other: str) -> bool:
    """Whether two faults are two: a repair of either leaves the other one a fault.

    They are not about the same thing (a secret that is gone and the same secret with a broken value), neither takes
    away what the other is about (the role is gone, the role lacks an action), and neither undoes the other's change
    of the world.
    """
    here, there = places()[one], places()[other]
    if here.about & there.about or here.takes & there.about or there.takes & here.about:
        return False
    changes, others = list(_leaves(faults()[one]["patch"])), list(_leaves(faults()[other]["patch"]))
    return not any(change[: len(it)] == it[: len(change)] for change in changes for it in others)


def _leaves(patch: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths at which a patch puts or removes something."""
    if not isinstance(patch, dict):
        yield path
        return
    for key, value in patch.items():
        yield from _leaves(value, (*path, key))


@cache
def every_pair() -> Sequence[Pair]:
    """All pairs of faults that are two, in an order of chance that a new fault does not change."""
    names = [name for name in faults() if name in places()]
    found = [Pair(one, other) for one, other in combinations(names, 2) if compatible(one, other)]
    return sorted(found, key=lambda pair: sha256(f"{SEED} {pair}".encode()).digest())


def tried_pair(pair: Pair) -> PairOutcome:
    """Ask islive with both faults there."""
    living = failing(pair.one, pair.other)
    return PairOutcome(pair, asked(living, "web", "v1.4.2"), serves(living))


def failing(*names: str) -> Living:
    """v1.4.2 deployed with those faults there, a minute after the first task failed."""
    living = Living(before(), "before", seed="+".join(names))
    set_breaker(living, on=False)
    for name in names:
        living.change(faults()[name]["patch"], name)
    deploy(living)
    living.until(has_failed, 900.0)
    living.advance(TO_THE_ANSWER)
    return living


def ended_tasks(*names: str) -> set[str]:
    """What has ended tasks by then, as the world itself tells it."""
    return {it["cause"] for it in failing(*names).truth()["failures"]}

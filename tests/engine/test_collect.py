"""Collecting: what is asked, when, and what becomes of what is not answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Barrier, Event, Lock
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.engine.collect import collect
from islive.facts.service import Service
from islive.model.collector import Collector, collects
from islive.model.doors import AwsRefused, Doors
from islive.model.errors import UserError
from islive.model.evidence import Evidence, Gap
from islive.model.finding import Severity
from islive.model.rule import Rule, When, rule
from islive.model.stage import Stage
from islive.model.target import Target
from tests.facts.doors import NOW, TARGET, FakeAws, FakeRepo, FakeWeb
from tests.rules import builders_b as b

PATIENCE = 10
WEB = FakeWeb({})
DOORS = Doors(FakeAws({}), WEB, WEB, FakeRepo({}), lambda: 0)


@dataclass(frozen=True)
class First:
    """The beginning of one chain."""


@dataclass(frozen=True)
class Second:
    """What comes of it, or of nothing."""

    of: First | None = None


@dataclass(frozen=True)
class Other:
    """The beginning of another chain, or what else comes of the first."""

    of: First | None = None


@dataclass(frozen=True)
class Last:
    """What needs both chains."""

    second: Second
    other: Other | Gap


def needing(*facts: type) -> Rule:
    """A rule that needs these facts and sees nothing."""
    needs = {fact.__name__.lower(): fact for fact in facts}
    return Rule("needing", lambda **_: (), Stage.TASKS, When.AFTER, Severity.LOW, False, (), needs, frozenset(), "")


def collected(collectors: Sequence[Collector[Any]], *facts: type, raising: bool = False) -> Evidence:
    """The evidence where one rule needs these facts."""
    return collect(collectors, [needing(*facts)], DOORS, [NOW, TARGET], raising=raising)


# --- when ------------------------------------------------------------------------------------------------------------


def test_facts_without_needs_are_asked_for_at_once() -> None:
    """Two that need nothing meet at a barrier: neither waits for the other to be answered."""
    barrier = Barrier(2)

    @collects()
    def first() -> First:
        barrier.wait(PATIENCE)
        return First()

    @collects()
    def other() -> Other:
        barrier.wait(PATIENCE)
        return Other()

    found = collected([first, other], First, Other, raising=True)
    assert found.facts == {First: First(), Other: Other()}


def test_a_chain_does_not_wait_for_another_one() -> None:
    """What needs one fact is asked for as soon as that is there, while a fact of another chain is still awaited."""
    second_is_known = Event()

    @collects()
    def first() -> First:
        return First()

    @collects()
    def second(first: First) -> Second:
        second_is_known.set()
        return Second(first)

    @collects()
    def other() -> Other:
        assert second_is_known.wait(PATIENCE)
        return Other()

    @collects()
    def last(second: Second, other: Other) -> Last:
        return Last(second, other)

    assert collected([last, other, second, first], Last, raising=True).get(Last) == Last(Second(First()), Other())


def test_two_chains_go_side_by_side() -> None:
    """The second facts of two chains meet at a barrier too."""
    barrier = Barrier(2)

    @collects()
    def first() -> First:
        return First()

    @collects()
    def second(first: First) -> Second:
        barrier.wait(PATIENCE)
        return Second(first)

    @collects()
    def other(first: First) -> Other:
        barrier.wait(PATIENCE)
        return Other(first)

    found = collected([first, second, other], Second, Other, raising=True)
    assert found.facts.keys() == {First, Second, Other}


# --- what ------------------------------------------------------------------------------------------------------------


@collects("ecs:DescribeServices")
def a_service(target: Target) -> Service:
    """The service, without asking anybody."""
    return b.service(name=target.service)


@collects()
def a_last(second: Second, other: Other | Gap) -> Last:
    """What can do without the other."""
    return Last(second, other)


@collects()
def a_second() -> Second:
    """Something."""
    return Second()


def refuses(code: str) -> Collector[Other]:
    """A collector that AWS turns down with that code."""

    @collects("elbv2:DescribeRules")
    def other() -> Other:
        raise AwsRefused("elbv2:DescribeRules", code, "User: ada is not authorized")

    return other


def crashes() -> Collector[Other]:
    """A collector with a defect."""

    @collects()
    def other() -> Other:
        raise ZeroDivisionError

    return other


def test_what_the_engine_reads_is_asked_for_without_any_rule() -> None:
    """The trace and the verdict need the service, whatever the rules need; the inputs are handed over."""
    found = collect([a_service, a_second], [], DOORS, [NOW, TARGET])
    assert found == Evidence(NOW, {Service: b.service(name="shop")})


def test_rules_may_need_what_is_handed_over() -> None:
    """An input is no fact to be asked for."""

    @rule(stage=Stage.TASKS)
    def aware(now: datetime, target: Target) -> Any:
        """Nothing."""
        assert (now, target) == (NOW, TARGET)
        return ()

    assert collect([a_second], [aware], DOORS, [NOW, TARGET]).facts == {}


@pytest.mark.parametrize(
    "code,permission", [("AccessDeniedException", "elbv2:DescribeRules"), ("Throttled", None), ("TimedOut", None)]
)
def test_a_refused_question_is_a_gap(code: str, permission: str | None) -> None:
    """The gap says which question, why, and what to grant where that would help."""
    assert collected([refuses(code)], Other).get(Other) == Gap("Other", "elbv2:DescribeRules", code, permission)


def test_what_can_do_without_gets_the_gap() -> None:
    """A parameter `Fact | Gap` is handed the gap, and the fact is collected all the same."""
    refused = Gap("Other", "elbv2:DescribeRules", "Throttled")
    found = collected([a_last, a_second, refuses("Throttled")], Last)
    assert found.get(Last) == Last(Second(), refused)


def test_a_crash_is_a_gap() -> None:
    """A collector with a defect does not take the answer with it."""
    found = collected([a_last, a_second, crashes()], Last)
    assert found.get(Other) == Gap("Other", "Other", "Crashed")
    assert found.get(Last) == Last(Second(), Gap("Other", "Other", "Crashed"))


def test_a_crash_goes_through_where_it_is_asked_for() -> None:
    """As tests do; a refusal is still a gap then."""
    with pytest.raises(ZeroDivisionError):
        collected([crashes()], Other, raising=True)
    assert isinstance(collected([refuses("Throttled")], Other, raising=True).get(Other), Gap)


def test_what_the_user_must_mend_goes_through() -> None:
    """It is no gap in the evidence: the investigation ends with one sentence."""

    @collects()
    def other() -> Other:
        raise UserError("the settings name no such region", "correct islive.toml")

    with pytest.raises(UserError, match="no such region"):
        collected([other], Other)


# --- all of it at once -----------------------------------------------------------------------------------------------


@dataclass
class World:
    """Facts 0 to n, each of which may need earlier ones, be refused, or crash; and what was asked of it."""

    needs: Mapping[int, frozenset[int]]
    optional: frozenset[tuple[int, int]]
    refused: frozenset[int]
    crashing: frozenset[int]
    asked: list[int] = field(default_factory=list[int])
    lock: Any = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.types = [type(f"Fact{number}", (), {}) for number in self.needs]

    def collector(self, number: int) -> Collector[Any]:
        """How that fact is asked for."""
        needs = {f"fact_{one}": self.types[one] for one in sorted(self.needs[number])}
        optional = frozenset(f"fact_{one}" for one in self.needs[number] if (number, one) in self.optional)
        return Collector(self.types[number], lambda **_: self.answer(number), (), needs, optional)

    def answer(self, number: int) -> object:
        """The fact, a refusal, or a crash."""
        with self.lock:
            self.asked.append(number)
        if number in self.refused:
            raise AwsRefused(f"aws:Fact{number}", "AccessDenied")
        return 1 // 0 if number in self.crashing else number

    def expected(self, number: int) -> object:
        """The fact; its own gap; or that of the first fact that it cannot do without."""
        for one in sorted(self.needs[number]):
            gap = self.expected(one)
            if isinstance(gap, Gap) and (number, one) not in self.optional:
                return Gap(f"Fact{number}", gap.operation, gap.reason, gap.permission)
        if number in self.refused:
            return Gap(f"Fact{number}", f"aws:Fact{number}", "AccessDenied", f"aws:Fact{number}")
        return Gap(f"Fact{number}", f"Fact{number}", "Crashed") if number in self.crashing else number

    def below(self, number: int) -> set[int]:
        """That fact, and all that it needs, all the way down."""
        return {number}.union(*(self.below(one) for one in self.needs[number]))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Any world of up to eight facts."""
    numbers = range(draw(st.integers(1, 8)))
    some = st.frozensets(st.sampled_from(numbers))
    pairs = [(more, less) for more in numbers for less in range(more)]
    edges = draw(st.frozensets(st.sampled_from(pairs))) if pairs else frozenset[tuple[int, int]]()
    optional = draw(st.frozensets(st.sampled_from(sorted(edges)))) if edges else frozenset[tuple[int, int]]()
    needs = {number: frozenset(less for more, less in edges if more == number) for number in numbers}
    return World(needs, optional, draw(some), draw(some))


@given(worlds(), st.randoms(use_true_random=False), st.data())
def test_each_needed_fact_is_asked_for_once_and_no_other(world: World, chance: Any, data: st.DataObject) -> None:
    """What a rule needs, and what that needs, is a fact or the gap of what was refused; the rest is not asked."""
    wanted = data.draw(st.sets(st.sampled_from(sorted(world.needs)), min_size=1))
    collectors = [world.collector(number) for number in world.needs]
    chance.shuffle(collectors)
    found = collected(collectors, *(world.types[number] for number in wanted))
    needed = set[int]().union(*(world.below(number) for number in wanted))
    assert found.facts == {world.types[number]: world.expected(number) for number in needed}
    assert set(world.asked) <= needed
    assert len(world.asked) == len(set(world.asked))

"""Carrying out a plan: each step once, nothing that was not planned for, and no word about what was not read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.model.documents import Ended, Outcome, Plan, Result
from islive.model.doors import Aws, AwsRefused, Question, Refused, Reply, Scope
from islive.model.errors import UserError
from islive.model.remedy import Precondition, Remedy, Risk, Source, Step
from islive.model.target import Target
from islive.remedy.apply import LOST, apply
from islive.remedy.sources import read, read_all

HERE = Scope("111122223333", "eu-west-1")
TARGET = Target("111122223333", "eu-west-1", "production", "web")
DENIED = AwsRefused("x:Write", "AccessDeniedException", "no")


def step(name: str, **more: Any) -> Step:
    """A step that makes `new` of `old` at that name."""
    source = Source(
        "x:Read", {"name": name}, "found[0].value", "arn:aws:x:eu-west-1:111122223333:it", frozenset({"No"})
    )
    return Step(
        f"change {name}",
        "x:Write",
        {"name": name},
        at=source.at,
        precondition=Precondition(source, "old", "new"),
        **more,
    )


@dataclass
class World:
    """Things by their names; AWS to read them, and hands to change them."""

    things: dict[str, Any]
    # What goes wrong with the write to a thing: the refusal, and whether it was done all the same.
    wrong: Mapping[str, tuple[Exception, bool]] = field(default_factory=dict[str, Any])
    unreadable: dict[str, Exception] = field(default_factory=dict[str, Any])
    blind_after: frozenset[str] = frozenset()
    scope: Scope = HERE
    written: list[Step] = field(default_factory=list[Step])
    read: int = 0

    def call(self, operation: str, /, **params: Any) -> Reply:
        """What stands there."""
        self.read += 1
        if params["name"] in self.unreadable:
            raise self.unreadable[params["name"]]
        if self.things.get(params["name"]) is None:
            raise AwsRefused(operation, "No")
        return Reply(operation, {"found": [{"value": self.things[params["name"]], "bytes": "b"}]})

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """One after the other."""
        return [self.call(one.operation, **one.params) for one in questions]

    def at(self, arn: str) -> Aws:
        """The same everywhere."""
        assert arn
        return self

    def act(self, step: Step) -> Reply:
        """Do it, unless that goes wrong."""
        self.written.append(step)
        name = step.params["name"]
        refusal, done = self.wrong.get(name, (None, True))
        if done:
            self.things[name] = "new"
        if name in self.blind_after:
            self.unreadable[name] = AwsRefused("x:Read", "TimedOut")
        if refusal:
            raise refusal
        return Reply("x:Write", {})


def carried_out(world: World, *steps: Step) -> Outcome:
    """What comes of these steps in that world."""
    plan = Plan(TARGET, (Remedy("change them", Risk.SAFE, steps=steps),))
    heard: list[Result] = []
    outcome = apply(plan, world, world, heard.append)
    assert heard == [one for one in outcome.results if heard]
    return outcome


def ends(outcome: Outcome) -> list[Ended]:
    """How each step ended."""
    return [one.ended for one in outcome.results]


def test_what_is_as_planned_is_done() -> None:
    """Each step once, in its order."""
    world = World({"a": "old", "b": "old"})
    assert ends(carried_out(world, step("a"), step("b"))) == [Ended.DONE, Ended.DONE]
    assert [one.params["name"] for one in world.written] == ["a", "b"]


def test_what_is_so_already_is_not_done_again() -> None:
    """It ends well, and nothing is written."""
    world = World({"a": "new"})
    assert ends(carried_out(world, step("a"))) == [Ended.ALREADY]
    assert world.written == []


def test_what_is_not_there_can_be_planned_for() -> None:
    """AWS's refusal by which it says that there is nothing is an answer."""
    one = step("a")
    assert one.precondition
    fresh = replace(one, precondition=replace(one.precondition, was=None))
    assert ends(carried_out(World({}), fresh)) == [Ended.DONE]


def test_nothing_is_begun_in_another_world_than_the_one_planned_for() -> None:
    """The last step does not find what it was planned for: the first one is not done either."""
    world = World({"a": "old", "b": "else"})
    outcome = carried_out(world, step("a"), step("b"))
    assert ends(outcome) == [Ended.CHANGED]
    assert (outcome.done, world.written) == ((), [])
    assert outcome.results[0].says == "found[0].value is old: not any more, found[0].value is else"
    assert [one.says for one in outcome.left] == ["change a"]


def test_what_cannot_be_read_is_not_changed() -> None:
    """A precondition that AWS does not tell keeps everything from being begun; the permission is named."""
    world = World({"a": "old", "b": "old"}, unreadable={"b": AwsRefused("x:Read", "AccessDeniedException", "no")})
    outcome = carried_out(world, step("a"), step("b"))
    assert (ends(outcome), world.written) == ([Ended.REFUSED], [])
    assert "grant x:Read" in outcome.results[0].says


def test_a_refusal_is_the_end() -> None:
    """What was done before it is named, what comes after it is not begun."""
    world = World({"a": "old", "b": "old", "c": "old"}, {"b": (DENIED, False)})
    outcome = carried_out(world, step("a"), step("b"), step("c"))
    assert ends(outcome) == [Ended.DONE, Ended.REFUSED]
    assert [one.says for one in outcome.done] == ["change a"]
    assert [one.says for one in outcome.left] == ["change c"]
    assert "grant x:Write" in outcome.results[1].says


@pytest.mark.parametrize("code", sorted(LOST))
def test_an_answer_that_is_lost_is_read_back(code: str) -> None:
    """Done or not: what stands there now tells."""
    lost = AwsRefused("x:Write", code)
    assert ends(carried_out(World({"a": "old"}, {"a": (lost, True)}), step("a"))) == [Ended.DONE]
    outcome = carried_out(World({"a": "old"}, {"a": (lost, False)}), step("a"))
    assert ends(outcome) == [Ended.REFUSED]
    assert "read back: it was not done" in outcome.results[0].says


def test_a_lost_answer_that_cannot_be_read_back_is_not_known() -> None:
    """Neither done nor not done is said of it."""
    world = World({"a": "old"}, {"a": (AwsRefused("x:Write", "TimedOut"), True)}, blind_after=frozenset({"a"}))
    assert ends(carried_out(world, step("a"))) == [Ended.UNKNOWN]


def test_credentials_that_end_midway_end_it_with_all_named() -> None:
    """What was done before that is not lost in an error."""
    world = World({"a": "old", "b": "old"}, {"b": (UserError("the credentials have expired", "aws sso login"), False)})
    outcome = carried_out(world, step("a"), step("b"))
    assert ends(outcome) == [Ended.DONE, Ended.REFUSED]
    assert "aws sso login" in outcome.results[1].says


def test_what_has_no_precondition_is_left_to_a_person() -> None:
    """Nothing says when it may be done; the steps after it go on."""
    world = World({"a": "old"})
    assert ends(carried_out(world, Step("read the manual"), Step("x", "x:Write", {"name": "a"}), step("a"))) == [
        Ended.MANUAL,
        Ended.MANUAL,
        Ended.DONE,
    ]
    assert len(world.written) == 1


def test_what_a_step_takes_is_read_just_before() -> None:
    """Its values come from the live door, in one question, and go to the hands beside the others."""
    source = Source("x:Read", {"name": "a"}, "found[0].bytes", "arn:aws:x:eu-west-1:111122223333:it")
    world = World({"a": "old"})
    outcome = carried_out(world, step("a", takes={"bytes": source, "value": replace(source, path="found[0].value")}))
    assert ends(outcome) == [Ended.DONE]
    assert world.written[0].params == {"name": "a", "bytes": "b", "value": "old"}
    assert world.read == 3


def test_what_a_step_takes_and_does_not_get_keeps_it_from_acting() -> None:
    """Nothing is written, and it is said what is missing."""
    source = Source("x:Read", {"name": "a"}, "found[7].bytes", "arn:aws:x:eu-west-1:111122223333:it")
    world = World({"a": "old"})
    outcome = carried_out(world, step("a", takes={"bytes": source}))
    assert (ends(outcome), world.written) == ([Ended.REFUSED], [])
    assert "found[7].bytes" in outcome.results[0].says


def test_an_answer_without_the_member_is_a_refusal() -> None:
    """Never a value, never nothing."""
    source = Source("x:Read", {"name": "a"}, "found[0].nothing", "arn:aws:x:eu-west-1:111122223333:it")
    with pytest.raises(Refused, match="Empty"):
        read(source, World({"a": "old"}))
    assert read_all({}, World({})) == {}


NAMES = ("a", "b", "c", "d")
FAULTS = st.none() | st.tuples(
    st.sampled_from([*(AwsRefused("x:Write", one) for one in sorted(LOST)), DENIED]), st.booleans()
)


@given(
    st.lists(st.sampled_from(["old", "new", "else"]), min_size=4, max_size=4), st.lists(FAULTS, min_size=4, max_size=4)
)
def test_whatever_goes_wrong_the_outcome_is_what_happened(things: list[str], faults: list[Any]) -> None:
    """What it says was done is what changed; after the first that did not end well nothing was written."""
    world = World(dict(zip(NAMES, things, strict=True)), {n: one for n, one in zip(NAMES, faults, strict=True) if one})
    before = dict(world.things)
    outcome = carried_out(world, *map(step, NAMES))
    changed = {name for name in NAMES if world.things[name] != before[name]}
    assert {one.params["name"] for one in outcome.done} == changed
    assert len(world.written) <= len(outcome.results)
    assert len(outcome.results) + len(outcome.left) == len(NAMES)
    assert all(one.is_well for one in outcome.results[:-1])
    if "else" in things:
        assert changed == set()
    assert (outcome.stopped_by is None) == all(value == "new" for value in world.things.values())

"""What is tried again: only what was not done, or may be done twice, and only after reading how it stands."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from islive.model.documents import Ended
from islive.model.doors import AwsRefused, Reply
from islive.model.remedy import Precondition, Step
from islive.remedy.apply import LOST, TRIES
from tests.remedy.test_apply import DENIED, World, carried_out, ends, step

THROTTLED = AwsRefused("x:Write", "Throttled")
LATE = AwsRefused("x:Write", "TimedOut")


@dataclass
class Moody(World):
    """A world whose first answers are these (None: as it should be), each with what happens besides."""

    answers: tuple[tuple[AwsRefused | None, Callable[[World], None]], ...] = ()

    def act(self, step: Step) -> Reply:
        """One answer after the other, and then all is well."""
        if not self.answers:
            return super().act(step)
        self.written.append(step)
        (refusal, happens), self.answers = self.answers[0], self.answers[1:]
        happens(self)
        if refusal:
            raise refusal
        return Reply("x:Write", {})


def nothing(_: World) -> None:
    """Nothing happens."""


def to(value: str) -> Callable[[World], None]:
    """It stands so from now on, whoever did that."""
    return lambda world: world.things.update(a=value)


def test_what_was_throttled_is_tried_again() -> None:
    """It was not done, whatever it is."""
    world = Moody({"a": "old"}, answers=((THROTTLED, nothing), (THROTTLED, nothing)))
    assert ends(carried_out(world, step("a"))) == [Ended.DONE]
    assert len(world.written) == 3


def test_throttling_without_end_is_a_refusal() -> None:
    """After so many tries it is said."""
    world = Moody({"a": "old"}, answers=((THROTTLED, nothing),) * 9)
    assert ends(carried_out(world, step("a"))) == [Ended.REFUSED]
    assert len(world.written) == TRIES


def test_before_it_is_tried_again_somebody_else_may_have_come() -> None:
    """What was planned for is not so any more: nothing is written over it."""
    world = Moody({"a": "old"}, answers=((THROTTLED, to("else")),))
    outcome = carried_out(world, step("a"))
    assert (ends(outcome), len(world.written)) == ([Ended.CHANGED], 1)


def test_before_it_is_tried_again_somebody_else_may_have_done_it() -> None:
    """Then it is so already, and not done by us."""
    world = Moody({"a": "old"}, answers=((THROTTLED, to("new")),))
    outcome = carried_out(world, step("a"))
    assert (ends(outcome), outcome.done) == ([Ended.ALREADY], ())


@pytest.mark.parametrize("code", sorted(LOST))
def test_a_lost_answer_is_tried_again_where_twice_is_once(code: str) -> None:
    """After reading that it was not done; what is not so is left as it is, and told."""
    lost = AwsRefused("x:Write", code)
    world = Moody({"a": "old"}, answers=((lost, nothing),))
    assert ends(carried_out(world, step("a", idempotent=True))) == [Ended.DONE]
    assert len(world.written) == 2
    once = Moody({"a": "old"}, answers=((lost, nothing),))
    assert ends(carried_out(once, step("a"))) == [Ended.REFUSED]
    assert len(once.written) == 1


def test_a_try_that_was_lost_may_be_done_late() -> None:
    """It was not done when it was read back, and is when the next try is refused: that it was done is what counts."""
    taken = AwsRefused("x:Write", "AlreadyExists")
    world = Moody({"a": "old"}, answers=((LATE, nothing), (taken, to("new"))))
    assert ends(carried_out(world, step("a", idempotent=True))) == [Ended.DONE]


def test_after_a_lost_try_a_no_says_nothing_of_it() -> None:
    """Something else stands there by now: ours may have been done before it, and nobody knows."""
    world = Moody({"a": "old"}, answers=((LATE, to("else")),))
    outcome = carried_out(world, step("a", idempotent=True))
    assert ends(outcome) == [Ended.UNKNOWN]
    assert "read back: found[0].value is else" in outcome.results[0].says


def test_a_no_is_not_tried_again() -> None:
    """Nor are expired credentials."""
    world = Moody({"a": "old"}, answers=((DENIED, nothing),))
    assert ends(carried_out(world, step("a", idempotent=True))) == [Ended.REFUSED]
    assert len(world.written) == 1


def test_what_stands_in_a_document_besides_is_sent_along() -> None:
    """Of a parameter that is taken and given only what is given is different."""
    source: Any = step("a").precondition
    whole = replace(source.source, path="found[0]")
    world = World({"a": "old"})
    carried_out(world, replace(step("a", takes={"more": whole}), params={"name": "a", "more": {"value": "mine"}}))
    assert world.written[0].params["more"] == {"value": "mine", "bytes": "b"}


def test_what_it_becomes_may_be_known_only_then() -> None:
    """A plan that was carried out is so already, also where what it becomes is made by the step before it."""
    one: Any = step("a").precondition
    taken = {"it": replace(one.source, params={"name": "b"})}
    late = replace(step("a", takes=taken), precondition=Precondition(one.source, "old", becomes_taken="it"))
    world = World({"a": "new", "b": "new"})
    assert ends(carried_out(world, late)) == [Ended.ALREADY]
    assert world.written == []

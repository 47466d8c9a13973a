"""Every kind of write × everything that goes wrong with it: it is named, nothing is lost, and the re-run completes it.

The living world is asked over the real wire. At one request of those that a step takes (or at that and all after it)
the answer is no, broken, cut, lost after the write has happened, or nothing.
"""

import pytest

from islive.model.documents import Ended, Outcome
from islive.remedy.builder import builders
from islive.simulator import Living
from tests.matrix import portion
from tests.remedy.acting import before, carried_out, plan_of
from tests.remedy.writes import WRITES, Write
from tests.tagging.world import ALL_KINDS, Wire, applied

CELLS = [
    (name, at, kind, lasts)
    for name, write in WRITES.items()
    for at in range(write.requests)
    for kind in ALL_KINDS
    for lasts in (False, True)
]
# Nobody but a lost answer leaves it unknown whether it was done.
LOST = {"broken", "cut before", "cut after", "broken after", "empty", "half an answer"}


def test_every_builder_is_tried() -> None:
    """Each kind of write that islive knows has its row, with as many requests as it takes."""
    made: set[str | None] = set()
    for write in WRITES.values():
        living = write.world()
        wire, step = Wire(living), write.step(living)
        assert applied(plan_of(step), wire).stopped_by is None
        assert wire.requests == write.requests
        made.add(step.operation)
    assert made == {one.operation for one in builders()}


def is_named(living: Living, outcome: Outcome, write: Write) -> None:
    """The world says the same as the outcome: done, not done, or not known."""
    result, done = outcome.results[0], write.done(living)
    match result.ended:
        case Ended.DONE | Ended.ALREADY:
            assert done == 1
        case Ended.REFUSED | Ended.CHANGED:
            assert done == 0
        case _:
            assert result.ended is Ended.UNKNOWN


def is_clear(outcome: Outcome) -> None:
    """What did not go well is said in words that a person can do something with."""
    for result in outcome.results:
        if result.is_well:
            assert result.says == ""
        else:
            assert result.says
            assert "<" not in result.says
            assert "Traceback" not in result.says
            assert len(result.says) < 500


@pytest.mark.parametrize("name, at, kind, lasts", portion(CELLS, 41))
def test_whatever_goes_wrong_is_named_and_the_rerun_completes_it(name: str, at: int, kind: str, lasts: bool) -> None:  # noqa: FBT001
    """Once is enough: after all of it the world has it done exactly once, and the same plan finds nothing to do."""
    write = WRITES[name]
    living = write.world()
    plan = plan_of(write.step(living))
    outcome = applied(plan, Wire(living, at, kind, lasts))
    is_named(living, outcome, write)
    is_clear(outcome)
    if kind not in LOST:
        assert outcome.results[0].ended is not Ended.UNKNOWN
    again = applied(plan, living)
    assert again.stopped_by is None, again.results[0].says
    assert write.done(living) == 1
    assert carried_out(living, *plan.steps).done == ()
    assert write.done(living) == 1


@pytest.mark.parametrize("kind", ["denied", "half an answer", "broken after", "cut before", "empty", ""])
def test_no_value_of_a_task_definition_is_told(kind: str) -> None:
    """Its environment passes through, from AWS to AWS, and stands in nothing that anybody is shown."""
    variables = {"containerDefinitions": {"web": {"environment": {"PASSWORD": "verysecret"}}}}
    living = before({"aws": {"ecs": {"taskDefinitions": {"web": {"41": variables}}}}})
    step = WRITES["register"].step(living)
    outcome = applied(plan_of(step), Wire(living, WRITES["register"].requests - 1, kind))
    assert "verysecret" not in repr(outcome)
    if kind == "":
        (container,) = living.world.ecs.task_definitions["web:43"]["containerDefinitions"]
        assert {"name": "PASSWORD", "value": "verysecret"} in container["environment"]

"""Every write of a correction goes wrong once, in each way: nothing is done twice; the same command does the rest."""

import pytest

from islive.model.documents import Ended
from islive.model.verdict import Verdict
from islive.simulator import Living
from tests.fixing.world import Wire, carried_out, planned, seen
from tests.living.cells import BEFORE_IT, Cell, broken, has_failed, is_steady, serves
from tests.matrix import portion
from tests.tagging.world import KINDS

pytestmark = pytest.mark.slow
# The plan registers a corrected task definition, and deploys it.
WRITES = ("RegisterTaskDefinition", "UpdateService")


def failing() -> Living:
    """v1.4.2 lacks a variable that v1.4.1 has."""
    living = broken(Cell("variable-lost", BEFORE_IT))
    living.until(has_failed, 900.0)
    living.advance(60.0)
    return living


def request_of(write: str) -> int:
    """The number of the request that writes it, where nothing goes wrong."""
    wire = Wire(failing())
    plan = planned(wire.living)
    carried_out(plan, wire)
    return next(number for number, one in enumerate(wire.asked) if one.endswith(f":{write}"))


@pytest.mark.parametrize("write, kind", portion([(write, kind) for write in WRITES for kind in KINDS], 5))
def test_the_same_command_does_the_rest(write: str, kind: str) -> None:
    """One registration, one deployment of it, and v1.4.2 is live; what came of each step is told as it was."""
    at, living = request_of(write), failing()
    definitions, rollouts = {*living.world.ecs.task_definitions}, {*living.service("web").rollouts}
    plan = planned(living)
    outcome = carried_out(plan, Wire(living, at=at, kind=kind))
    registered = {*living.world.ecs.task_definitions} - definitions
    begun = {*living.service("web").rollouts} - rollouts
    done = [one.step.operation for one in outcome.results if one.ended in {Ended.DONE, Ended.ALREADY}]
    assert done.count("ecs:RegisterTaskDefinition") <= len(registered) <= 1
    assert done.count("ecs:UpdateService") <= len(begun) <= 1
    # By the same plan, for the one who sees that it was not done, and by a new one, for the one who comes later.
    carried_out(plan, living)
    again = planned(living)
    if again.steps:
        carried_out(again, living)
    living.advance(10.0)
    assert living.until(is_steady, 3600.0)
    assert len({*living.world.ecs.task_definitions} - definitions) == 1
    assert len({*living.service("web").rollouts} - rollouts) == 1
    assert (seen(living)[0].verdict, serves(living)) == (Verdict.LIVE, True)

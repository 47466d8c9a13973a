"""A rollback is reachable in every state: a clear answer in each, and nobody is served worse for it."""

import pytest

from islive.render import render
from tests.matrix import portion
from tests.returning.world import STATES, carried_out, described, healthy, operations, planned


@pytest.mark.parametrize("name", portion(list(STATES), 4))
def test_every_state_has_an_answer_that_makes_nothing_worse(name: str) -> None:
    """What the plan changes, what it says, what is PRIMARY in the end, and how many serve at the worst moment."""
    state = STATES[name]
    living = state.make()
    before = healthy(living)
    way = planned(living)
    page = render(way.plan, "plain")
    assert (tuple(operations(way)), state.says in page) == (state.changes, True), page
    outcome, fewest = carried_out(way, living)
    assert outcome.stopped_by is None, outcome.results
    assert fewest >= min(before, described(living)["desiredCount"])
    if state.serves:
        assert described(living)["deployments"][0]["taskDefinition"].endswith(f"/{state.serves}")

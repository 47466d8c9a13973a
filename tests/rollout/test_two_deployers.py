"""Two people deploy different versions at once: one goes on, and the other is told whose deployment is under way."""

import pytest

from islive.rollout.machine import State
from islive.simulator import Living
from tests.matrix import portion
from tests.rollout.account import KEY, before
from tests.rollout.deployers import Deployer
from tests.rollout.stories import DRAINS_FAST
from tests.rollout.third import THIRD

BUSY = 15
# Where Ada stands when Ben begins.
DOORS = (
    "the plan",
    "before ecs:RegisterTaskDefinition",
    "after ecs:RegisterTaskDefinition",
    "before ecs:UpdateService",
    "after ecs:UpdateService",
    "the clock",
)


def by_turns(living: Living, *people: Deployer) -> None:
    """Each passes one door after the other, and time passes when all of them wait."""
    while going := [one for one in people if not one.is_over]:
        awake = [one for one in going if one.until <= living.engine.now]
        for one in awake:
            one.go_on()
        if not awake:
            living.advance(min(one.until for one in going) - living.engine.now)


def is_told(one: Deployer) -> bool:
    """It is refused because of another's deployment, or sees that it was superseded: both are exit code 15."""
    assert one.started
    return one.started.code == BUSY if one.came is None else one.came.state is State.SUPERSEDED


@pytest.mark.slow
@pytest.mark.parametrize("door", portion(DOORS, 4))
def test_one_goes_on_and_the_other_is_told(door: str) -> None:
    """Wherever the first one stands when the second begins; what is called live serves alone."""
    living = before(DRAINS_FAST, THIRD)
    ada = Deployer(living, "v1.4.2", "ada", [])
    while ada.at != door:
        ada.go_on()
    ben = Deployer(living, "v1.4.3", "ben", [])
    by_turns(living, ada, ben)
    assert [one.trouble for one in (ada, ben)] == [None, None]
    (winner,) = [one for one in (ada, ben) if one.came and one.came.state is State.LIVE]
    (loser,) = [one for one in (ada, ben) if one is not winner]
    assert is_told(loser)
    assert {it["version"] for it in living.truth()["serving"][KEY]} == {winner.version}
    if loser.started and loser.started.plan.hindered:
        assert "ada" in str(loser.started.plan.hindered[0])

"""The scenarios brought to life: all of them can be, and what stands still in health stays healthy when time passes."""

import pytest

from islive.simulator import Living, load, scenarios
from islive.simulator.living.state import Engine
from tests.matrix import portion

HOUR = 3600.0
# LIVE, and nothing more to be said of it.
WELL = [
    name
    for name in scenarios()
    if all(it["verdict"] == "LIVE" and not it.get("reason") for it in load(name).truth.values())
]


def launches(engine: Engine) -> int:
    """How many times tasks were started."""
    return sum(it.launches for service in engine.services.values() for it in service.deployments.values())


@pytest.mark.parametrize("name", portion(list(scenarios()), 5))
def test_every_scenario_can_live(name: str) -> None:
    """An hour passes, and the world is one that every operation can answer from."""
    living = Living.load(name)
    began = living.now
    living.advance(HOUR)
    assert (living.world.now - began).total_seconds() == HOUR
    assert living.world.ecs.clusters.keys() == load(name).ecs.clusters.keys()


@pytest.mark.parametrize("name", WELL)
def test_what_is_well_stays_well(name: str) -> None:
    """The engine finds nothing wrong with a world that is LIVE: no task is started, none fails."""
    living = Living.load(name)
    living.advance(HOUR)
    assert all(service.is_steady for service in living.engine.services.values())
    assert launches(living.engine) == 0
    assert living.truth()["failures"] == []

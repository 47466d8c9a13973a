"""Somebody else does something at any moment of a step: it is left alone, but for that between reading and writing.

AWS has no write that is refused where something has changed since it was read. So whatever comes before the last
reading is seen, and whatever comes after the writing is not undone; between the two lies one request.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from islive.model.documents import Ended
from islive.simulator import Living, World
from tests.living.asking import client
from tests.remedy.acting import deployed, plan_of, rollouts
from tests.remedy.writes import WRITES
from tests.tagging.world import Wire, applied


@dataclass
class Raced(Wire):
    """A wire on which somebody else is faster: that happens just before the request of that number."""

    happens: Callable[[Living], None] = lambda _: None

    @property
    def world(self) -> World:
        """What answers the next request, after that has happened."""
        if self.there and self.requests == self.at:
            self.happens(self.living)
        return super().world


def deploys(living: Living) -> None:
    """Somebody deploys web:42."""
    deployed(living, "web:42")


def supersedes(living: Living) -> None:
    """Somebody deploys what served before, which ends the deployment that is under way."""
    deployed(living, "web:41")


def sets_grace(living: Living) -> None:
    """Somebody sets another grace period."""
    client(living).update_service(cluster="production", service="web", healthCheckGracePeriodSeconds=45)


RACES = {"deploy": deploys, "deploy once more": deploys, "change": sets_grace, "stop": supersedes}
MOMENTS = [(name, at) for name in RACES for at in range(1, WRITES[name].requests + 1)]


def writing(name: str) -> int:
    """The number of the request that writes: what comes before the reading ahead of it is seen."""
    confirms = 1 if name == "stop" else 0
    return WRITES[name].requests - 1 - confirms


@pytest.mark.parametrize("name, at", MOMENTS)
def test_somebody_else_is_left_alone(name: str, at: int) -> None:
    """Nothing is written over what somebody did before the last reading of it, and that is said."""
    write = WRITES[name]
    living = write.world()
    plan = plan_of(write.step(living))
    outcome = applied(plan, Raced(living, at, happens=RACES[name]))
    ended, writes = outcome.results[0].ended, writing(name)
    if at < writes:
        assert ended is Ended.CHANGED
        assert write.done(living) == 0
    elif at > writes:
        assert ended in {Ended.DONE, Ended.AMISS}
    if name == "stop" and at >= writes:
        assert ended is (Ended.AMISS if at <= writes + 1 else Ended.DONE)


def test_a_revision_registered_by_two_is_deployed_by_both_once() -> None:
    """Two who finish one rollout, one a request behind the other, deploy one revision in one deployment."""
    for at in range(1, WRITES["deploy"].requests):
        living = WRITES["deploy"].world()
        plan = plan_of(WRITES["deploy"].step(living))

        def finishes(world: Living, of: object = plan) -> None:
            assert applied(of, world).stopped_by is None  # type: ignore[arg-type]

        assert applied(plan, Raced(living, at, happens=finishes)).stopped_by is None
        assert [one for one, _ in rollouts(living)].count("web:43") == 1

"""targets-unused: the load balancer does not use them."""

import pytest

from islive.rules.targets.targets_unused import targets_unused
from tests.rules.builders_b import groups, only, running, service, target, task

ZONE = "Target is in an Availability Zone that is not enabled for the load balancer"


def see(reason: str, says: str, id: str = "10.0.0.1") -> list[object]:
    """What the rule sees of one unused target; the task of PRIMARY is 10.0.0.1."""
    return list(targets_unused.see(service(), running(task()), groups(target(id, "unused", reason, says))))


def test_the_zone_is_quoted() -> None:
    """In the load balancer's own words."""
    seen = only(
        targets_unused.see(service(), running(task()), groups(target("10.0.0.1", "unused", "Target.NotInUse", ZONE)))
    )
    assert seen.summary == f"1 targets in shop-tg are unused, expected healthy: {ZONE}"
    assert only(seen.because).quote == ZONE


def test_an_address_in_use_is_seen() -> None:
    """The load balancer cannot send there."""
    assert see("Target.IpUnusable", "The target IP address is reserved for use by a load balancer")


@pytest.mark.parametrize(
    "reason, says, id",
    [
        ("Target.NotInUse", "Target group is not configured to receive traffic from the load balancer", "10.0.0.1"),
        ("Target.NotRegistered", "Target is not registered to the target group", "10.0.0.1"),
        ("Target.NotInUse", ZONE, "10.0.0.9"),
    ],
    ids=["no listener", "not registered", "not of this deployment"],
)
def test_look_alikes(reason: str, says: str, id: str) -> None:
    """Another finding's matter."""
    assert see(reason, says, id) == []

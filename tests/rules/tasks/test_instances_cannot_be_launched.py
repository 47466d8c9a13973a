"""instances-cannot-be-launched: EC2 says no to the capacity provider."""

import pytest

from islive.rules.tasks.instances_cannot_be_launched import instances_cannot_be_launched
from tests.rules.builders_b import only
from tests.rules.builders_network import unplaced

EVENT = (
    "(service shop) was unable to place a task. Reason: ResourceInitializationError: Unable to launch instance(s) for "
    "capacity provider shop-spot. {}: it could not be done."
)


@pytest.mark.parametrize("code", ["UnfulfillableCapacity", "MaxSpotInstanceCountExceeded"])
def test_provider_and_code_are_named(code: str) -> None:
    """As EC2 says it."""
    seen = only(instances_cannot_be_launched.see(unplaced(EVENT.format(code))))
    assert seen.subject == "shop-spot"
    assert seen.summary == f"shop-spot cannot launch instances for shop:2: {code}, expected instances"
    assert only(seen.because).quote == EVENT.format(code)


def test_another_reason_is_silence() -> None:
    """There are instances, and they are full."""
    event = "(service shop) was unable to place a task because no container instance met all of its requirements."
    assert list(instances_cannot_be_launched.see(unplaced(event))) == []

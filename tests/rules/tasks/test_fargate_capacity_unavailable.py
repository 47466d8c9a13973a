"""fargate-capacity-unavailable: AWS has no room at the moment."""

from islive.rules.tasks.fargate_capacity_unavailable import fargate_capacity_unavailable
from tests.rules.builders_b import only, service, starting
from tests.rules.builders_network import unplaced

NONE_LEFT = (
    "(service shop) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later."
)
OTHER = "(service shop) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run"


def test_the_event_is_quoted_and_more_zones_are_offered() -> None:
    """Since when, and how many run meanwhile."""
    seen = only(fargate_capacity_unavailable.see(service(starting()), unplaced(NONE_LEFT)))
    assert seen.summary == (
        "Fargate has no capacity for shop:2 in the zones of subnet-1: 0 of 1 tasks run since 08:15 UTC"
    )
    assert only(seen.because).quote == NONE_LEFT
    assert "Availability Zones" in only(only(seen.remedies).steps).says


def test_another_reason_is_silence() -> None:
    """The quota is the account's."""
    assert list(fargate_capacity_unavailable.see(service(starting()), unplaced(OTHER))) == []

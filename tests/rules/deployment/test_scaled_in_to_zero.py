"""scaled-in-to-zero: scaling may, and did."""

from islive.facts.scaling import Scaling, ScalingActivity
from islive.rules.deployment.scaled_in_to_zero import scaled_in_to_zero
from tests.rules.builders_b import at, deployment, only, service

EMPTY = service(deployment(desired=0, running=0), desired=0)
ASLEEP = ScalingActivity(at("22:00"), "Setting desired count to 0.", "scheduled action shop-sleep")


def test_the_bound_and_the_last_activity_are_quoted() -> None:
    """The remedy raises the bound, and leaves the other."""
    seen = only(scaled_in_to_zero.see(EMPTY, Scaling(0, 4, (ASLEEP,))))
    assert seen.summary == (
        "Application Auto Scaling holds shop at 0 tasks: its minimum is 0, expected at least 1; 2025-03-10 22:00 UTC: "
        "Setting desired count to 0, scheduled action shop-sleep"
    )
    assert [one.quote for one in seen.because] == ["0", "scheduled action shop-sleep"]
    params = only(only(seen.remedies).steps).params
    assert (params["resourceId"], params["minCapacity"], params["maxCapacity"]) == ("service/prod/shop", 1, 4)


def test_look_alikes() -> None:
    """Nothing scales it, scaling would not go so low, or tasks are wanted."""
    assert list(scaled_in_to_zero.see(EMPTY, Scaling())) == []
    assert list(scaled_in_to_zero.see(EMPTY, Scaling(1, 4))) == []
    assert list(scaled_in_to_zero.see(service(), Scaling(0, 4))) == []

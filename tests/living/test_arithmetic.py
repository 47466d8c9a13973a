"""ECS's arithmetic: percentages and their rounding, the circuit breaker's threshold, and the scheduler's next step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.simulator.living.arithmetic import Counts, Moves, bounds, is_stuck, moves, threshold


@pytest.mark.parametrize(
    "desired, minimum, maximum, expected",
    [(1, 100, 200, (1, 2)), (4, 100, 125, (4, 5)), (3, 100, 125, (3, 3)), (2, 75, 100, (2, 2)), (1, 50, 100, (1, 1))],
)
def test_the_minimum_is_rounded_up_and_the_maximum_down(
    desired: int, minimum: int, maximum: int, expected: tuple[int, int]
) -> None:
    """As the API reference of DeploymentConfiguration says."""
    assert bounds(desired, minimum, maximum) == expected


@pytest.mark.parametrize(
    "desired, expected", [(1, 3), (6, 3), (7, 4), (10, 5), (25, 13), (100, 50), (399, 200), (900, 200)]
)
def test_the_usual_threshold_is_half_the_tasks_between_three_and_two_hundred(desired: int, expected: int) -> None:
    """The developer guide's default: BOUNDED_PERCENT of 50, at least 3 and at most 200."""
    assert threshold({"enable": True}, desired) == expected


@pytest.mark.parametrize(
    "kind, value, desired, expected",
    [
        ("COUNT", 7, 100, 7),
        ("UNBOUNDED_PERCENT", 10, 5, 1),
        ("UNBOUNDED_PERCENT", 50, 900, 450),
        ("BOUNDED_PERCENT", 10, 5, 3),
    ],
)
def test_a_threshold_can_be_chosen(kind: str, value: int, desired: int, expected: int) -> None:
    """As a count, or as percent of the desired count with or without bounds."""
    assert threshold({"thresholdConfiguration": {"type": kind, "value": value}}, desired) == expected


@pytest.mark.parametrize(
    "desired, minimum, maximum, stuck",
    [
        (1, 100, 100, True),
        (2, 75, 100, True),
        (3, 100, 125, True),
        (2, 50, 100, False),
        (1, 0, 100, False),
        (4, 100, 125, False),
    ],
)
def test_percentages_can_leave_no_room(desired: int, minimum: int, maximum: int, *, stuck: bool) -> None:
    """Where as many tasks must stay as may be, nothing ever moves."""
    lower, upper = bounds(desired, minimum, maximum)
    seen = Counts(desired, lower, upper, new=0, healthy_new=0, old=desired, healthy_old=desired, wanted_old=desired)
    made = moves(seen)
    assert is_stuck(seen) == stuck == (made.start_new == made.stop_old == 0)


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    """Any state of a service, whatever brought it about."""
    desired = draw(st.integers(0, 20))
    lower, upper = bounds(desired, draw(st.integers(0, 100)), draw(st.integers(100, 300)))
    new, old = draw(st.integers(0, 30)), draw(st.integers(0, 30))
    healthy = draw(st.integers(0, new)), draw(st.integers(0, old))
    return Counts(desired, lower, upper, new, healthy[0], old, healthy[1], draw(st.integers(0, 30)))


@given(counts())
def test_no_step_goes_beyond_the_maximum_or_below_the_minimum(seen: Counts) -> None:
    """Starting stays within the maximum; of the healthy tasks only those are stopped that the minimum can spare."""
    made = moves(seen)
    assert min(made.start_new, made.start_old, made.stop_new, made.stop_old) >= 0
    assert made.stop_new <= seen.new
    assert made.stop_old <= seen.old
    if made.start_new or made.start_old:
        assert seen.new + seen.old + made.start_new + made.start_old <= seen.upper
    healthy = seen.healthy_new + seen.healthy_old
    stopped = max(0, made.stop_new - (seen.new - seen.healthy_new)) + max(
        0, made.stop_old - (seen.old - seen.healthy_old)
    )
    assert stopped == 0 or healthy - stopped >= seen.lower


@given(counts())
def test_a_service_that_is_as_it_should_be_is_left_alone(seen: Counts) -> None:
    """With all tasks there, healthy and none old, nothing is started and nothing stopped."""
    well = Counts(seen.desired, seen.lower, seen.upper, seen.desired, seen.desired, 0, 0, 0)
    assert moves(well) == Moves()

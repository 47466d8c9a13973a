"""percent-never-moves: no room for one more, none may go."""

from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st

from islive.facts.service import Service
from islive.rules.deployment.percent_never_moves import percent_never_moves
from tests.rules.builders_b import at, before, event, only, service, starting

UNABLE = (
    "was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the "
    "minimumHealthyPercent or maximumPercent value and try again."
)


def rolling(desired: int, least: int, most: int, **changes: object) -> Service:
    """shop:2 should take the place of shop:1."""
    found = (starting(desired=desired), before(desired=desired, running=desired))
    return service(*found, desired=desired, minimum_percent=least, maximum_percent=most, **changes)


def test_both_numbers_are_named() -> None:
    """And what they come to."""
    seen = only(percent_never_moves.see(rolling(3, 100, 125)))
    assert seen.summary.startswith(
        "minimum 100 % and maximum 125 % of 3 tasks let nothing move: 3 must stay and 3 may run"
    )
    assert [one.quote for one in seen.because] == ["100", "125"]
    assert only(only(seen.remedies).steps).params["deploymentConfiguration"]["maximumPercent"] == 200


@given(st.integers(1, 20), st.integers(0, 100), st.integers(100, 200))
def test_it_is_seen_exactly_where_nothing_can_move(desired: int, least: int, most: int) -> None:
    """Room for one more task, or for one less, is enough."""
    may_stop, may_start = ceil(desired * least / 100) < desired, floor(desired * most / 100) > desired
    assert bool(list(percent_never_moves.see(rolling(desired, least, most)))) is not (may_stop or may_start)


def test_ecs_own_word_is_enough() -> None:
    """Whatever the numbers come to; but not if it is older than the deployment."""
    told = rolling(2, 50, 100, events=(event("08:05", UNABLE),))
    seen = only(percent_never_moves.see(told))
    assert "was unable to stop or start tasks" in seen.because[-1].quote
    earlier = rolling(2, 50, 100, events=(event("07:59", UNABLE),))
    assert at("07:59") < earlier.primary.created_at
    assert list(percent_never_moves.see(earlier)) == []


def test_look_alikes() -> None:
    """Done, all there, nothing to replace, or another kind of deployment."""
    assert list(percent_never_moves.see(service(minimum_percent=100, maximum_percent=100))) == []
    assert list(percent_never_moves.see(service(starting(), minimum_percent=100, maximum_percent=100))) == []
    for changes in ({"controller": "CODE_DEPLOY"}, {"strategy": "BLUE_GREEN"}, {"scheduling": "DAEMON"}):
        assert list(percent_never_moves.see(rolling(1, 100, 100, **changes))) == []

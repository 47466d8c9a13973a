"""Progress: how far a deployment is, against how long they usually take."""

from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.engine.progress import progress
from islive.facts.service_deployments import ServiceDeployments
from tests.engine.world import GOOD
from tests.rules import builders_b as b

UNDER_WAY = b.service(b.starting())


def took(seconds: float, status: str = "SUCCESSFUL", **changes: Any) -> Any:
    """A service deployment that took so long."""
    began = b.at("08:00", day=9)
    return b.record("d1", status, GOOD, created_at=began, finished_at=began + timedelta(seconds=seconds), **changes)


def at_minute(minutes: float, *records: Any) -> str | None:
    """What is said so long after PRIMARY's beginning."""
    return progress(UNDER_WAY, ServiceDeployments(records, {}), b.at("08:00") + timedelta(minutes=minutes))


@given(st.integers(0, 10_000), st.lists(st.integers(1, 10_000), min_size=1))
def test_it_counts_minutes_against_the_median(seconds: int, usual: list[int]) -> None:
    """The minute that has begun, of the median of those that succeeded, which is one at least; or beyond it."""
    about = max(1, round(median(taken / 60 for taken in usual)))
    said = at_minute(seconds / 60, *(took(taken) for taken in usual))
    minute = seconds // 60 + 1
    assert said == (f"minute {minute} of about {about}" if minute <= about else f"minute {minute}, usually {about}")


def test_longer_than_usual_is_said_plainly() -> None:
    """The last usual minute is one of them; the next one is beyond what is usual."""
    assert at_minute(6.9, took(7 * 60)) == "minute 7 of about 7"
    assert at_minute(7, took(7 * 60)) == "minute 8, usually 7"


@pytest.mark.parametrize("status", ["STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED", "IN_PROGRESS"])
def test_only_those_that_succeeded_tell_how_long_it_takes(status: str) -> None:
    """Those that were stopped or rolled back ended for another reason."""
    assert at_minute(5.5, took(60, status)) == "minute 6"
    assert at_minute(5.5, took(60, status), took(14 * 60)) == "minute 6 of about 14"


def test_what_was_never_recorded_to_the_end_tells_nothing() -> None:
    """A record without an end counts for nothing."""
    assert at_minute(5.5, b.record("d1", "SUCCESSFUL", GOOD)) == "minute 6"


def test_waiting_to_be_started_does_not_count() -> None:
    """A deployment takes from its start, where that is known, not from when it was ordered."""
    assert at_minute(5.5, took(14 * 60, started_at=b.at("08:04", day=9))) == "minute 6 of about 10"


@pytest.mark.parametrize("state", ["COMPLETED", "FAILED", None])
def test_what_is_not_under_way_has_no_progress(state: str | None) -> None:
    """Nothing is said of what has ended."""
    ended = b.service(b.deployment(rollout_state=state))
    assert progress(ended, ServiceDeployments((took(60),), {}), b.at("09:00")) is None

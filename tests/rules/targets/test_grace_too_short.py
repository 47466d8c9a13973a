"""grace-too-short: less time than tasks need."""

import pytest

from islive.model.finding import Certainty
from islive.model.remedy import Risk
from islive.rules.targets.grace_too_short import grace_too_short
from tests.rules.builders_b import only
from tests.rules.builders_d import failure, failures, mismatch, rollout, times

LATE = failure("Target.Timeout", "Request timed out")


def test_what_was_given_and_what_is_needed_are_measured() -> None:
    """The remedy gives twice what is needed, and touches no task."""
    seen = only(grace_too_short.see(rollout(), failures(LATE), times(240, 85, 90)))
    assert (
        "grace period of 60 s is too short: tasks are stopped after 90 s, and before now they took 240 s"
        in seen.summary
    )
    assert seen.certainty is Certainty.CONFIRMED
    (remedy,) = seen.remedies
    assert (remedy.risk, only(remedy.steps).params["healthCheckGracePeriodSeconds"]) == (Risk.SAFE, 480)


def test_without_stopped_tasks_it_is_reckoned() -> None:
    """A target that never answers is unhealthy after 2 x 30 s, as long as the grace period."""
    seen = only(grace_too_short.see(rollout(), failures(mismatch(503)), times(100)))
    assert "tasks are stopped after 60 s" in seen.summary
    assert seen.certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    "found, measured",
    [(LATE, times()), (LATE, times(100, 90)), (mismatch(404), times(240, 90)), (LATE, times(80))],
    ids=["never measured", "nearly as long", "it answers", "in time"],
)
def test_look_alikes(found: object, measured: object) -> None:
    """Nothing to compare with, not clearly too short, or another trouble."""
    assert list(grace_too_short.see(rollout(), failures(found), measured)) == []  # type: ignore[arg-type]

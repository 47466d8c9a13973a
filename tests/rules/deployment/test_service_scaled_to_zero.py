"""service-scaled-to-zero: no task is wanted."""

from typing import Any

import pytest

from islive.model.citation import Citation
from islive.model.remedy import Risk
from islive.rules.deployment.service_scaled_to_zero import service_scaled_to_zero
from tests.rules.builders_b import deployment, only, service

EMPTY = deployment(desired=0, running=0)


def test_a_desired_count_of_zero_serves_nobody() -> None:
    """A person decides how many there should be."""
    seen = only(service_scaled_to_zero.see(service(EMPTY, desired=0)))
    assert seen.summary == "shop is scaled to zero: its desired count is 0, and it takes at least 1 to serve"
    assert seen.because == (Citation("ecs:DescribeServices", "services[0].desiredCount", "0"),)
    assert only(seen.remedies).risk is Risk.MANUAL


@pytest.mark.parametrize(
    "changes",
    [
        {"desired": 1},
        {"desired": 0, "running": 1},
        {"desired": 0, "pending": 1},
        {"desired": 0, "status": "INACTIVE"},
        {"desired": 0, "scheduling": "DAEMON"},
    ],
    ids=["one is wanted", "one still runs", "one still starts", "deleted", "daemon without instances"],
)
def test_look_alikes(changes: dict[str, Any]) -> None:
    """Tasks are wanted or still there, or nobody chose the count."""
    assert list(service_scaled_to_zero.see(service(EMPTY, **changes))) == []

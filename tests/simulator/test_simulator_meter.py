"""The simulator throttles as AWS documents it, and counts who asks."""

from dataclasses import dataclass, replace
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from islive.simulator import load
from islive.simulator.in_process import session_on
from islive.simulator.meter import Meter


@dataclass
class Still:
    """A clock that somebody else moves."""

    now: float = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def client(service: str, meter: Meter) -> Any:
    """A client of the healthy world, metered, that never asks again by itself."""
    session = boto3.Session(botocore_session=session_on(replace(load("healthy"), meter=meter)))
    make: Any = session.client
    return make(service, config=Config(retries={"total_max_attempts": 1}))


@pytest.mark.parametrize(
    "service, ask, burst, refill, code",
    [
        ("ecs", "list_clusters", 50, 20, "ThrottlingException"),
        ("elbv2", "describe_load_balancers", 40, 10, "Throttling"),
        ("logs", "describe_log_groups", 10, 10, "ThrottlingException"),
    ],
)
def test_burst_and_refill(service: str, ask: str, burst: int, refill: int, code: str) -> None:
    """The burst is answered, the next one refused as that service throttles; a second later so many are again."""
    clock = Still()
    meter = Meter(clock=clock)
    door = client(service, meter)
    for answered in (burst, refill):
        for _ in range(answered):
            getattr(door, ask)()
        with pytest.raises(ClientError, match="Rate exceeded") as refused:
            getattr(door, ask)()
        assert refused.value.response["Error"]["Code"] == code
        clock.now += 1
    assert meter.asked.total() == burst + refill + 2
    assert meter.refused.total() == 2


def test_what_is_not_published_is_not_limited() -> None:
    """An action without a documented bucket is answered however often it is asked, and counted."""
    meter = Meter(clock=Still())
    door = client("codebuild", meter)
    for _ in range(300):
        door.list_projects()
    assert meter.asked == {"codebuild:ListProjects": 300}

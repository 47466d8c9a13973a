"""tasks-keep-ending: again and again, and just now."""

from typing import Any

import pytest

from islive.rules.tasks.tasks_keep_ending import tasks_keep_ending
from tests.rules.builders_b import at, deployment, exited, failed, only, service, stopped
from tests.rules.builders_c import unhealthy

WHOLE = service(deployment())
NOW = at("08:32")


def see(*tasks: Any, whole: Any = WHOLE, now: Any = NOW) -> Any:
    """What the rule sees of a service that has all its tasks at this moment."""
    return tasks_keep_ending.see(whole, stopped(*tasks), now)


def test_how_many_ended_and_how_long_they_lived() -> None:
    """And that enough run at this moment."""
    assert only(see(exited("3"), exited("2"), unhealthy("1"))).summary == (
        "tasks of shop:2 keep ending: 3 ran and ended within the hour that ECS remembers, the last one after 20 "
        "seconds; 1 of 1 run at this moment"
    )


@pytest.mark.parametrize(
    "tasks",
    [
        [exited("2"), exited("1")],
        [exited(str(i), deployment="ecs-svc/1") for i in range(3)],
        [failed(str(i)) for i in range(3)],
        [exited(str(i), stop_code="ServiceSchedulerInitiated", stopped_reason="Scaling activity") for i in range(3)],
    ],
    ids=["twice is chance", "an older deployment", "they never ran", "scaling in"],
)
def test_look_alikes(tasks: list[Any]) -> None:
    """Tasks end for many reasons, and mostly for good ones."""
    assert list(see(*tasks)) == []


def test_it_must_go_on() -> None:
    """What ended half an hour ago was mended; of many tasks three are few."""
    three = [exited(str(i)) for i in range(3)]
    assert list(see(*three, now=at("09:00"))) == []
    assert list(see(*three, whole=service(deployment(desired=5, running=5), desired=5))) == []

"""health-check-too-tight: by the log's own word of when the application was ready."""

from datetime import timedelta

from islive.facts.task_definition import HealthCheck
from islive.model.finding import Sighting
from islive.rules.tasks.health_check_too_tight import health_check_too_tight
from tests.rules.builders_b import at, definition, definitions, only
from tests.rules.builders_c import NO_LOGS, exits, logs_of, unhealthy
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

READY = "Started ShopApplication in 112.4 seconds"
TASK = unhealthy(started_at=at("08:30:20"))


def see(ready_after: int, health: HealthCheck) -> list[Sighting]:
    """What the rule sees of an application that is ready after so many seconds."""
    known = definitions(definition(2, log_stream_prefix="ecs", health=health))
    logs = logs_of(TASK, known, READY, since=at("08:30:20") + timedelta(seconds=ready_after))
    return list(health_check_too_tight.see(exits(TASK, definitions=known), logs, NOTHING_BEFORE))


def test_the_two_times_are_compared() -> None:
    """With the defaults a container has 90 seconds."""
    seen = only(see(115, HealthCheck(("CMD", "x"))))
    assert seen.summary == (
        "the health check of container web gives up after 90 s, and the application of shop:2 was ready after 115 s"
    )
    assert seen.because[1].quote == "interval 30, retries 3, startPeriod 0"


def test_a_start_period_is_patience() -> None:
    """Failures within it do not count, and the last check may be as late as retries allow."""
    assert HealthCheck((), interval=10, retries=3, start_period=60).patience == 80
    assert see(115, HealthCheck(("CMD", "x"), start_period=120)) == []


def test_silence_without_a_log_or_without_that_line() -> None:
    """Then nobody knows how long it took."""
    known = definitions(definition(2, log_stream_prefix="ecs", health=HealthCheck(("CMD", "x"))))
    ends = exits(TASK, definitions=known)
    assert list(health_check_too_tight.see(ends, NO_LOGS, NOTHING_BEFORE)) == []
    assert (
        list(health_check_too_tight.see(ends, logs_of(TASK, known, "loading", since=at("08:33")), NOTHING_BEFORE)) == []
    )


def test_the_numbers_are_computed_from_the_measured_start() -> None:
    """Twice the time: the start period as far as ECS lets it, then retries; a start that is too long is left."""
    health = HealthCheck(("CMD", "x"), interval=30, retries=3)
    path = "containerDefinitions[web].healthCheck"
    for after, expected in (
        (115, [(f"{path}.startPeriod", 230, 0, None)]),
        (290, [(f"{path}.startPeriod", 300, 0, None), (f"{path}.retries", 10, 3, None)]),
        (900, None),
    ):
        revision = definition(2, log_stream_prefix="ecs", health=health)
        known = definitions(revision)
        logs = logs_of(TASK, known, READY, since=at("08:30:20") + timedelta(seconds=after))
        seen = only(health_check_too_tight.see(exits(TASK, definitions=known), logs, tried(revision)))
        assert by_hand(seen) if expected is None else edits_of(seen) == expected

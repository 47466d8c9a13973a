"""task-starts-throttled: the scheduler's pauses are not the time that tasks take to fail."""

from typing import Any

from islive.facts.service import ServiceEvent
from islive.model.citation import Citation
from islive.rules.tasks.task_starts_throttled import task_starts_throttled
from tests.rules.builders_b import DENIED, at, deployment, event, failed, only, service, starting, stopped

UNABLE = "is unable to consistently start tasks successfully. For more information, see the Troubleshooting section."
NOW = at("09:50")


def start(clock: str) -> ServiceEvent:
    """The scheduler started a task."""
    return event(clock, "has started 1 tasks: (task 0123456789abcdef0123456789abcdef).")


EVENTS = (start("09:44"), event("09:29", UNABLE), start("09:16"), start("08:50"), start("08:30"))


def see(events: tuple[ServiceEvent, ...] = EVENTS, tasks: Any = DENIED, primary: Any = None) -> Any:
    """What the rule sees at 09:50."""
    return task_starts_throttled.see(service(primary or starting(), events=events), tasks, NOW)


def test_the_newest_starts_say_how_far_apart_they_are() -> None:
    """The event is quoted, and the pauses are the scheduler's."""
    seen = only(see())
    assert seen.summary == ("starts are throttled: 26 to 28 minutes apart because the scheduler spaces them out")
    message = f"(service shop) {UNABLE}"
    assert seen.because == (Citation("ecs:DescribeServices", "services[0].events[1].message", message),)


def test_how_long_a_task_lived_is_said_with_its_times() -> None:
    """40 seconds, not 26 minutes; of PRIMARY's newest task that tells both times."""
    tasks = stopped(failed("3", stopped_at=None), failed("2", deployment="ecs-svc/1"), failed("1"))
    seen = only(see(tasks=tasks))
    assert seen.summary.endswith("; the last task failed within 40 seconds")
    assert [one.path for one in seen.because[1:]] == ["tasks[1].createdAt", "tasks[1].stoppedAt"]


def test_equal_pauses_are_one_number() -> None:
    """27 minutes apart."""
    seen = only(see((start("09:44"), event("09:29", UNABLE), start("09:17"))))
    assert "throttled: 27 minutes apart" in seen.summary


def test_one_start_tells_no_pause() -> None:
    """Starts from before the deployment do not count either."""
    seen = only(see((start("09:44"), event("09:29", UNABLE), start("07:59"))))
    assert seen.summary == "starts are throttled: the scheduler spaces them out"


def test_an_old_event_is_history() -> None:
    """It is older than an hour."""
    assert list(see((event("08:49", UNABLE),))) == []
    assert only(see((event("08:50", UNABLE),))).subject == "ecs-svc/2"


def test_a_deployment_that_is_done_is_not_throttled() -> None:
    """It got its tasks after all; and without the event nothing is throttled."""
    assert list(see(primary=deployment())) == []
    assert list(see((start("09:44"), start("09:16")))) == []

"""tasks-not-replaced: tasks ended with their host, and there is no place for others."""

from typing import Any

from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task
from islive.model.finding import Sighting
from islive.rules.tasks.tasks_not_replaced import tasks_not_replaced
from tests.rules.builders_b import DENIED, deployment, failed, only, service, stopped
from tests.rules.builders_network import trouble, unplaced

EMPTY = (
    "(service shop) was unable to place a task because no container instance met all of its requirements. Reason: No "
    "Container Instances were found in your cluster."
)
GONE = "Host EC2 (instance i-0a1b2c3d4e5f60718) terminated."


def lost(id: str) -> Task:
    """A task of PRIMARY that ended with its instance."""
    return failed(id, GONE, stop_code="TerminationNotice")


def see(tasks: Any, event: Any = EMPTY, **changes: Any) -> list[Sighting]:
    """What the rule sees of these tasks, none of two running."""
    lacking = service(deployment(desired=2, running=0, pending=0, **changes))
    return list(tasks_not_replaced.see(lacking, unplaced(event) if event else trouble(), tasks))


def test_the_host_is_gone_and_there_is_no_other() -> None:
    """The tasks are counted; the task's reason and the event are quoted."""
    seen = only(see(stopped(lost("1"), lost("2"))))
    assert seen.summary == ("2 tasks of shop:2 ended with their host, and ECS finds no place for others: 0 of 2 run")
    assert [one.quote for one in seen.because] == [GONE, EMPTY]


def test_what_is_replaced_or_was_never_there_is_silence() -> None:
    """Tasks on their way, no event, no such task, or tasks that nobody may list."""
    assert see(stopped(lost("1")), event=None) == []
    assert see(stopped(failed("1", "CannotPullContainerError: not found"))) == []
    assert see(StoppedTasks(())) == []
    assert see(DENIED) == []
    waiting = service(deployment(desired=2, running=0, pending=2))
    assert list(tasks_not_replaced.see(waiting, unplaced(EMPTY), stopped(lost("1")))) == []

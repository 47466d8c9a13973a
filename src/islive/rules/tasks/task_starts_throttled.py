"""task-starts-throttled: ECS waits longer and longer."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from islive.facts.service import Service
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

RECENT = timedelta(hours=1)
THROTTLED = "is unable to consistently start tasks successfully"
STARTS_COMPARED = 3


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.MEDIUM)
def task_starts_throttled(service: Service, stopped: StoppedTasks | Gap, now: datetime) -> Iterator[Sighting]:
    """ECS has slowed down its attempts to start tasks, because they keep failing.

    ## What it means
    After tasks have failed to start several times in a row, the scheduler waits before each next attempt, longer and
    longer, up to about half an hour. The pause is the scheduler's; it says nothing about how long a task takes to
    fail. A task that seems to fail after half an hour most often failed within a minute of its start.

    ## Why it happens
    Tasks go from PENDING to STOPPED without ever running. Tasks that run and exit later, or that fail the load
    balancer's health checks, do not bring this about.

    ## What to do
    Mend what keeps the tasks from starting. After that you need not wait for the next attempt: a deployment of a new
    task definition lifts the throttling at once. Before that, do not force new deployments: every attempt fails as
    those before it did.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    """
    events = service.events
    told = next((one for one in events if THROTTLED in one.message and now - one.at <= RECENT), None)
    if told is None or not service.primary.under_way:
        return
    failed = None if isinstance(stopped, Gap) else _newest_failed(service, stopped)
    yield Sighting(
        subject=service.primary.id,
        summary=f"starts are throttled: {_spacing(service)}{_lived(failed)}",
        because=(
            Citation("ecs:DescribeServices", f"services[0].events[{events.index(told)}].message", told.message),
            *_stop(failed),
        ),
        remedies=(_mend(),),
    )


def _newest_failed(service: Service, stopped: StoppedTasks) -> Task | None:
    ours = (task for task in stopped.failed_to_start if task.deployment == service.primary.id)
    return next((task for task in ours if task.created_at and task.stopped_at), None)


def _spacing(service: Service) -> str:
    """How far apart the newest starts of PRIMARY are, and whose doing that is."""
    starts = [at for at in service.starts if at >= service.primary.created_at][-STARTS_COMPARED:]
    pauses = sorted(round((later - earlier) / timedelta(minutes=1)) for earlier, later in pairwise(starts))
    if not pauses:
        return "the scheduler spaces them out"
    apart = f"{pauses[0]} to {pauses[-1]}" if pauses[0] != pauses[-1] else f"{pauses[0]}"
    return f"{apart} minutes apart because the scheduler spaces them out"


def _lived(task: Task | None) -> str:
    if task is None or task.created_at is None or task.stopped_at is None:
        return ""
    seconds = round((task.stopped_at - task.created_at).total_seconds())
    return f"; the last task failed within {seconds} seconds"


def _stop(task: Task | None) -> Iterator[Citation]:
    if task is not None and task.created_at and task.stopped_at:
        yield Citation("ecs:DescribeTasks", f"tasks[{task.id}].createdAt", task.created_at.isoformat())
        yield Citation("ecs:DescribeTasks", f"tasks[{task.id}].stoppedAt", task.stopped_at.isoformat())


def _mend() -> Remedy:
    says = (
        "Mend what keeps the tasks from starting, then deploy (`islive deploy SERVICE VERSION`); a new task definition "
        "lifts the throttling at once."
    )
    return Remedy("mend the cause, and force no attempts", Risk.MANUAL, Horizon.NOW, (Step(says),))

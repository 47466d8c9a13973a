"""task-starts-throttled: ECS waits longer and longer."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from islive.facts.service import Service, ServiceEvent
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
STARTED = re.compile(r"has started \d+ tasks?: \(task [0-9a-f]+")
STARTS_COMPARED = 3


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.MEDIUM)
def task_starts_throttled(service: Service, stopped: StoppedTasks | Gap, now: datetime) -> Iterator[Sighting]:
    """ECS has slowed down its attempts to start tasks, because they keep failing.

    ## What it means
    After tasks have failed to start several times in a row, the scheduler waits before each next attempt, longer and
    longer, up to about half an hour. The pause is the scheduler's; it says nothing about how long a task takes to
    fail. A task that "fails after 27 minutes" failed within a minute of its start.

    ## Why it happens
    Tasks go from PENDING to STOPPED without ever running. Tasks that run and exit later, or that fail the load
    balancer's health checks, do not bring this about.

    ## What to do
    Mend what keeps the tasks from starting. After that you need not wait for the next attempt: a deployment of a new
    task definition lifts the throttling at once. Do not force new deployments to speed things up before the cause is
    mended; every attempt fails as the ones before.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    """
    told = next((one for one in service.events if THROTTLED in one.message and now - one.at <= RECENT), None)
    if told is None or not service.primary.under_way:
        return
    failed = None if isinstance(stopped, Gap) else _newest_failed(service, stopped)
    yield Sighting(
        subject=service.primary.id,
        summary=f"The scheduler has throttled the starts of {service.primary.task_definition} instead of starting "
        f"tasks at once{_spacing(service)}{_lived(failed)}",
        because=(Citation("ecs:DescribeServices", "services[0].events[].message", told.message[:300]), *_stop(failed)),
        remedies=(_mend(),),
    )


def _newest_failed(service: Service, stopped: StoppedTasks) -> Task | None:
    ours = (task for task in stopped.failed_to_start if task.deployment == service.primary.id)
    return next((task for task in ours if task.created_at and task.stopped_at), None)


def _starts(service: Service) -> list[ServiceEvent]:
    """The newest starts since PRIMARY began, newest first."""
    since = service.primary.created_at
    return [one for one in service.events if STARTED.search(one.message) and one.at >= since][:STARTS_COMPARED]


def _spacing(service: Service) -> str:
    pauses = sorted(
        round((later.at - earlier.at) / timedelta(minutes=1)) for later, earlier in pairwise(_starts(service))
    )
    if not pauses:
        return ""
    apart = f"{pauses[0]} to {pauses[-1]}" if pauses[0] != pauses[-1] else f"{pauses[0]}"
    return (
        f": starts are {apart} minutes apart because the scheduler spaces them out, and not because tasks take so long"
    )


def _lived(task: Task | None) -> str:
    if task is None or task.created_at is None or task.stopped_at is None:
        return ""
    seconds = round((task.stopped_at - task.created_at).total_seconds())
    return f"; the newest stopped task ended {seconds} seconds after it was created"


def _stop(task: Task | None) -> Iterator[Citation]:
    if task is not None and task.created_at and task.stopped_at:
        yield Citation("ecs:DescribeTasks", "tasks[].createdAt", task.created_at.isoformat())
        yield Citation("ecs:DescribeTasks", "tasks[].stoppedAt", task.stopped_at.isoformat())


def _mend() -> Remedy:
    says = "Mend what keeps the tasks from starting, then deploy: a new task definition lifts the throttling at once."
    return Remedy("Mend the cause; do not force attempts", Risk.MANUAL, Horizon.NOW, (Step(says),))

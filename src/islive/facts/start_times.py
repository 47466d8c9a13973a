"""How long the service's tasks take to become healthy, measured (derived).

From a task's start to the moment that the load balancer found it healthy. The API keeps no such moment, so it is read
from what ECS does next in a rolling deployment: as soon as new tasks are healthy, it drains the old ones.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service, ServiceEvent
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import HealthCheck
from islive.facts.task import Task
from islive.model.collector import collects
from islive.model.evidence import Gap

REGISTERED = re.compile(r"registered (\d+) targets? in")
DRAINING = "has begun draining connections"
ENDS = ("is unhealthy in", "deployment failed", "deployment completed", "has reached a steady state")
# ECS developer guide, "Amazon ECS service event messages", and what DescribeTasks says of such a task.
LONGEST = timedelta(hours=1)
# What ECS does next comes a little after health does.
MARGIN = 1.5


@dataclass(frozen=True, slots=True)
class StartTimes:
    """Seconds, each list in order of time.

    `to_run` from a task's creation to its start; `to_health` from registration at the load balancer to health, of
    deployments that came through; `given` how long tasks were left to run that failed the load balancer's checks.
    """

    to_run: tuple[int, ...]
    to_health: tuple[int, ...]
    given: tuple[int, ...]

    @property
    def usual(self) -> int | None:
        """The shortest time to health that was measured: what a task needs at least."""
        return min(self.to_health, default=None)

    def cut_short_after(self, grace_seconds: int, check: HealthCheck) -> int | None:
        """The seconds that a task is given, where that is clearly less than it usually needs; else None.

        Measured on the tasks that ECS has stopped for their health; without any it is the grace period, or the time
        that the health check takes to call a target unhealthy, whichever is longer.
        """
        given = max(self.given, default=max(grace_seconds, check.condemns_after))
        return given if self.usual is not None and self.usual > MARGIN * given else None


@collects()
def collect(service: Service, running: RunningTasks, stopped: StoppedTasks | Gap) -> StartTimes:
    """Measured on running and stopped tasks, and on the service's events."""
    ended = () if isinstance(stopped, Gap) else stopped.tasks
    failed = [one for one in ended if one.deployment == service.front.id and one.failed_target_checks]
    return StartTimes(
        tuple(_between((one.created_at, one.started_at) for one in (*running.tasks, *ended))),
        tuple(_to_health(service.events)),
        tuple(_between((one.started_at, _told_to_stop(one)) for one in failed)),
    )


def _told_to_stop(task: Task) -> datetime | None:
    return task.stopping_at or task.stopped_at


def _between(pairs: Iterable[tuple[datetime | None, datetime | None]]) -> Iterator[int]:
    for begun, ended in pairs:
        if begun and ended and ended >= begun:
            yield round((ended - begun).total_seconds())


def _to_health(events: Sequence[ServiceEvent]) -> Iterator[int]:
    """From each registration to the draining that follows it, unless something else came between."""
    since: datetime | None = None
    for event in sorted(events, key=lambda one: (one.at, one.id)):
        if REGISTERED.search(event.message) and "deregistered" not in event.message:
            since = event.at
        elif since and DRAINING in event.message:
            if event.at - since < LONGEST:
                yield round((event.at - since).total_seconds())
            since = None
        elif any(words in event.message for words in ENDS):
            since = None

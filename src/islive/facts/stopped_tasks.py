"""The tasks that stopped within the last hour; ECS forgets older ones."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task import Task, tasks_of
from islive.model.collector import collects
from islive.model.doors import Aws
from islive.model.evidence import Gap

MANY = 3
GOING_ON = timedelta(minutes=15)
# ECS developer guide: a stopped task can be described for at least so long.
REMEMBERED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class StoppedTasks:
    """Stopped tasks of the service, newest first."""

    tasks: tuple[Task, ...]

    @property
    def failed_to_start(self) -> tuple[Task, ...]:
        """Those that never ran: stop code TaskFailedToStart."""
        return tuple(task for task in self.tasks if task.stop_code == "TaskFailedToStart")

    def of(self, deployment: str) -> tuple[Task, ...]:
        """Those that one deployment started."""
        return tuple(task for task in self.tasks if task.deployment == deployment)

    def given_up(self, service: Service, deployments: ServiceDeployments | Gap) -> tuple[Task, ...]:
        """Those of the newest service deployment where ECS rolled it back, and not those of the way back."""
        newest = None if isinstance(deployments, Gap) else deployments.newest
        if newest is None or not newest.status.startswith("ROLLBACK_"):
            return ()
        since, primary = newest.created_at, service.primary.id
        return tuple(
            one for one in self.tasks if one.deployment != primary and one.created_at and one.created_at >= since
        )

    def that_matter(self, service: Service, deployments: ServiceDeployments | Gap) -> tuple[Task, ...]:
        """Those of the newest deployment while it lacks tasks, and those of the newest try where it was rolled back."""
        front = service.front
        lacking = self.of(front.id) if front.running < front.desired else ()
        matter = {task.arn for task in (*lacking, *self.given_up(service, deployments))}
        return tuple(task for task in self.tasks if task.arn in matter)

    def that_keep_ending(self, service: Service, now: datetime) -> tuple[Task, ...]:
        """PRIMARY's tasks that ran and did not stay, if that goes on.

        Each of its tasks ended once on average, three did in all, and the last one just now. At this moment as many as
        are desired may run; the next one will end as well.
        """
        ended = tuple(one for one in self.of(service.primary.id) if one.did_not_stay)
        newest = ended[0].stopped_at if ended else None
        lately = newest is not None and now - newest <= GOING_ON
        return ended if lately and len(ended) >= max(MANY, service.desired) else ()


@collects("ecs:ListTasks", "ecs:DescribeTasks")
def collect(aws: Aws, service: Service) -> StoppedTasks:
    """Ask for the service's stopped tasks, as far as ECS remembers them."""
    tasks = tasks_of(aws, service, "STOPPED")
    return StoppedTasks(tuple(sorted(tasks, key=_ended, reverse=True)))


def none_was_replaced(service: Service, tasks: Collection[Task], now: datetime) -> bool:
    """As many tasks run as are desired, and each is older than what ECS remembers: none came for one that ended.

    Then no task of it keeps ending, and the list of its stopped tasks has nothing to add for a service that is well.
    """
    running = sum(one.last_status == "RUNNING" for one in tasks)
    old = all(one.created_at is not None and now - one.created_at > REMEMBERED for one in tasks)
    return old and running >= service.desired > 0


def _ended(task: Task) -> tuple[datetime, str]:
    return task.stopped_at or task.created_at or datetime.min.replace(tzinfo=UTC), task.arn

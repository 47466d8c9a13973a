"""Impact: who is served by what right now."""

from collections.abc import Iterable, Iterator

from islive.engine.inject import inject
from islive.facts.identity import Identities
from islive.facts.load_balancers import LoadBalancers
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.target_groups import TargetGroups
from islive.facts.task import Task
from islive.model.evidence import Evidence, Gap
from islive.model.report import Impact, Serving


def impact(evidence: Evidence) -> Impact:
    """The versions among the running tasks, how many of them are healthy, and what that means for the users."""
    found = inject(_impact, evidence, {})
    return Impact(f"who is served could not be read: {found.way_out}") if isinstance(found, Gap) else found


def _impact(
    service: Service,
    tasks: RunningTasks,
    groups: TargetGroups,
    identities: Identities | Gap,
    balancers: LoadBalancers | Gap,
) -> Impact:
    names = Identities({}) if isinstance(identities, Gap) else identities
    serving = tuple(_serving(service, tasks, groups, names))
    through = () if isinstance(balancers, Gap) else tuple(one.name for one in balancers.load_balancers)
    return Impact(_says(serving, through), serving)


def _serving(service: Service, tasks: RunningTasks, groups: TargetGroups, names: Identities) -> Iterator[Serving]:
    by_image: dict[str | None, list[Task]] = {}
    for task in tasks.running:
        by_image.setdefault(min(task.digests, default=None), []).append(task)
    for digest, ours in sorted(by_image.items(), key=lambda item: (-len(item[1]), item[0] or "")):
        healthy = sum(is_healthy(task, service, groups) for task in ours)
        yield Serving(names.label(digest), digest, len(ours), healthy)


def is_healthy(task: Task, service: Service, groups: TargetGroups) -> bool:
    """Its target is healthy; without a load balancer: it runs and its container health check does not fail."""
    if not service.attachments:
        return task.health != "UNHEALTHY"
    return task.address in groups.healthy_addresses()


def _says(serving: tuple[Serving, ...], through: Iterable[str]) -> str:
    healthy = [one for one in serving if one.healthy]
    if not serving:
        return "nobody is served: no task runs"
    if not healthy:
        return f"nobody is served in health: {_counts(serving)}"
    way = " and ".join(through)
    return f"{_counts(healthy)}{f', through {way}' if way else ''}: nobody is down"


def _counts(serving: Iterable[Serving]) -> str:
    return ", ".join(f"{one.version} serves, {one.healthy} of {_tasks(one.tasks)} healthy" for one in serving)


def _tasks(count: int) -> str:
    return "1 task" if count == 1 else f"{count} tasks"

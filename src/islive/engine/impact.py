"""Impact: who is served by what right now."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from islive.engine.inject import inject
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.identity import Identities
from islive.facts.load_balancers import LoadBalancers
from islive.facts.own_images import OwnImages
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.target_groups import TargetGroups
from islive.facts.task import Task
from islive.facts.versions import agree, is_version
from islive.facts.wanted_version import WantedVersion
from islive.model.evidence import Evidence, Gap
from islive.model.report import NOBODY, Impact, Serving


def impact(evidence: Evidence) -> Impact:
    """The versions among the running tasks, how many of them are healthy, and what that means for the users."""
    serving = inject(_serving, evidence, {})
    if isinstance(serving, Gap):
        return Impact(f"who is served could not be read: {serving.way_out}")
    answered, through = inject(_answered, evidence, {}), inject(_through, evidence, {})
    stale = "" if isinstance(answered, Gap) or _is_said_by(serving, answered) else answered
    shut = inject(_is_shut, evidence, {}) is True
    closed = "no request arrives: no listener leads to the service" if shut else inject(_unnamed, evidence, {})
    known = "" if isinstance(closed, Gap) else closed
    says = _says(serving, stale, "" if isinstance(through, Gap) else through, known)
    return Impact(says, tuple(replace(one, version=stale or one.version) for one in serving))


def _serving(
    service: Service,
    tasks: RunningTasks,
    groups: TargetGroups,
    balancers: LoadBalancers | Gap,
    identities: Identities | Gap,
    own: OwnImages | Gap,
    wanted: WantedVersion | Gap,
) -> tuple[Serving, ...]:
    """The running tasks by the images of the application in them, the most frequent first."""
    in_use = _in_use(service, balancers)
    names = Identities({}) if isinstance(identities, Gap) else identities
    by_images: dict[tuple[str, ...], list[Task]] = {}
    for task in tasks.running:
        by_images.setdefault(tuple(sorted(own_digests(task, own))), []).append(task)
    most = sorted(by_images.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        Serving(
            version=_called(digests, names, wanted),
            digest=min(digests, default=None),
            tasks=len(ours),
            healthy=sum(is_healthy(task, service, groups, in_use) for task in ours),
        )
        for digests, ours in most
    )


def _called(digests: tuple[str, ...], names: Identities, wanted: WantedVersion | Gap) -> str:
    """Its label; of an image that only bears the name of the version that was asked for, also what it really is."""
    label = names.label_of_all(digests)
    refuted = () if isinstance(wanted, Gap) else wanted.refuted
    truth = next((claim for other, claim in refuted if other in digests), None)
    if truth is None or isinstance(wanted, Gap) or label != wanted.label:
        return label
    return f"{label} of {truth.kind} {truth.value[:7]}"


def own_digests(task: Task, own: OwnImages | Gap) -> frozenset[str]:
    """What the task runs of the service's own; of everything, where that cannot be told."""
    return (isinstance(own, OwnImages) and own.of_task(task)) or task.digests


def _in_use(service: Service, balancers: LoadBalancers | Gap) -> frozenset[str] | None:
    """Of the pairs of a blue/green deployment the groups that users reach; None where there is nothing to choose."""
    paired = any(one.alternates for one in service.attachments)
    return balancers.serving(service.attachments) if paired and isinstance(balancers, LoadBalancers) else None


def is_healthy(task: Task, service: Service, groups: TargetGroups, in_use: frozenset[str] | None = None) -> bool:
    """Its target is healthy; without a load balancer: it runs and its container health check does not fail."""
    if not service.attachments:
        return task.health != "UNHEALTHY"
    return bool(task.endpoints & groups.healthy_endpoints(in_use))


def _answered(canary: CanaryAnswers) -> str:
    """The one version that every process says of itself, "" where they say nothing or not the same."""
    said = {answer.version for answer in canary.speaking if answer.version}
    return said.pop() if len(said) == 1 else ""


def _through(balancers: LoadBalancers) -> str:
    return " and ".join(one.name for one in balancers.load_balancers)


def _is_shut(service: Service, groups: TargetGroups, balancers: LoadBalancers) -> bool:
    """Its load balancers were read whole, and none gives it any request."""
    read = not (groups.gaps or balancers.gaps)
    return bool(service.attachments) and read and not balancers.serving(service.attachments)


def _unnamed(canary: CanaryAnswers) -> str:
    """That every way in was tried by a name that does not exist, "" where one of them came further."""
    dead = [one.url for one in canary.unreached if one.why == "dns"]
    if not dead or canary.answers or len(dead) < len(canary.gaps):
        return ""
    return f"nobody finds it from here: {' and '.join(sorted({urlsplit(one).netloc for one in dead}))} does not resolve"


def _is_said_by(serving: tuple[Serving, ...], answered: str) -> bool:
    """Whether the processes may be what their one image is called; of several images, each may be right of its own."""
    alone = serving[0].version if len(serving) == 1 else ""
    return not answered or not is_version(alone) or agree(answered, alone)


def _says(serving: tuple[Serving, ...], stale: str, through: str, closed: str) -> str:
    healthy = [one for one in serving if one.healthy]
    if not serving:
        return f"{NOBODY}: no task runs"
    if not healthy:
        return f"{NOBODY} in health: {_counts(serving, '')}"
    if closed:
        return f"{closed}; {_counts(healthy, stale, 'run')}"
    return f"{_counts(healthy, stale)}{f', through {through}' if through else ''}: nobody is down"


def _counts(serving: Iterable[Serving], stale: str, does: str = "serve") -> str:
    return "; ".join(_count(one, stale, does) for one in serving)


def _count(one: Serving, stale: str, does: str) -> str:
    """What a process says of itself counts more than the name of the image that it was started from."""
    does = does if " and " in one.version else f"{does}s"
    who = f"{stale} answers from the image of {one.version}" if stale else f"{one.version} {does}"
    return f"{who}, {one.healthy} of {_tasks(one.tasks)} healthy"


def _tasks(count: int) -> str:
    return "1 task" if count == 1 else f"{count} tasks"

"""The proof of being live: on every axis it is shown, refuted, or could not be read. Only what is shown counts.

Each check answers True (shown by evidence), False (refuted by evidence) or None (a gap, or answers that contradict
each other). LIVE needs True everywhere, so taking evidence away can never make it.
"""

from collections.abc import Callable, Iterable, Iterator

from islive.engine.answered import AXES as ANSWERED
from islive.engine.check import Check
from islive.engine.inject import inject
from islive.facts.beacons import Beacons
from islive.facts.build_project import BuildProject
from islive.facts.builds import Builds
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.cloud_map import CloudMap
from islive.facts.commits import Commits
from islive.facts.deployed import Deployed
from islive.facts.direct_answers import DirectAnswers
from islive.facts.health_failures import HealthFailures
from islive.facts.identity import Identities
from islive.facts.images import Images
from islive.facts.load_balancers import LoadBalancers
from islive.facts.manifests import Manifests
from islive.facts.measured_answers import MeasuredAnswers
from islive.facts.route_names import RouteNames
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Attachment, Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import TargetGroup, TargetGroups
from islive.facts.task import Task
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.wanted_version import WantedVersion
from islive.model.evidence import Evidence, Gap, gaps_in
from islive.model.rule import needed_facts
from islive.model.verdict import Reason

# Every fact that could refute the version must have been read whole: a refutation that was taken away, by a missing
# permission or a lost answer, must not look like a proof. CI runs, logs, roles and secrets explain, but refute nothing.
MUST_BE_READ: tuple[type, ...] = (
    Service,
    ServiceDeployments,
    TaskDefinitions,
    RunningTasks,
    StoppedTasks,
    Commits,
    BuildProject,
    Builds,
    Images,
    Manifests,
    Identities,
    WantedVersion,
    Deployed,
    TargetGroups,
    LoadBalancers,
    HealthFailures,
    CloudMap,
    RouteNames,
    CanaryAnswers,
    MeasuredAnswers,
    DirectAnswers,
    Beacons,
)


HEAD = len("sha256:") + 12


def checks(evidence: Evidence, must_be_read: Iterable[type] = MUST_BE_READ) -> tuple[Check, ...]:
    """All of them: what could not be read first, then declared, deployed, running, serving."""
    found = [inject(axis, evidence, {}) for axis in _axes()]
    return (*_unread(evidence, must_be_read), *(check for one in found if not isinstance(one, Gap) for check in one))


def sees_every_axis(evidence: Evidence) -> bool:
    """Whether what the evidence holds is enough to look along each axis."""
    return not any(isinstance(inject(axis, evidence, {}), Gap) for axis in _axes())


def read_by_axes() -> frozenset[type]:
    """The facts that are looked at along the axes."""
    return frozenset(fact for axis in _axes() for fact in needed_facts(axis)[0].values())


def _axes() -> tuple[Callable[..., Iterator[Check]], ...]:
    return (_declared, _deployed, _running, _registered, _routed, _discovered, *ANSWERED)


def _unread(evidence: Evidence, must_be_read: Iterable[type]) -> Iterator[Check]:
    """What was asked for and not obtained."""
    for fact in must_be_read:
        found = evidence.get(fact)
        for gap in (found,) if isinstance(found, Gap) else gaps_in(found):
            yield Check("evidence", None, gap.says)


def _declared(wanted: WantedVersion, images: Images | Gap) -> Iterator[Check]:
    """Something in the registry is the version."""
    looked = not wanted.unproved and isinstance(images, Images) and not images.gaps
    for one in images.elsewhere if wanted.unproved and isinstance(images, Images) else ():
        yield Check("evidence", None, f"islive cannot ask the registry of {one.text}")
    for digest in _lost(wanted, images):
        yield Check("evidence", None, f"{digest[:HEAD]} is not in the registry any more, and no build says what it is")
    yield Check("declared", _shown(bool(wanted.digests), looked=looked), f"an image is provably {wanted.label}")


def _lost(wanted: WantedVersion, images: Images | Gap) -> Iterator[str]:
    """What may be the version and is gone from a registry that was read."""
    if isinstance(images, Images) and not images.gaps and not images.elsewhere:
        yield from sorted(wanted.unproved - {image.digest for image in images.all})


def _shown(seen: bool, *, looked: bool) -> bool | None:  # noqa: FBT001
    """What was seen is shown; what was not seen is refuted only if one could look everywhere."""
    return True if seen else False if looked else None


def _deployed(service: Service, deployed: Deployed, wanted: WantedVersion) -> Iterator[Check]:
    """PRIMARY of a service that is to be there deploys it, ECS calls that finished, and nothing older is left."""
    yield Check("deployed", service.status == "ACTIVE", f"the service is ACTIVE (it is {service.status})")
    same = _is_it(deployed.digests, wanted)
    yield Check("deployed", same, f"{service.primary.task_definition} deploys {wanted.label}")
    alone = not any(one.running for one in service.older)
    done = _completed(service, deployed) if alone else False
    what = "task set is steady" if service.primary.is_task_set else "deployment is completed"
    yield Check("deployed", done, f"the PRIMARY {what} and the only one with tasks")
    if deployed.record:
        ended = deployed.record.status
        yield Check("deployed", ended == "SUCCESSFUL", f"its service deployment is SUCCESSFUL (it is {ended})")


def _completed(service: Service, deployed: Deployed) -> bool | None:
    """ECS tells no rollout state of some deployments (API shape Deployment): then its record, or all tasks running."""
    if service.primary.rollout_state is not None:
        return service.primary.rollout_state == "COMPLETED"
    steady = service.running >= service.desired and not service.pending and not service.older
    return True if deployed.record or steady else None


def _running(service: Service, tasks: RunningTasks, wanted: WantedVersion) -> Iterator[Check]:
    """Tasks run, all of this deployment, all with the version's image, none unhealthy.

    How many is not asked: a completed deployment had as many as were desired, and scaling moves on without it.
    """
    yield Check("running", service.desired > 0 and bool(tasks.running), f"tasks run ({len(tasks.running)})")
    all_seen = True if len(tasks.running) >= service.running else None
    yield Check("running", all_seen, f"ECS lists the {service.running} running tasks that it counts")
    some = any(task.digests & wanted.digests for task in tasks.running)
    for task in tasks.running:
        yield from _runs_it(task, service, wanted, Reason.MIXED if some else None)


def _is_it(digests: frozenset[str], wanted: WantedVersion) -> bool | None:
    """The digests are the version; None where none is known, or one may be it for all that could be read."""
    if digests & (wanted.digests | wanted.others):
        return wanted.is_all_of(digests)
    return False if digests and not digests & wanted.unproved else None


def _runs_it(task: Task, service: Service, wanted: WantedVersion, otherwise: Reason | None) -> Iterator[Check]:
    """One task is a healthy task of this deployment, with an image that is the version."""
    if task.digests:
        yield Check("running", _is_it(task.digests, wanted), f"task {task.id} runs {wanted.label}", otherwise)
    else:
        yield Check("evidence", None, f"ECS tells no image digest of task {task.id}")
    ours = task.deployment == service.primary.id
    yield Check("running", ours, f"task {task.id} was started by the PRIMARY deployment", Reason.MIXED)
    yield Check("running", task.health != "UNHEALTHY", f"task {task.id} passes its container health check")


def _registered(
    service: Service,
    tasks: RunningTasks,
    groups: TargetGroups,
    balancers: LoadBalancers | Gap,
    stopped: StoppedTasks | Gap,
    wanted: WantedVersion,
) -> Iterator[Check]:
    """In every group that serves running tasks are healthy targets, and nothing else is."""
    read = {group.arn: group for group in groups.groups}
    for arn in service.target_groups:
        yield Check("serving", arn in read or None, f"{arn} was read")
    if service.attachments:
        known = all(task.endpoints for task in tasks.running) or None
        yield Check("serving", known, "the address of every running task is known")
    ends = frozenset(end for task in tasks.running for end in task.endpoints)
    passing = _passing(service, tasks, stopped, wanted)
    for attachment in service.attachments:
        for arn in _in_use(service, attachment, balancers):
            if group := read.get(arn):
                yield from _holds(group, ends, passing)


def _in_use(service: Service, attachment: Attachment, balancers: LoadBalancers | Gap) -> tuple[str, ...]:
    """The group; of a pair those that users' requests reach, for the other one waits, or holds what goes."""
    if not attachment.alternates:
        return (attachment.target_group,)
    serving = frozenset[str]() if isinstance(balancers, Gap) else balancers.serving(service.attachments)
    return tuple(arn for arn in attachment.target_groups if arn in serving)


def _passing(
    service: Service, tasks: RunningTasks, stopped: StoppedTasks | Gap, wanted: WantedVersion
) -> frozenset[str] | None:
    """Healthy targets that may not be running: PRIMARY's tasks that start, the version's that were just stopped."""
    if isinstance(stopped, Gap):
        return None
    starting = (task for task in tasks.tasks if task.deployment == service.primary.id)
    going = (task for task in stopped.tasks if task.digests & wanted.digests)
    return frozenset(end for task in (*starting, *going) for end in task.endpoints)


def _holds(group: TargetGroup, ends: frozenset[str], passing: frozenset[str] | None) -> Iterator[Check]:
    healthy = {target.endpoint for target in group.targets if target.healthy}
    yield Check("serving", bool(ends & healthy), f"running tasks are healthy targets of {group.name}")
    strange = healthy - ends - (passing or frozenset())
    alone = _shown(not strange, looked=passing is not None)
    yield Check("serving", alone, f"{group.name} holds nothing but these tasks", Reason.MIXED)


def _routed(service: Service, groups: TargetGroups, balancers: LoadBalancers) -> Iterator[Check]:
    """A listener leads to every target group, with all the requests of its rule."""
    leading = balancers.serving(service.attachments)
    looked = not groups.gaps and not balancers.gaps
    for attachment in sorted(service.attachments, key=lambda one: one.target_groups):
        leads = _shown(bool(leading.intersection(attachment.target_groups)), looked=looked)
        says = f"a listener leads to {_short(attachment.target_group)}"
        yield Check("serving", leads, says, Reason.WRONG_ROUTE)
    every = "all" if balancers.share == 1 else f"{balancers.share:.0%} of the"
    for rule, weight in balancers.shares.items():
        says = f"{every} requests of rule {_short(rule)} go to this service ({weight:.0%} do)"
        yield Check("serving", balancers.is_enough(weight), says, Reason.MIXED)


def _discovered(tasks: RunningTasks, cloud_map: CloudMap) -> Iterator[Check]:
    """Where clients find the service by Cloud Map, they find running tasks."""
    addresses = frozenset(task.address for task in tasks.running if task.address)
    for registry in cloud_map.registries if addresses else ():
        yield Check(
            "serving", bool(addresses & registry.addresses), f"Cloud Map service {registry.id} names running tasks"
        )


def _short(arn: str) -> str:
    return arn.split(":", 5)[-1]

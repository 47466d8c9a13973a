"""versions-mixed: two versions side by side, and nobody is changing that."""

from collections.abc import Iterator, Mapping, Sequence

from islive.facts.identity import Identities
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task import Task
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

HEAD = len("sha256:") + 12


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.HIGH)
def versions_mixed(
    service: Service,
    running: RunningTasks,
    deployments: ServiceDeployments | Gap,
    identities: Identities | Gap,
    wanted: WantedVersion | Gap,
) -> Iterator[Sighting]:
    """Tasks of the service run different versions, and no deployment is under way that would change that.

    ## What it means
    The same container runs from different images in different tasks. Some users get one version and some the other, and
    one and the same user may get both in turn. During a deployment that is normal; here none is under way. Or the
    containers of one task, all from the service's own repository, run different versions of it side by side.

    ## Why it happens
    - Tasks of an older deployment were kept: they are protected from scale-in, or a deployment that was called
      successful early left them for later.
    - On EC2 an instance uses an image that it has cached, because its agent is told not to pull again.
    - The container's version consistency is off, the tag was moved, and each task took what the tag led to when it
      started.
    - Only one of the containers of the task definition was changed to the new version.

    ## What to do
    Deploy once more with the image named by its digest: then all tasks run the same. If old tasks stay, see whether
    they are protected from scale-in. Keep version consistency on.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    if _changing(service, deployments):
        return
    for container, digests in sorted(_by_container(running.running).items()):
        versions = _versions(digests, identities, wanted)
        if len(versions) > 1:
            yield _sighting(service, container, versions, identities)
    if not isinstance(wanted, Gap):
        yield from _beside(service, running.running, wanted, identities)


def _changing(service: Service, deployments: ServiceDeployments | Gap) -> bool:
    recorded = () if isinstance(deployments, Gap) else deployments.deployments
    if sum(one.is_task_set and one.running > 0 for one in service.deployments) > 1:
        return True
    return any(one.under_way for one in (*service.deployments, *recorded))


def _beside(
    service: Service, tasks: Sequence[Task], wanted: WantedVersion, identities: Identities | Gap
) -> Iterator[Sighting]:
    """In one task some of the service's own containers run the version, and others another one."""
    halves = [one for one in tasks if one.digests & wanted.digests and one.digests & wanted.others]
    for task in halves[:1]:
        ours = [one for one in task.containers if one.digest in wanted.digests | wanted.others]
        labels = _names([(one.digest or "", 1) for one in ours], identities)
        shown = ", ".join(f"container {one.name} is {label}" for one, label in zip(ours, labels, strict=True))
        cited = (
            Citation("ecs:DescribeTasks", f"tasks[{task.id}].containers[{one.name}].imageDigest", one.digest or "")
            for one in ours
        )
        says = (
            f"Deploy a revision whose containers all name {wanted.label}: `islive deploy {service.name} "
            f"{wanted.label}` "
            "pins them all."
        )
        yield Sighting(
            subject=f"{service.name}/{task.task_definition}",
            summary=f"a task of {task.task_definition} is only partly {wanted.label}: {shown}, expected "
            f"{wanted.label} in each",
            because=tuple(cited),
            remedies=(Remedy(f"name {wanted.label} in every container", Risk.MANUAL, Horizon.NOW, (Step(says),)),),
        )


def _by_container(tasks: Sequence[Task]) -> Mapping[str, list[str]]:
    """The digests that each container's name runs, one per task; what ECS has not told is left out."""
    found: dict[str, list[str]] = {}
    for task in tasks:
        for container in task.containers:
            if container.digest:
                found.setdefault(container.name, []).append(container.digest)
    return found


def _versions(
    digests: Sequence[str], identities: Identities | Gap, wanted: WantedVersion | Gap
) -> list[tuple[str, int]]:
    """Each version by one of its digests, and how many tasks run it, the most first."""
    by_version: dict[str, list[str]] = {}
    for digest in digests:
        by_version.setdefault(_representative(digest, identities, wanted), []).append(digest)
    counted = ((min(same), len(same)) for same in by_version.values())
    return sorted(counted, key=lambda one: (-one[1], one[0]))


def _representative(digest: str, identities: Identities | Gap, wanted: WantedVersion | Gap) -> str:
    """One digest that stands for all images of the same code: an index and what it holds are one version."""
    same = {digest}
    if not isinstance(wanted, Gap) and digest in wanted.digests:
        same |= wanted.digests
    known = {} if isinstance(identities, Gap) else identities.identities
    for one in sorted(same):
        same |= known[one].aliases if one in known else frozenset()
    return min(same)


def _sighting(
    service: Service, container: str, versions: Sequence[tuple[str, int]], identities: Identities | Gap
) -> Sighting:
    shown = ", ".join(
        f"{times} × {name}" for (_, times), name in zip(versions, _names(versions, identities), strict=True)
    )
    says = f"Find the version that should run, and run `islive deploy {service.name} VERSION`: it pins the digest."
    return Sighting(
        subject=f"{service.name}/{container}",
        summary=f"{len(versions)} versions of container {container} serve side by side: {shown}, and no deployment is "
        "under way",
        because=tuple(
            Citation("ecs:DescribeTasks", f"tasks[].containers[{container}].imageDigest", digest)
            for digest, _ in versions
        ),
        remedies=(Remedy("deploy one version, pinned by digest", Risk.MANUAL, Horizon.NOW, (Step(says),)),),
    )


def _names(versions: Sequence[tuple[str, int]], identities: Identities | Gap) -> list[str]:
    """Their labels; with the heads of their digests where labels alone do not tell them apart."""
    known = {} if isinstance(identities, Gap) else identities.identities
    heads = [digest[:HEAD] for digest, _ in versions]
    labels = [known[digest].label if digest in known else digest[:HEAD] for digest, _ in versions]
    if len(set(labels)) == len(labels):
        return labels
    return [f"{label} ({head})" for label, head in zip(labels, heads, strict=True)]

"""Whether there is room for the next task: the desired count, the percentages, the container instances."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from islive.facts.container_instances import ContainerInstance, ContainerInstances
from islive.facts.fargate_quota import FargateQuota
from islive.facts.manifests import Manifests
from islive.facts.needs import Needs
from islive.facts.placement_constraint import DISTINCT, meets
from islive.facts.reading import last_part
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinition
from islive.model.documents import Hindrance
from islive.model.evidence import Evidence, Gap

SHOWN = 3
ARCHITECTURE = "ecs.cpu-architecture"
PROCESSORS = {"x86_64": "amd64"}
UNITS = 1024
MORE = "add container instances to the cluster, or let the task reserve less"


@dataclass(frozen=True, slots=True)
class Want:
    """What there is no room for, and what would make some; `sure` where nothing can come to its help."""

    says: str
    way_out: str
    sure: bool

    @property
    def hindrance(self) -> Hindrance:
        """The same as a reason not to begin."""
        return Hindrance(self.says, self.way_out)


def wants(service: Service, definition: TaskDefinition, evidence: Evidence) -> Iterator[Want]:
    """Everything that the next task of that revision has no room for."""
    yield from _by_number(service)
    yield from _by_quota(service, definition, evidence)
    cluster, running = evidence.get(ContainerInstances), evidence.get(RunningTasks)
    needs = definition.needs
    if needs is None or service.launch_type != "EC2" or isinstance(cluster, Gap) or not cluster.asked:
        return
    tasks = () if isinstance(running, Gap) else running.tasks
    hosts = frozenset(last_part(one.container_instance) for one in tasks if one.container_instance)
    needs = replace(needs, constraints=(*service.constraints, *needs.constraints))
    yield from _on_instances(service, needs, cluster, hosts)
    yield from _of_another_kind(definition, cluster, evidence)


def _by_number(service: Service) -> Iterator[Want]:
    least, most = service.bounds
    rolling = (service.controller, service.strategy, service.scheduling) == ("ECS", "ROLLING", "REPLICA")
    if service.desired == 0 and service.scheduling == "REPLICA":
        yield Want(
            f"{service.name} is scaled to zero: no task of the new version would start, and nothing would show that it "
            "runs",
            f"aws ecs update-service --cluster {service.cluster} --service {service.name} --desired-count 1",
            sure=True,
        )
    elif rolling and least >= service.desired and most <= service.desired:
        yield Want(
            f"minimum {service.minimum_percent} % and maximum {service.maximum_percent} % of {service.desired} tasks "
            f"let nothing move: {least} must stay and {most} may run",
            "raise maximumPercent to 200, or lower minimumHealthyPercent, in the service's deployment configuration",
            sure=True,
        )


def _by_quota(service: Service, definition: TaskDefinition, evidence: Evidence) -> Iterator[Want]:
    """A rolling deployment needs room for one more task, or stops one first; the others need room for as many again."""
    quota, units = evidence.get(FargateQuota), definition.needs.cpu if definition.needs else 0
    rolling, one_first = service.strategy == "ROLLING", service.bounds[0] < service.desired
    vcpus = units / UNITS * (1 if rolling else service.desired)
    if not isinstance(quota, Gap) and quota.lacks(vcpus):
        yield Want(
            f"the account's quota of Fargate leaves no room: {quota.used:g} of {quota.most:g} vCPUs run, and {vcpus:g} "
            f"more are needed ({quota.name})",
            "ask for a higher quota under Service Quotas, AWS Fargate, or stop tasks that are not needed",
            sure=not (rolling and one_first),
        )


def _on_instances(service: Service, needs: Needs, cluster: ContainerInstances, hosts: frozenset[str]) -> Iterator[Want]:
    """ECS may stop a task first where that many need not stay; a capacity provider may launch instances."""
    fixed, one_first = not service.capacity_providers, service.bounds[0] < service.desired
    taking = cluster.taking_tasks
    whose = f"capacity provider {', '.join(service.capacity_providers)}" if not fixed else f"cluster {service.cluster}"
    if not taking:
        states = ", ".join(sorted({_state(one) for one in cluster.allowed})) or "none is registered"
        says = f"{whose} has no container instance that takes tasks: {states}"
        yield Want(says, "see that an instance is ACTIVE and its agent connected", fixed)
        return
    able = [one for one in taking if not any(_never(one, needs))]
    if not able:
        yield Want(f"no container instance can ever take the task: {_lacking(taking, needs, ever=True)}", MORE, fixed)
        return
    distinct = DISTINCT in needs.constraints
    if any(not one.lacks(needs) and not (distinct and one.id in hosts) for one in able):
        return
    lacks = _lacking(able, needs, ever=False) or "each holds a task of the service already, and they are to be distinct"
    stays = f"minimum {service.minimum_percent} % lets no task go first"
    if one_first:
        yield Want(
            f"no container instance has room for one more task before an old one goes: {lacks}", MORE, sure=False
        )
    else:
        yield Want(f"no container instance has room for one more task, and {stays}: {lacks}", MORE, fixed)


def _of_another_kind(definition: TaskDefinition, cluster: ContainerInstances, evidence: Evidence) -> Iterator[Want]:
    """Where the definition names no processor, that of the instance decides (API shape RuntimePlatform)."""
    manifests = evidence.get(Manifests)
    kinds = {one.values.get(ARCHITECTURE) for one in cluster.taking_tasks}
    if isinstance(manifests, Gap) or definition.architecture is not None or None in kinds or not kinds:
        return
    runs_on = {f"linux/{PROCESSORS.get(kind or '', kind)}" for kind in kinds}
    for container in definition.containers:
        found = manifests.get(container.image.digest or "")
        if found and found.platforms and not runs_on & set(found.platforms):
            yield Want(
                f"image {container.image.repository}@{found.digest[:19]} is for {', '.join(found.platforms)}, and the "
                f"container instances are {', '.join(sorted(runs_on))}",
                f"build it with `docker buildx build --platform {min(runs_on)} --push`, and deploy that",
                sure=True,
            )


def _state(one: ContainerInstance) -> str:
    return one.status if one.agent_connected else f"{one.status}, agent disconnected"


def _never(one: ContainerInstance, needs: Needs) -> Iterator[str]:
    """What it lacks whatever else runs on it."""
    if one.whole.cpu < needs.cpu:
        yield f"{one.whole.cpu} CPU units in all, {needs.cpu} needed"
    if one.whole.memory < needs.memory:
        yield f"{one.whole.memory} MiB in all, {needs.memory} needed"
    yield from (f"no attribute {name}" for name in needs.attributes if name not in one.attributes)
    for expression in needs.constraints:
        if expression != DISTINCT and meets(one.values, one.attributes, expression) is False:
            yield f"not what {expression} asks for"


def _lacking(instances: list[ContainerInstance] | tuple[ContainerInstance, ...], needs: Needs, *, ever: bool) -> str:
    known = sorted(instances, key=lambda one: (-one.free.memory, one.id))[:SHOWN]
    lacks = [(one, list(_never(one, needs)) if ever else one.lacks(needs)) for one in known]
    return "; ".join(f"{one.ec2_instance or one.id} has {', '.join(what)}" for one, what in lacks if what)

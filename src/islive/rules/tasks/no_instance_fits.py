"""no-instance-fits: the task fits on none of the cluster's container instances."""

from collections.abc import Iterator, Sequence

from islive.causes.placement_failure import PlacementFailure
from islive.facts.container_instances import ContainerInstance, ContainerInstances
from islive.facts.needs import Needs
from islive.facts.network_trouble import NetworkTrouble
from islive.facts.task_definitions import TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.placement import SYMPTOMS, do, unplaced

PORT, ATTRIBUTE = "capacity.port-conflict", "capacity.attribute-missing"
CONSTRAINT = "capacity.placement-constraint-unsatisfied"
LACKS = {
    "capacity.insufficient-resources": "too little of what it reserves is free",
    PORT: "a host port is taken",
    ATTRIBUTE: "an attribute is missing",
    CONSTRAINT: "a placement constraint is not met",
    "capacity.placement-failed": "none meets all requirements",
}
MEASURES = {
    "cpu": "too few CPU units are free",
    "memory": "too little memory is free",
    "gpu": "no GPU is free",
}
SHOWN = 3


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, root=False, explains=SYMPTOMS)
def no_instance_fits(
    trouble: NetworkTrouble, cluster: ContainerInstances | Gap, definitions: TaskDefinitions | Gap
) -> Iterator[Sighting]:
    """No container instance of the cluster has all that the task needs.

    ## What it means
    A task on EC2 needs an instance with enough unreserved CPU and memory, with its fixed host ports free, and with the
    attributes that its task definition requires. The event names the instance that came closest, and what it lacked.

    ## Why it happens
    - CPU or memory: the instances are full. A deployment runs old and new tasks side by side. What counts is what
      tasks have reserved, not what they use.
    - Port: the task definition maps a fixed host port, so an instance holds only one such task, the old one.
    - Attribute: the instances are of an older kind, another architecture, or their agent lacks a capability.

    ## What to do
    CPU or memory: add instances, best by a capacity provider with managed scaling, or reserve less. Port: map host
    port 0 and let the load balancer find it, or use awsvpc networking, or lower the minimum healthy percent so that
    ECS may stop an old task first. Attribute: update the agent, or use instances that have it.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
    """
    known = () if isinstance(cluster, Gap) else cluster.taking_tasks
    definition = None if isinstance(definitions, Gap) else definitions.get(trouble.task_definition)
    needs = definition.needs if definition else None
    for one in unplaced(trouble, *LACKS):
        shown = _lacking(known, needs, one.failure)
        if isinstance(cluster, Gap) or known:
            yield Sighting(
                subject=trouble.task_definition,
                summary=f"no container instance has room for a task of {trouble.task_definition}: "
                f"{'; '.join(shown.values()) or _told(one.failure)}",
                because=(one.citation, *_citations(known, shown)),
                certainty=Certainty.CONFIRMED if shown else Certainty.LIKELY,
                remedies=(do("make room for the task", _room(one.failure.label, trouble.task_definition)),),
            )


def _told(failure: PlacementFailure) -> str:
    return MEASURES.get(failure.measure or "", LACKS[failure.label])


def _lacking(instances: Sequence[ContainerInstance], needs: Needs | None, failure: PlacementFailure) -> dict[str, str]:
    """What the instances lack, each in a phrase, the one that ECS names first."""
    closest = sorted(instances, key=lambda one: (one.id != failure.instance, -one.free.memory, one.id))
    found = [(one, one.lacks(needs)) for one in closest[:SHOWN]] if needs else []
    return {one.id: f"{one.ec2_instance or one.id} has {', '.join(lacks)}" for one, lacks in found if lacks}


def _citations(instances: Sequence[ContainerInstance], shown: dict[str, str]) -> Iterator[Citation]:
    for one in instances:
        if one.id in shown:
            path = f"containerInstances[{one.id}].remainingResources"
            yield Citation("ecs:DescribeContainerInstances", f"{path}[CPU].integerValue", str(one.free.cpu))
            yield Citation("ecs:DescribeContainerInstances", f"{path}[MEMORY].integerValue", str(one.free.memory))


def _room(label: str, name: str) -> str:
    if label == PORT:
        return (
            f"Map host port 0 in {name}, or use awsvpc networking; or lower the service's minimum healthy percent, so "
            "that ECS stops an old task before it starts a new one: `aws ecs update-service --deployment-configuration "
            "minimumHealthyPercent=0,maximumPercent=100`."
        )
    if label in {ATTRIBUTE, CONSTRAINT}:
        agent = "`aws ecs update-container-agent`"
        return f"Use instances that have what {name} requires, update their agent ({agent}), or drop the requirement."
    return f"Add container instances (`aws autoscaling set-desired-capacity`), or lower what {name} reserves."

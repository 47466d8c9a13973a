"""no-container-instance: the cluster has no container instance that takes tasks."""

from collections import Counter
from collections.abc import Iterator, Sequence

from islive.causes.placement_failure import OF_INSTANCES
from islive.facts.container_instances import ContainerInstances
from islive.facts.network_trouble import NetworkTrouble
from islive.facts.service import Service
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.placement import SYMPTOMS, do, unplaced


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, root=False, explains=SYMPTOMS)
def no_container_instance(
    service: Service, trouble: NetworkTrouble, cluster: ContainerInstances | Gap
) -> Iterator[Sighting]:
    """The cluster has no container instance that takes tasks.

    ## What it means
    The service runs on EC2, and no instance is registered with the cluster, or those that are drain, or belong to
    another capacity provider than the service's. There is nowhere to put a task.

    ## Why it happens
    - The Auto Scaling group is at zero, cannot launch instances, or launches them with an image without the ECS agent.
    - The instances start, and cannot register: no way to ECS's endpoints, no instance role, or ECS_CLUSTER names
      another cluster.
    - All instances were set to DRAINING for an update.
    - The service's strategy names a capacity provider whose Auto Scaling group is empty.

    ## What to do
    See that the Auto Scaling group has instances, and read /var/log/ecs/ecs-agent.log on one of them. The user data
    must set ECS_CLUSTER to this cluster, and the instance role needs AmazonEC2ContainerServiceforEC2Role.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html
    """
    one = next(unplaced(trouble, *(it for it in OF_INSTANCES if it != "instance.agent-disconnected")), None)
    nobody_named = one is not None and one.failure.label == "capacity.no-instances"
    if one is None or (isinstance(cluster, Gap) and not nobody_named):
        return
    instances = () if isinstance(cluster, Gap) else cluster.allowed
    if any(it.status == "ACTIVE" for it in instances):
        return
    states = Counter(it.status for it in instances)
    seen = ", ".join(f"{many} {status}" for status, many in sorted(states.items())) or "none"
    yield Sighting(
        subject=service.cluster,
        summary=f"{_whose(service)} has no container instance that takes tasks: {seen}, expected one ACTIVE",
        because=(one.citation, *(() if isinstance(cluster, Gap) else (_listed(cluster, sorted(states)),))),
        certainty=Certainty.LIKELY if isinstance(cluster, Gap) else Certainty.CONFIRMED,
        remedies=(
            do(
                f"register container instances with {service.cluster}",
                f"Let the Auto Scaling group of cluster {service.cluster} launch instances (`aws autoscaling "
                "describe-auto-scaling-groups`), and read the agent's log on one that does not register: `sudo tail "
                "/var/log/ecs/ecs-agent.log`.",
            ),
        ),
    )


def _whose(service: Service) -> str:
    providers = ", ".join(service.capacity_providers)
    return f"capacity provider {providers}" if providers else f"cluster {service.cluster}"


def _listed(cluster: ContainerInstances, states: Sequence[str]) -> Citation:
    """The states of those that may take its tasks; where there are none, whose the others are."""
    if states:
        return Citation("ecs:DescribeContainerInstances", "containerInstances[].status", ", ".join(states))
    if not cluster.instances:
        return Citation("ecs:ListContainerInstances", "containerInstanceArns", "[]")
    others = ", ".join(sorted({it.capacity_provider or "none" for it in cluster.instances}))
    return Citation("ecs:DescribeContainerInstances", "containerInstances[].capacityProviderName", others)

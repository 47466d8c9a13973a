"""container-agent-disconnected: the ECS agent on the container instances does not talk to ECS."""

from collections.abc import Iterator

from islive.causes.placement_failure import OF_INSTANCES
from islive.facts.container_instances import ContainerInstance, ContainerInstances
from islive.facts.network_trouble import NetworkTrouble, Unplaced
from islive.facts.service import Service
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.placement import SYMPTOMS, do, unplaced

DISCONNECTED = "instance.agent-disconnected"


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, root=False, explains=SYMPTOMS)
def container_agent_disconnected(
    service: Service, trouble: NetworkTrouble, cluster: ContainerInstances | Gap
) -> Iterator[Sighting]:
    """The ECS agent on the container instances is not connected, so ECS starts nothing there.

    ## What it means
    ECS places tasks by its agent on each instance. The agent does not answer, and what is known of such an instance,
    also the health of its tasks, is old.

    ## Why it happens
    - The instance or its Docker daemon hangs: its disk or memory is full.
    - The agent was stopped, or crashed, or cannot reach ECS's endpoints (ecs, ecs-agent, ecs-telemetry) any more.
    - A moment's disconnection, several times an hour, is how the agent works, and harmless.

    ## What to do
    Restart the agent (`sudo systemctl restart ecs`), read /var/log/ecs/ecs-agent.log, and look at disk and memory.
    Where instances are cattle, drain and terminate that one.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-introspection.html
    """
    one = next(unplaced(trouble, DISCONNECTED, *OF_INSTANCES), None)
    if one is None:
        return
    instances = () if isinstance(cluster, Gap) else cluster.instances
    gone = [it for it in instances if it.status == "ACTIVE" and not it.agent_connected]
    if gone and not any(it.takes_tasks for it in instances):
        ids = ", ".join(it.ec2_instance or it.id for it in gone)
        yield _sighting(service, one, ids, tuple(_disconnected(it) for it in gone), Certainty.CONFIRMED)
    elif one.failure.label == DISCONNECTED:
        yield _sighting(service, one, one.failure.instance or "an instance", (), Certainty.LIKELY)


def _disconnected(one: ContainerInstance) -> Citation:
    path = f"containerInstances[{one.id}].agentConnected"
    return Citation("ecs:DescribeContainerInstances", path, "false")


def _sighting(service: Service, one: Unplaced, ids: str, cited: tuple[Citation, ...], certainty: Certainty) -> Sighting:
    return Sighting(
        subject=ids,
        summary=f"the ECS agent on {ids} is not connected: cluster {service.cluster} can place no task there, expected "
        "agentConnected true",
        because=(one.citation, *cited),
        certainty=certainty,
        remedies=(
            do(
                f"bring the ECS agent on {ids} back",
                f"Restart the agent on {ids} (`sudo systemctl restart ecs`) and read "
                "/var/log/ecs/ecs-agent.log; or drain the "
                f"instance, `aws ecs update-container-instances-state --cluster {service.cluster} --status DRAINING "
                "--container-instances ID`, and replace it.",
            ),
        ),
    )

"""registry-misses-tasks: clients are told of tasks that are not there."""

from collections.abc import Iterator

from islive.facts.cloud_map import CloudMap, Registry
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.HIGH)
def registry_misses_tasks(service: Service, running: RunningTasks, cloud_map: CloudMap) -> Iterator[Sighting]:
    """Cloud Map names none of the running tasks, so clients that look the service up do not find it.

    ## What it means
    The service has no load balancer for this; its clients ask Cloud Map for addresses. ECS registers each task there
    and takes it out again. None of the addresses that Cloud Map has is one of a running task, so the tasks may be
    healthy and up to date and yet nobody talks to them.

    ## Why it happens
    - ECS may not register instances: its service-linked role lacks a permission, or Cloud Map throttles it.
    - The registry was changed on the service, and tasks from before are registered in the old one only.
    - Somebody deregistered instances by hand, or a clean-up script did.

    ## What to do
    Read the service's events for messages about service discovery. Then replace the tasks with a new deployment of the
    same task definition: ECS registers each new task. Deregister addresses that belong to nobody.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
    - https://docs.aws.amazon.com/cloud-map/latest/api/API_ListInstances.html
    """
    addresses = frozenset(task.address for task in running.running if task.address)
    if not addresses or service.primary.under_way:
        return
    for registry in cloud_map.registries:
        if not addresses & registry.addresses:
            yield _sighting(service, registry, addresses)


def _sighting(service: Service, registry: Registry, addresses: frozenset[str]) -> Sighting:
    named = ", ".join(sorted(registry.addresses)[:3]) or "no address"
    says = (
        f"Read the events of {service.name} about service discovery, then replace its tasks: `aws ecs update-service "
        f"--cluster {service.cluster} --service {service.name} --force-new-deployment`."
    )
    return Sighting(
        subject=registry.id,
        summary=f"Cloud Map service {registry.id} names {named}, expected the running tasks "
        f"({', '.join(sorted(addresses)[:3])})",
        because=(
            Citation("servicediscovery:ListInstances", "Instances[].Attributes.AWS_INSTANCE_IPV4", named),
            Citation("ecs:DescribeServices", "services[0].serviceRegistries[].registryArn", registry.id),
        ),
        remedies=(Remedy("let ECS register its tasks again", Risk.MANUAL, Horizon.NOW, (Step(says),)),),
    )

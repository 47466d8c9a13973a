"""network-interfaces-used-up: the container instances have no slot left for another task's network interface."""

from collections.abc import Iterator

from islive.causes.network_failure import NO_INTERFACE_SLOT
from islive.facts.container_instances import ContainerInstances
from islive.facts.network_trouble import NetworkTrouble
from islive.facts.service import Service
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.placement import SYMPTOMS, do, unplaced

TRUNKING = (
    "Turn on the account setting awsvpcTrunking (`aws ecs put-account-setting-default --name "
    "awsvpcTrunking --value enabled`) and launch new instances of a type that supports it, or add instances."
)
QUOTA = (
    'Ask for a higher quota under Service Quotas, Amazon VPC, "Network interfaces per Region" (`aws service-quotas '
    "list-service-quotas --service-code vpc`), and delete interfaces whose status is available."
)


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, root=False, explains=SYMPTOMS)
def network_interfaces_used_up(
    service: Service, trouble: NetworkTrouble, cluster: ContainerInstances | Gap
) -> Iterator[Sighting]:
    """No network interface is left for another task: no slot on an instance, or none of the account's quota.

    ## What it means
    With awsvpc networking each task has an interface of its own on its instance, and an instance type has only so many
    slots, one of them for the instance itself: a small one holds two or three such tasks, however idle it is. On
    Fargate every task has an interface too, and an account has a quota of them for each Region.

    ## Why it happens
    - Many small tasks on few instances: interfaces run out before CPU and memory do.
    - A deployment runs old and new tasks side by side.
    - ENI trunking (account setting awsvpcTrunking) is off, or was turned on after the instances were launched.
    - Fargate: interfaces of everything in the Region count, also those that nobody uses any more.

    ## What to do
    Turn on awsvpcTrunking for the account and launch new instances of a type that supports it; or add instances, or
    use a type with more interfaces. On Fargate ask for a higher quota (Service Quotas, Amazon VPC, "Network interfaces
    per Region"), and delete interfaces whose status is available.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html
    - https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/failed-to-start-error.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
    """
    told = [one.citation for one in unplaced(trouble, NO_INTERFACE_SLOT)]
    told += [one.citation for one in trouble.of(NO_INTERFACE_SLOT)]
    many = 0 if isinstance(cluster, Gap) else len(cluster.taking_tasks)
    where = f"no container instance has a network interface left for a task of {trouble.task_definition}"
    seen = f"{where}: {f'{many} take tasks, all' if many else 'all'} slots are used, expected a free one"
    says = TRUNKING
    if service.launch_type == "FARGATE":
        left = "the account's quota of network interfaces in this Region is used up"
        seen, says = f"{left}: none for a task of {trouble.task_definition}", QUOTA
    if told:
        yield Sighting(
            subject=trouble.task_definition,
            summary=seen,
            because=tuple({one.quote: one for one in told}.values()),
            remedies=(do("make room for more network interfaces", says),),
        )

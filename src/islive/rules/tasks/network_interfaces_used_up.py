"""network-interfaces-used-up: the container instances have no slot left for another task's network interface."""

from collections.abc import Iterator

from islive.causes.network_failure import NO_INTERFACE_SLOT
from islive.facts.container_instances import ContainerInstances
from islive.facts.network_trouble import NetworkTrouble
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.placement import SYMPTOMS, do, unplaced


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, root=False, explains=SYMPTOMS)
def network_interfaces_used_up(trouble: NetworkTrouble, cluster: ContainerInstances | Gap) -> Iterator[Sighting]:
    """No container instance has a slot left for the network interface of another task.

    ## What it means
    With awsvpc networking each task has an interface of its own on its instance, and an instance type has only so many
    slots, one of them for the instance itself: a small one holds two or three such tasks, however idle it is.

    ## Why it happens
    - Many small tasks on few instances: interfaces run out before CPU and memory do.
    - A deployment runs old and new tasks side by side.
    - ENI trunking (account setting awsvpcTrunking) is off, or was turned on after the instances were launched.

    ## What to do
    Turn on awsvpcTrunking for the account and launch new instances of a type that supports it; or add instances, or
    use a type with more interfaces.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/failed-to-start-error.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
    """
    told = [one.citation for one in unplaced(trouble, NO_INTERFACE_SLOT)]
    told += [one.citation for one in trouble.of(NO_INTERFACE_SLOT)]
    many = 0 if isinstance(cluster, Gap) else len(cluster.taking_tasks)
    if told:
        yield Sighting(
            subject=trouble.task_definition,
            summary=f"no container instance has a network interface left for a task of {trouble.task_definition}: "
            f"{f'{many} take tasks, all' if many else 'all'} slots are used, expected a free one",
            because=tuple({one.quote: one for one in told}.values()),
            remedies=(
                do(
                    "make room for more network interfaces",
                    "Turn on the account setting awsvpcTrunking and launch new instances of a type that supports it, "
                    "or add instances.",
                ),
            ),
        )

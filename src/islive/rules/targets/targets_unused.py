"""targets-unused: registered, and never asked."""

from collections.abc import Iterator

from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.target_groups import RegisteredTarget, TargetGroup, TargetGroups
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

ZONE = "Availability Zone"
IN_USE = "Target.IpUnusable"


@rule(
    stage=Stage.TARGETS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("deployment-stuck", "deployment-rolled-back", "deployment-stalled"),
)
def targets_unused(service: Service, running: RunningTasks, groups: TargetGroups) -> Iterator[Sighting]:
    """The load balancer does not use tasks of the current deployment, whatever their health.

    ## What it means
    The tasks are registered, but stand in an Availability Zone that the load balancer is not enabled for, or have an
    address that it cannot send to. They get neither health checks nor requests, and ECS waits for them in vain.

    ## Why it happens
    - The service's subnets include a zone that the load balancer has no subnet in; it goes well until a task is placed
      there.
    - A subnet was added to the service, or taken away from the load balancer.
    - The address belongs to a load balancer itself.

    ## What to do
    Enable the zone for the load balancer by adding a subnet of it (SetSubnets takes the whole list), or take the subnet
    out of the service's network configuration.

    ## References
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-subnets.html
    """
    of_front = [task for task in running.running if task.deployment == service.front.id]
    ours = frozenset(end for task in of_front for end in task.endpoints)
    for group in groups.groups:
        unused = [one for one in group.targets if one.endpoint in ours and one.state == "unused" and _is_shut_out(one)]
        if unused:
            yield _sighting(group, unused)


def _is_shut_out(target: RegisteredTarget) -> bool:
    """By its zone or its address. That no listener leads to the group is another finding."""
    return target.reason == IN_USE or ZONE in (target.description or "")


def _sighting(group: TargetGroup, unused: list[RegisteredTarget]) -> Sighting:
    one = min(unused, key=lambda target: target.endpoint)
    says = (
        f"Compare the zones of the load balancer of {group.name} with the subnets of the service: add a subnet of the "
        "missing zone to the load balancer (`aws elbv2 set-subnets --load-balancer-arn "
        f"{next(iter(group.load_balancers), 'ARN')} --subnets ALL-OF-THEM`), or take that subnet out of the service."
    )
    return Sighting(
        subject=group.name,
        summary=f"{len(unused)} targets in {group.name} are unused, expected healthy: {one.description or one.reason}",
        because=(
            Citation(
                "elbv2:DescribeTargetHealth",
                f"TargetHealthDescriptions[{one.id}].TargetHealth.Description",
                one.description or one.reason or "",
            ),
        ),
        remedies=(
            Remedy("bring load balancer and tasks into the same zones", Risk.MANUAL, Horizon.NOW, (Step(says),)),
        ),
    )

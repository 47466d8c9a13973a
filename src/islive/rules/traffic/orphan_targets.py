"""orphan-targets: somebody else answers for the service."""

from collections.abc import Iterator, Sequence

from islive.facts.load_balancers import LoadBalancers
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import RegisteredTarget, TargetGroup, TargetGroups
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.HIGH, explains=("routes-disagree",))
def orphan_targets(
    service: Service, running: RunningTasks, stopped: StoppedTasks, groups: TargetGroups, balancers: LoadBalancers
) -> Iterator[Sighting]:
    """A target group of the service has healthy targets that are no task of the service.

    ## What it means
    The load balancer spreads requests over all healthy targets of a group, whoever registered them. Some of them belong
    to no task of this service, so part of the requests is answered by something that no deployment changes.

    ## Why it happens
    - Two services, perhaps of two clusters, use the same target group; often an old one was never deleted.
    - Somebody registered an instance or an address by hand, during an outage or a migration.
    - A task was taken out of its service, and its address was never deregistered.

    ## What to do
    Find out what has these addresses (DescribeNetworkInterfaces by private address names the owner). Give each service
    a target group of its own, and deregister what does not belong to it.

    ## References
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
    """
    if running.gaps or not running.running or not all(task.endpoints for task in running.running):
        return
    ends = frozenset(end for task in (*running.tasks, *stopped.tasks) for end in task.endpoints)
    serving = balancers.serving(service.attachments)
    for group in groups.groups:
        strange = [one for one in group.targets if one.healthy and one.endpoint not in ends]
        if strange and group.arn in serving:
            yield _sighting(group, strange, len([one for one in group.targets if one.healthy]))


def _sighting(group: TargetGroup, strange: Sequence[RegisteredTarget], of: int) -> Sighting:
    ends = sorted(one.endpoint for one in strange)
    one = min(strange, key=lambda target: target.endpoint)
    find = (
        "aws ec2 describe-network-interfaces --filters Name=addresses.private-ip-address,"
        f"Values={','.join(found.id for found in strange[:3])}"
    )
    step = Step(
        says=f"Find out what they are (`{find}`); then take {', '.join(ends[:3])} out of {group.name}.",
        operation="elbv2:DeregisterTargets",
        params={
            "targetGroupArn": group.arn,
            "targets": [{"Id": found.id, "Port": found.port} for found in sorted(strange, key=lambda t: t.endpoint)],
        },
        expects="No other service needs them in this group.",
        undo="RegisterTargets with the same targets.",
    )
    return Sighting(
        subject=group.name,
        summary=f"{len(strange)} of {of} healthy targets in {group.name} are no task of the service: "
        f"{', '.join(ends[:3])}; they get their share of the requests",
        because=(
            Citation("elbv2:DescribeTargetHealth", f"TargetHealthDescriptions[{one.id}].Target.Id", one.id),
            Citation("elbv2:DescribeTargetHealth", f"TargetHealthDescriptions[{one.id}].TargetHealth.State", one.state),
        ),
        remedies=(Remedy("take foreign targets out of the group", Risk.MANUAL, Horizon.NOW, (step,)),),
    )

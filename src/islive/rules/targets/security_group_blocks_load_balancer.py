"""security-group-blocks-load-balancer: the tasks' security group does not let the load balancer in."""

from collections.abc import Iterator

from islive.facts.load_balancers import LoadBalancer, LoadBalancers
from islive.facts.network import Network
from islive.facts.network_trouble import NetworkTrouble, SilentTarget
from islive.facts.security_group import SecurityGroup
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TARGETS, when=AFTER, severity=Severity.CRITICAL, explains=("targets-unhealthy",))
def security_group_blocks_load_balancer(
    trouble: NetworkTrouble, network: Network, balancers: LoadBalancers
) -> Iterator[Sighting]:
    """The tasks' security group does not let the load balancer in on the port of the targets.

    ## What it means
    The load balancer's health checks come from its own addresses. The tasks' security group drops them, so every check
    times out, whatever the application would answer.

    ## Why it happens
    - The container's port was changed in the task definition and target group, and not in the security group.
    - The service, or the load balancer, got another security group than before.
    - The rule admits addresses of a VPC or subnets in which the load balancer is not.

    ## What to do
    Let the tasks' security group in on that port from the load balancer's security group. It takes effect at once, and
    the next health check succeeds. A rule that names the group stays right when addresses change.

    ## References
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html
    """
    named = trouble.where.security_groups if trouble.where else ()
    groups = [group for id in named if (group := network.group(id))]
    for balancer in balancers.load_balancers:
        silent = [one for one in trouble.silent if balancer.arn in one.group.load_balancers]
        if silent and groups and len(groups) == len(named) and balancer.security_groups:
            yield from _closed(balancer, silent, groups, network)


def _closed(
    balancer: LoadBalancer, silent: list[SilentTarget], groups: list[SecurityGroup], network: Network
) -> Iterator[Sighting]:
    """Of each port one; what the load balancer's own subnets are decides whether a block of addresses admits it."""
    blocks = [network.subnets[id].cidr for id in balancer.subnets if id in network.subnets]
    for port in sorted({one.port for one in silent if one.port}):
        if not any(group.lets_in(port, balancer.security_groups, blocks) for group in groups):
            first = next(one for one in silent if one.port == port)
            yield _sighting(balancer, first, groups, port)


def _sighting(balancer: LoadBalancer, silent: SilentTarget, groups: list[SecurityGroup], port: int) -> Sighting:
    ids, peer = " and ".join(group.id for group in groups), balancer.security_groups[0]
    lets_in = "; ".join(str(rule) for group in groups for rule in group.ingress) or "nobody"
    return Sighting(
        subject=ids,
        summary=f"{ids}, the tasks' security group, does not let {balancer.name} in on port {port}: health checks of "
        f"{silent.group.name} time out; it lets in {lets_in}, expected TCP {port} from {peer}",
        because=(silent.citation, *_citations(groups), _of_balancer(balancer)),
        remedies=(_open(groups[0].id, peer, port, balancer),),
    )


def _citations(groups: list[SecurityGroup]) -> Iterator[Citation]:
    for group in groups:
        rules = ", ".join(peer for rule in group.ingress for peer in rule.peers) or "[]"
        yield Citation("ec2:DescribeSecurityGroups", f"SecurityGroups[{group.id}].IpPermissions", rules)


def _of_balancer(balancer: LoadBalancer) -> Citation:
    groups = ", ".join(balancer.security_groups)
    return Citation("elbv2:DescribeLoadBalancers", f"LoadBalancers[{balancer.name}].SecurityGroups", groups)


def _open(tasks: str, peer: str, port: int, balancer: LoadBalancer) -> Remedy:
    permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": [{"GroupId": peer}]}
    step = Step(
        says=f"Let {tasks} in on TCP {port} from {peer}, the security group of {balancer.name}.",
        operation="ec2:AuthorizeSecurityGroupIngress",
        params={"GroupId": tasks, "IpPermissions": [permission]},
        undo="Revoke the same rule.",
    )
    return Remedy(f"let {balancer.name} reach the tasks on port {port}", Risk.MANUAL, Horizon.NOW, (step,))

"""Whether the load balancers can reach the next task: through the security groups of the tasks."""

from collections.abc import Iterator

from islive.facts.load_balancers import LoadBalancer, LoadBalancers
from islive.facts.network import Network
from islive.facts.security_group import SecurityGroup
from islive.facts.service import Service
from islive.facts.target_groups import TargetGroup, TargetGroups
from islive.facts.task_definitions import TaskDefinition
from islive.model.documents import Hindrance
from islive.model.evidence import Evidence, Gap


def shut_out(service: Service, evidence: Evidence) -> Iterator[Hindrance]:
    """The load balancers that the tasks' security groups let in neither for requests nor for health checks."""
    network, balancers, groups = evidence.get(Network), evidence.get(LoadBalancers), evidence.get(TargetGroups)
    if isinstance(network, Gap) or isinstance(balancers, Gap) or isinstance(groups, Gap) or service.network is None:
        return
    own = [group for id in service.network.security_groups if (group := network.group(id))]
    if not own or len(own) < len(service.network.security_groups):
        return
    by_arn = {one.arn: one for one in balancers.load_balancers}
    for group, port, what in _ports(service, groups):
        for arn in group.load_balancers:
            if (balancer := by_arn.get(arn)) and balancer.security_groups and not _open(own, balancer, network, port):
                yield _shut(own, balancer, group, port, what)


def unheard_checks(service: Service, definition: TaskDefinition, evidence: Evidence) -> Iterator[str]:
    """Health checks of a port that no container declares: where nobody else listens there, every task is unhealthy."""
    groups, declared = evidence.get(TargetGroups), {port for one in definition.containers for port in one.ports}
    if isinstance(groups, Gap):
        return
    for group in map(groups.get, service.target_groups):
        if group and group.check.port and group.check.port not in declared:
            known = ", ".join(map(str, sorted(declared))) or "none"
            yield (
                f"health checks of {group.name} go to port {group.check.port}, which {definition.name} does not "
                f"declare ({known})"
            )


def _ports(service: Service, groups: TargetGroups) -> Iterator[tuple[TargetGroup, int, str]]:
    """Of each target group the port of the targets, and that of the health check where it is another."""
    for attached in service.attachments:
        for group in (one for arn in attached.target_groups if (one := groups.get(arn))):
            yield group, attached.port, "requests"
            if group.check.port and group.check.port != attached.port:
                yield group, group.check.port, "health checks"


def _open(own: list[SecurityGroup], balancer: LoadBalancer, network: Network, port: int) -> bool:
    """Some rule lets it in; where the load balancer's own subnets were not read, any block of addresses may."""
    blocks = [network.subnets[id].cidr for id in balancer.subnets if id in network.subnets] or ["0.0.0.0/0"]
    return any(group.lets_in(port, balancer.security_groups, blocks) for group in own)


def _shut(own: list[SecurityGroup], balancer: LoadBalancer, group: TargetGroup, port: int, what: str) -> Hindrance:
    ids = " and ".join(one.id for one in own)
    lets_in = "; ".join(str(rule) for one in own for rule in one.ingress) or "nobody"
    return Hindrance(
        f"{ids}, the tasks' security group, does not let {balancer.name} in on port {port}: {what} of {group.name} "
        f"would get no answer; it lets in {lets_in}",
        f"let {own[0].id} in on TCP {port} from {balancer.security_groups[0]}, the security group of {balancer.name}",
    )

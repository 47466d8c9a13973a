"""The network that the tasks are put into; asked only where something smells of it, or no task comes so far."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from islive.causes.network_failure import NO_ADDRESS
from islive.facts.hindered import Hindered
from islive.facts.load_balancers import LoadBalancers
from islive.facts.network_trouble import NetworkTrouble
from islive.facts.reading import Part, answered, gaps_among, whole
from islive.facts.routing import NatGateway, RouteTable, Subnet, nat_gateway, route_table, subnet
from islive.facts.security_group import SecurityGroup, security_group
from islive.facts.service import Service
from islive.facts.vpc_endpoint import VpcEndpoint, vpc_endpoint
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap
from islive.model.question import Options

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Network:
    """Subnets, route tables, NAT gateways and security groups by id, and the VPC's endpoints; each kind may be a gap.

    Only what the suspicion is about is there; without suspicion nothing is.
    """

    subnets: Mapping[str, Subnet] = field(default_factory=dict[str, Subnet])
    tables: Mapping[str, RouteTable] | Gap = field(default_factory=dict[str, RouteTable])
    endpoints: tuple[VpcEndpoint, ...] | Gap = ()
    nats: Mapping[str, NatGateway] | Gap = field(default_factory=dict[str, NatGateway])
    groups: Mapping[str, SecurityGroup] | Gap = field(default_factory=dict[str, SecurityGroup])

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The kinds that could not be read."""
        return gaps_among([self.tables, self.endpoints, self.nats, self.groups])

    def table_of(self, id: str) -> RouteTable | None:
        """The table that decides for a subnet: its own, else its VPC's main one."""
        if isinstance(self.tables, Gap) or id not in self.subnets:
            return None
        there = [one for one in self.tables.values() if one.vpc == self.subnets[id].vpc]
        own = next((one for one in there if id in one.subnets), None)
        return own or next((one for one in there if one.main), None)

    def group(self, id: str) -> SecurityGroup | None:
        """The security group of that id, if it was read."""
        return None if isinstance(self.groups, Gap) else self.groups.get(id)


@collects(
    "ec2:DescribeSubnets",
    "ec2:DescribeRouteTables",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeNatGateways",
    "ec2:DescribeSecurityGroups",
)
def collect(
    aws: Aws,
    service: Service,
    trouble: NetworkTrouble,
    balancers: LoadBalancers | Gap,
    hindered: Hindered | Gap,
    options: Options,
) -> Network:
    """Ask for the subnets first, then for their VPC's routes and endpoints, then for what these name."""
    where = service.network if options.preflight else trouble.where
    # On instances everything is fetched through the instance's interface, wherever the task's own is.
    ahead = bool(hindered) and isinstance(hindered, Hindered)
    reachable = (ahead or bool(trouble.unanswered)) and service.launch_type == "FARGATE"
    silent = bool(trouble.silent) or options.preflight
    if where is None or not (reachable or silent or trouble.of(NO_ADDRESS)):
        return Network()
    known = () if isinstance(balancers, Gap) or not silent else balancers.load_balancers
    put = {*where.subnets, *(one.subnet for one in trouble.complaints if one.subnet)}
    subnets = _subnets(aws, sorted({*put, *(id for one in known for id in one.subnets)}))
    vpcs = sorted({subnets[id].vpc for id in put}) if reachable else []
    tables, endpoints = _of_vpcs(aws, vpcs)
    own = where.security_groups if reachable or silent else ()
    named = _groups(own, endpoints, (id for one in known for id in one.security_groups))
    nats, groups = _named(aws, _nats(tables) if reachable else [], sorted(named))
    return Network(subnets, tables, endpoints, nats, groups)


def _subnets(aws: Aws, ids: Sequence[str]) -> Mapping[str, Subnet]:
    """One that is gone makes no fact: nothing could be said of it."""
    answer = whole(aws.call("ec2:DescribeSubnets", Filters=[_filter("subnet-id", ids)]))
    found = {one.id: one for one in (subnet(part) for part in answer.parts("Subnets"))}
    if missing := sorted(set(ids) - found.keys()):
        raise answer.empty(f"nothing about {', '.join(missing)}")
    return found


def _of_vpcs(aws: Aws, vpcs: Sequence[str]) -> tuple[Mapping[str, RouteTable] | Gap, tuple[VpcEndpoint, ...] | Gap]:
    if not vpcs:
        return {}, ()
    there = {"Filters": [_filter("vpc-id", vpcs)]}
    routes, ends = aws.calls([Question("ec2:DescribeRouteTables", there), Question("ec2:DescribeVpcEndpoints", there)])
    tables = _read(routes, "RouteTables", route_table)
    if not isinstance(tables, Gap) and not tables:
        # Every VPC has a main route table.
        tables = Gap("Network", "ec2:DescribeRouteTables", "Empty")
    endpoints = _read(ends, "VpcEndpoints", vpc_endpoint)
    return (
        tables if isinstance(tables, Gap) else {one.id: one for one in tables},
        endpoints if isinstance(endpoints, Gap) else tuple(sorted(endpoints, key=lambda one: one.id)),
    )


def _nats(tables: Mapping[str, RouteTable] | Gap) -> list[str]:
    known = () if isinstance(tables, Gap) else tables.values()
    ways = (one.way_out for one in known)
    return sorted({way.target for way in ways if way and way.target.startswith("nat-")})


def _groups(own: Iterable[str], endpoints: tuple[VpcEndpoint, ...] | Gap, others: Iterable[str]) -> set[str]:
    of_endpoints = () if isinstance(endpoints, Gap) else (id for one in endpoints for id in one.security_groups)
    return {*own, *of_endpoints, *others}


def _named(
    aws: Aws, nats: Sequence[str], groups: Sequence[str]
) -> tuple[Mapping[str, NatGateway] | Gap, Mapping[str, SecurityGroup] | Gap]:
    """What routes, tasks, endpoints and load balancers name, side by side."""
    questions = {
        "nats": Question("ec2:DescribeNatGateways", {"Filter": [_filter("nat-gateway-id", nats)]}) if nats else None,
        "groups": Question("ec2:DescribeSecurityGroups", {"Filters": [_filter("group-id", groups)]})
        if groups
        else None,
    }
    asked = {name: question for name, question in questions.items() if question}
    answers = dict(zip(asked, aws.calls(list(asked.values())), strict=True))
    gateways = _read(answers["nats"], "NatGateways", nat_gateway) if nats else ()
    security = _read(answers["groups"], "SecurityGroups", security_group) if groups else ()
    return (
        gateways if isinstance(gateways, Gap) else {one.id: one for one in gateways},
        security if isinstance(security, Gap) else {one.id: one for one in security},
    )


def _filter(name: str, values: Sequence[str]) -> Mapping[str, Any]:
    return {"Name": name, "Values": list(values)}


def _read(answer: Reply | Refused, member: str, read: Callable[[Part], T]) -> tuple[T, ...] | Gap:
    try:
        return tuple(read(part) for part in answered(answer).parts(member))
    except Refused as refused:
        return gap("Network", refused)

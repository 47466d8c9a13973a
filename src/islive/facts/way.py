"""One way from a subnet to what a task needs, walked hop by hop.

VPC user guide, "Configure route tables" and "NAT gateways"; AWS PrivateLink guide, "Access an AWS service using an
interface VPC endpoint" and "Gateway endpoints for Amazon S3"; Fargate developer guide, "Fargate task networking".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from islive.facts.destinations import Destination
from islive.facts.network import Network
from islive.facts.routing import NatGateway, Route, RouteTable, Subnet
from islive.facts.security_group import SecurityGroup
from islive.facts.vpc_endpoint import VpcEndpoint
from islive.model.evidence import Gap

HTTPS = 443


class Obstacle(StrEnum):
    """What can stand in a way."""

    NO_ROUTE = "no-route"
    ROUTE_TO_NOWHERE = "route-to-nowhere"
    NO_PUBLIC_ADDRESS = "no-public-address"
    NAT_WITHOUT_INTERNET = "nat-without-internet"
    NO_ENDPOINT = "no-endpoint"
    ENDPOINT_CLOSED = "endpoint-closed"
    ENDPOINT_WITHOUT_NAME = "endpoint-without-name"
    ENDPOINT_NOT_ON_TABLE = "endpoint-not-on-table"
    EGRESS_CLOSED = "egress-closed"


@dataclass(frozen=True, slots=True)
class Way:
    """From a subnet to a destination; `groups` are the task's security groups, none where they are not all known."""

    subnet: Subnet
    destination: Destination
    network: Network
    groups: tuple[SecurityGroup, ...]
    public_ip: bool

    @property
    def table(self) -> RouteTable | None:
        """The route table that decides."""
        return self.network.table_of(self.subnet.id)

    @property
    def route(self) -> Route | None:
        """The route to the internet."""
        return self.table.way_out if self.table else None

    @property
    def nat(self) -> NatGateway | None:
        """The NAT gateway that the route leads to."""
        known = {} if isinstance(self.network.nats, Gap) else self.network.nats
        return known.get(self.route.target) if self.route else None

    @property
    def endpoints(self) -> tuple[VpcEndpoint, ...]:
        """The VPC's endpoints that are there and lead to the destination."""
        known = () if isinstance(self.network.endpoints, Gap) else self.network.endpoints
        service, region = self.destination.service, self.destination.region
        return tuple(one for one in known if service and one.works and one.is_for(service, region))

    @property
    def named_endpoint(self) -> VpcEndpoint | None:
        """The interface endpoint that the destination's name resolves to inside the VPC."""
        return next((one for one in self.endpoints if one.kind == "Interface" and one.private_dns), None)

    @property
    def nameless_endpoint(self) -> VpcEndpoint | None:
        """The interface endpoint that only its own name leads to."""
        return next((one for one in self.endpoints if one.kind == "Interface" and not one.private_dns), None)

    @property
    def gateway_endpoint(self) -> VpcEndpoint | None:
        """The gateway endpoint, which is a route on some of the tables."""
        return next((one for one in self.endpoints if one.kind == "Gateway"), None)

    @property
    def closed_to(self) -> tuple[SecurityGroup, ...]:
        """The endpoint's security groups, where all are known and none lets the task in."""
        endpoint = self.named_endpoint
        known = [self.network.group(id) for id in endpoint.security_groups] if endpoint else []
        read = tuple(one for one in known if one)
        mine = [one.id for one in self.groups]
        opened = any(one.lets_in(HTTPS, mine, [self.subnet.cidr]) for one in read)
        return () if opened or len(read) < len(known) or not self.groups else read

    @property
    def all_read(self) -> bool:
        """Nothing is hidden that could be another way."""
        return self.table is not None and not isinstance(self.network.endpoints, Gap)

    @property
    def leads_elsewhere(self) -> bool:
        """Its table leads into other networks as well, and one of them may have the endpoints that this one lacks."""
        ways = [] if self.table is None else [one.target for one in self.table.routes if one != self.route]
        return any(target != "local" and not target.startswith("vpce-") for target in ways)

    @property
    def isolated(self) -> bool:
        """The VPC is made to reach AWS by endpoints: it has some, though not this one."""
        known = () if isinstance(self.network.endpoints, Gap) else self.network.endpoints
        return any(one.kind == "Interface" for one in known)


def obstacles(way: Way) -> Iterator[tuple[Obstacle, str]]:
    """What is in the way, and the id of what has to be mended; nothing where one cannot see the whole way."""
    if way.named_endpoint is not None:
        if way.closed_to:
            yield Obstacle.ENDPOINT_CLOSED, way.named_endpoint.id
    elif way.all_read and not _through_gateway(way):
        found = _to_the_internet(way)
        if found is not None:
            yield _nearer(way) or found
    if way.groups and not any(_lets_out(way, group) for group in way.groups):
        yield Obstacle.EGRESS_CLOSED, "+".join(sorted(group.id for group in way.groups))


def _through_gateway(way: Way) -> bool:
    """A gateway endpoint on the subnet's own table leads there."""
    return bool(way.gateway_endpoint and way.table and way.table.id in way.gateway_endpoint.tables)


def _to_the_internet(way: Way) -> tuple[Obstacle, str] | None:
    """What keeps the task from the internet, where every AWS endpoint has a public address."""
    route, table = way.route, way.table.id if way.table else ""
    if route is None:
        return Obstacle.NO_ROUTE, table
    if route.leads_nowhere:
        return Obstacle.ROUTE_TO_NOWHERE, table
    if route.target.startswith("igw-"):
        return None if way.public_ip else (Obstacle.NO_PUBLIC_ADDRESS, table)
    if way.nat is not None and (not way.nat.works or _nat_is_private(way)):
        return Obstacle.NAT_WITHOUT_INTERNET, way.nat.id
    return None


def _nat_is_private(way: Way) -> bool:
    """The NAT gateway stands in a subnet that has no internet gateway; its subnet need not be among the tasks'."""
    tables = way.network.tables
    if way.nat is None or way.nat.subnet is None or isinstance(tables, Gap) or way.table is None:
        return False
    there = [one for one in tables.values() if one.vpc == way.table.vpc]
    own = next((one for one in there if way.nat and way.nat.subnet in one.subnets), None)
    table = own or next((one for one in there if one.main), None)
    return table is not None and (table.way_out is None or table.way_out.target.startswith("nat-"))


def _nearer(way: Way) -> tuple[Obstacle, str] | None:
    """The smaller thing that is missing: the VPC has, or is made to have, another way than the internet."""
    if way.gateway_endpoint is not None and way.table is not None:
        return Obstacle.ENDPOINT_NOT_ON_TABLE, f"{way.gateway_endpoint.id} {way.table.id}"
    if way.nameless_endpoint is not None:
        return Obstacle.ENDPOINT_WITHOUT_NAME, way.nameless_endpoint.id
    if way.route is None and way.isolated and way.destination.service is not None:
        return Obstacle.NO_ENDPOINT, way.subnet.vpc
    return None


def _lets_out(way: Way, group: SecurityGroup) -> bool:
    endpoint = way.named_endpoint
    if endpoint is None:
        return group.lets_out_to_the_internet(HTTPS)
    blocks = [way.network.subnets[id].cidr for id in endpoint.subnets if id in way.network.subnets]
    # Where the endpoint's own subnets were not read, what lets out to any block may let out to them.
    return group.lets_out(HTTPS, endpoint.security_groups, blocks or ["0.0.0.0/0"])

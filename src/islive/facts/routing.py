"""Subnets, route tables and NAT gateways: what Network holds of the way to the internet."""

from collections.abc import Iterator
from dataclasses import dataclass

from islive.facts.reading import Part

EVERYWHERE = "0.0.0.0/0"
TARGETS = (
    "NatGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "NetworkInterfaceId",
    "InstanceId",
    "CarrierGatewayId",
    "LocalGatewayId",
    "CoreNetworkArn",
    "GatewayId",
)


@dataclass(frozen=True, slots=True)
class Subnet:
    """One subnet; `free` is how many addresses are left in it."""

    id: str
    vpc: str
    zone: str
    cidr: str
    free: int


@dataclass(frozen=True, slots=True)
class Route:
    """One IPv4 route: a block of addresses or a prefix list, the id of where it leads, and its state."""

    destination: str
    target: str
    state: str

    @property
    def leads_nowhere(self) -> bool:
        """What it leads to is gone (API shape Route, state blackhole)."""
        return self.state == "blackhole"

    def __str__(self) -> str:
        return f"{self.destination} → {self.target}"


@dataclass(frozen=True, slots=True)
class RouteTable:
    """One route table, the subnets that are associated with it, and whether it is its VPC's main one."""

    id: str
    vpc: str
    main: bool
    subnets: frozenset[str]
    routes: tuple[Route, ...]

    @property
    def way_out(self) -> Route | None:
        """The route for all addresses that no other route is for."""
        return next((route for route in self.routes if route.destination == EVERYWHERE), None)


@dataclass(frozen=True, slots=True)
class NatGateway:
    """One NAT gateway; `subnet` is None for one that is in no single subnet."""

    id: str
    state: str
    subnet: str | None
    public: bool
    failure: str | None

    @property
    def works(self) -> bool:
        """It is there, and has a public address."""
        return self.state == "available" and self.public


def subnet(part: Part) -> Subnet:
    """One of DescribeSubnets. Raises Refused."""
    return Subnet(
        id=part.text("SubnetId"),
        vpc=part.text("VpcId"),
        zone=part.text("AvailabilityZone"),
        cidr=part.text_or_none("CidrBlock") or "",
        free=part.number("AvailableIpAddressCount"),
    )


def route_table(part: Part) -> RouteTable:
    """One of DescribeRouteTables. Raises Refused."""
    associations = part.parts("Associations")
    subnets = (one.text_or_none("SubnetId") for one in associations)
    return RouteTable(
        id=part.text("RouteTableId"),
        vpc=part.text("VpcId"),
        main=any(one.flag("Main") for one in associations),
        subnets=frozenset(id for id in subnets if id),
        routes=tuple(sorted(_routes(part), key=str)),
    )


def _routes(part: Part) -> Iterator[Route]:
    """Those for IPv4; AWS's endpoints are reached over it unless a task is told otherwise."""
    for one in part.parts("Routes"):
        destination = one.text_or_none("DestinationCidrBlock") or one.text_or_none("DestinationPrefixListId")
        target = next((id for name in TARGETS if (id := one.text_or_none(name))), None)
        if destination:
            yield Route(destination, target or "nothing", one.text("State"))


def nat_gateway(part: Part) -> NatGateway:
    """One of DescribeNatGateways. Raises Refused."""
    return NatGateway(
        id=part.text("NatGatewayId"),
        state=part.text("State"),
        subnet=part.text_or_none("SubnetId"),
        public=(part.text_or_none("ConnectivityType") or "public") == "public",
        failure=part.text_or_none("FailureMessage") or part.text_or_none("FailureCode"),
    )

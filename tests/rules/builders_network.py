"""Facts by hand for the rules about networks and placement: a private subnet with a NAT gateway, and changes to it."""

from dataclasses import replace
from typing import Any

from islive.causes.network_failure import NetworkFailure, network_failure
from islive.causes.placement_failure import placement_failure
from islive.facts import ways_out
from islive.facts.awsvpc import Awsvpc
from islive.facts.container_instances import ContainerInstance, ContainerInstances, Room
from islive.facts.hindered import Hindered
from islive.facts.needs import Needs
from islive.facts.network import Network
from islive.facts.network_trouble import Complaint, NetworkTrouble, SilentTarget, Unplaced
from islive.facts.routing import NatGateway, Route, RouteTable, Subnet
from islive.facts.security_group import Permission, SecurityGroup
from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.vpc_endpoint import VpcEndpoint
from islive.facts.ways_out import WaysOut
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.target import Target
from tests.rules.builders_b import at, definition, definitions, groups, service

TARGET = Target("123456789012", "eu-west-1", "prod", "shop")
WHERE = Awsvpc(("subnet-1",), ("sg-tasks",), public_ip=False)
TIMEOUT = (
    "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve ecr registry auth: "
    'RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp '
    "10.0.0.9:443: i/o timeout"
)
TOLD = Citation("ecs:DescribeTasks", "tasks[1].stoppedReason", TIMEOUT)
EVERYWHERE = "0.0.0.0/0"


def subnet(id: str = "subnet-1", free: int = 200, cidr: str = "10.0.1.0/24") -> Subnet:
    """One subnet of the VPC."""
    return Subnet(id, "vpc-1", "eu-west-1a", cidr, free)


def table(id: str = "rtb-1", way_out: str | None = "nat-1", *subnets: str, **changes: Any) -> RouteTable:
    """The main route table, with a way out unless it has none."""
    local = Route("10.0.0.0/16", "local", "active")
    routes = (local, Route(EVERYWHERE, way_out, changes.pop("state", "active"))) if way_out else (local,)
    plain = RouteTable(id, "vpc-1", not subnets, frozenset(subnets), routes)
    return replace(plain, **changes)


def public(id: str = "rtb-9", *subnets: str) -> RouteTable:
    """The table of the public subnet, in which the NAT gateway stands."""
    return table(id, "igw-1", *(subnets or ("subnet-9",)))


def nat(**changes: Any) -> NatGateway:
    """A public NAT gateway in the public subnet."""
    return replace(NatGateway("nat-1", "available", "subnet-9", public=True, failure=None), **changes)


def endpoint(service: str = "ecr.api", **changes: Any) -> VpcEndpoint:
    """An interface endpoint with private DNS in the tasks' subnet."""
    name = f"com.amazonaws.eu-west-1.{service}"
    plain = VpcEndpoint(f"vpce-{service}", "Interface", name, "available", True, ("subnet-1",), (), ("sg-ends",))
    return replace(plain, **changes)


def s3_endpoint(*tables: str) -> VpcEndpoint:
    """The gateway endpoint for Amazon S3 on these tables."""
    return endpoint("s3", kind="Gateway", private_dns=False, subnets=(), tables=tables, security_groups=())


def permission(peer: str = EVERYWHERE, port: int | None = None, protocol: str = "tcp") -> Permission:
    """One rule: all traffic without a port."""
    group, listed = peer.startswith("sg-"), peer.startswith("pl-")
    return Permission(
        protocol if port else "-1",
        port,
        port,
        () if group or listed else (peer,),
        (peer,) if group else (),
        (peer,) if listed else (),
    )


def group(id: str = "sg-tasks", ingress: Any = (), egress: Any = None) -> SecurityGroup:
    """A security group that lets everything out unless it is told otherwise."""
    return SecurityGroup(id, id, tuple(ingress), (permission(),) if egress is None else tuple(egress))


def network(**changes: Any) -> Network:
    """The private subnet with its NAT gateway, and the tasks' security group."""
    plain = Network(
        subnets={"subnet-1": subnet()},
        tables={one.id: one for one in (table(), public())},
        endpoints=(),
        nats={"nat-1": nat()},
        groups={one.id: one for one in (group(), group("sg-ends", [permission("sg-tasks", 443)]))},
    )
    return replace(plain, **changes)


def with_tables(*tables: RouteTable, **changes: Any) -> Network:
    """The network with these route tables."""
    return network(tables={one.id: one for one in tables}, **changes)


def with_groups(*some: SecurityGroup, **changes: Any) -> Network:
    """The network with these security groups."""
    return network(groups={one.id: one for one in some}, **changes)


def complaint(message: str = TIMEOUT, subnet: str | None = "subnet-1") -> Complaint:
    """A stopped task's complaint."""
    failure = network_failure(message)
    assert isinstance(failure, NetworkFailure), message
    return Complaint(failure, replace(TOLD, quote=message), subnet, pulling="CannotPull" in message)


def trouble(*messages: str, **changes: Any) -> NetworkTrouble:
    """Tasks that complain so."""
    plain = NetworkTrouble(WHERE, "shop:2", tuple(complaint(one) for one in messages))
    return replace(plain, **changes)


def unplaced(*messages: str) -> NetworkTrouble:
    """Events that tell of tasks that found no room."""
    return trouble(unplaced=tuple(_unplaced(number, one) for number, one in enumerate(messages)))


def _unplaced(number: int, message: str) -> Unplaced:
    failure = placement_failure(message)
    assert failure is not None, message
    cited = Citation("ecs:DescribeServices", f"services[0].events[{number}].message", message)
    return Unplaced(failure, at("08:15"), cited)


def silent(*ports: int) -> NetworkTrouble:
    """Targets on these ports that gave no answer in time."""
    (found,) = groups().groups
    path = "TargetHealthDescriptions[10.0.0.1].TargetHealth.Reason"
    cited = Citation("elbv2:DescribeTargetHealth", path, "Target.Timeout")
    return trouble(silent=tuple(SilentTarget(found, port, cited) for port in ports))


def placed(**changes: Any) -> Service:
    """The service, whose tasks have interfaces of their own."""
    return service(network=WHERE, **changes)


def ways(
    found: Network | Gap,
    told: NetworkTrouble | None = None,
    where: Service | None = None,
    hindered: Hindered | None = None,
) -> WaysOut:
    """The ways in that network, of tasks of shop:2, which pull an image of ECR."""
    given = told or trouble(TIMEOUT)
    known: TaskDefinitions = definitions(definition())
    return ways_out.collect.collect(TARGET, where or placed(), given, found, known, hindered or Hindered())


def needs(**changes: Any) -> Needs:
    """A quarter of a vCPU and 512 MiB."""
    return replace(Needs(256, 512, (), ()), **changes)


def instance(id: str = "i1", **changes: Any) -> ContainerInstance:
    """A container instance with plenty of room."""
    room = Room(2048, 3884)
    plain = ContainerInstance(id, f"ec2-{id}", "ACTIVE", True, room, room, frozenset({22}), frozenset({"ssd"}))
    return replace(plain, **changes)


def cluster(*instances: ContainerInstance) -> ContainerInstances:
    """The cluster's instances."""
    return ContainerInstances(instances, asked=True)

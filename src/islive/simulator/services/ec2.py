"""The network part of Elastic Compute Cloud: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/."""

from collections.abc import Callable, Mapping

from islive.simulator.names import Json
from islive.simulator.paging import Pages
from islive.simulator.refusal import Refusal
from islive.simulator.world import World

_PAGES = Pages(default=1000, largest=1000, bad_token="InvalidNextToken")
Reader = Callable[[Json], list[str]]


def _member(name: str) -> Reader:
    return lambda it: [it[name]]


# Filters as each operation's reference lists them: those that somebody asks by.
_SUBNET: Mapping[str, Reader] = {"subnet-id": _member("SubnetId"), "vpc-id": _member("VpcId")}
_TABLE: Mapping[str, Reader] = {
    "vpc-id": _member("VpcId"),
    "route-table-id": _member("RouteTableId"),
    "association.subnet-id": lambda it: [one["SubnetId"] for one in it["Associations"] if "SubnetId" in one],
}
_NAT: Mapping[str, Reader] = {
    "vpc-id": _member("VpcId"),
    "nat-gateway-id": _member("NatGatewayId"),
    "state": _member("State"),
}
_ENDPOINT: Mapping[str, Reader] = {"vpc-id": _member("VpcId"), "service-name": _member("ServiceName")}
_ACL: Mapping[str, Reader] = {
    "vpc-id": _member("VpcId"),
    "network-acl-id": _member("NetworkAclId"),
    "association.subnet-id": lambda it: [one["SubnetId"] for one in it["Associations"]],
}
_GROUP: Mapping[str, Reader] = {
    "vpc-id": _member("VpcId"),
    "group-id": _member("GroupId"),
    "group-name": _member("GroupName"),
}


def describe_subnets(world: World, params: Json) -> Json:
    """All subnets, or those asked for by id or filter."""
    known = world.ec2.subnets
    return _answer(world, params, "Subnets", _chosen(known, params, "SubnetIds", _SUBNET, "InvalidSubnetID.NotFound"))


def describe_route_tables(world: World, params: Json) -> Json:
    """All route tables, or those asked for by id or filter."""
    code = "InvalidRouteTableID.NotFound"
    return _answer(world, params, "RouteTables", _chosen(world.ec2.route_tables, params, "RouteTableIds", _TABLE, code))


def describe_nat_gateways(world: World, params: Json) -> Json:
    """All NAT gateways, also those deleted a short while ago, or those asked for by id or filter."""
    named = {**params, "Filters": params.get("Filter")}
    found = _chosen(world.ec2.nat_gateways, named, "NatGatewayIds", _NAT, "NatGatewayNotFound")
    return _answer(world, params, "NatGateways", found)


def describe_vpc_endpoints(world: World, params: Json) -> Json:
    """All VPC endpoints, or those asked for by id or filter."""
    code = "InvalidVpcEndpointId.NotFound"
    return _answer(
        world, params, "VpcEndpoints", _chosen(world.ec2.vpc_endpoints, params, "VpcEndpointIds", _ENDPOINT, code)
    )


def describe_network_acls(world: World, params: Json) -> Json:
    """All network ACLs, or those asked for by id or filter."""
    code = "InvalidNetworkAclID.NotFound"
    return _answer(world, params, "NetworkAcls", _chosen(world.ec2.network_acls, params, "NetworkAclIds", _ACL, code))


def describe_security_groups(world: World, params: Json) -> Json:
    """All security groups, or those asked for by id or filter."""
    found = _chosen(world.ec2.security_groups, params, "GroupIds", _GROUP, "InvalidGroup.NotFound")
    return _answer(world, params, "SecurityGroups", found)


def _chosen(
    known: Mapping[str, Json], params: Json, ids: str, filters: Mapping[str, Reader], not_found: str
) -> list[Json]:
    """Those of the ids, each of which must exist, that meet every filter."""
    asked: list[str] = params.get(ids) or []
    for id in asked:
        if id not in known:
            raise Refusal(not_found, f"The ID '{id}' does not exist")
    found = [known[id] for id in asked] if asked else list(known.values())
    for one in params.get("Filters") or []:
        name, values = one.get("Name", ""), one.get("Values", [])
        if name not in filters:
            raise Refusal("InvalidParameterValue", f"The filter '{name}' is invalid")
        found = [it for it in found if set(filters[name](it)) & set(values)]
    return found


def _answer(world: World, params: Json, key: str, items: list[Json]) -> Json:
    page = _PAGES.of(items, params.get("MaxResults"), params.get("NextToken"), world.page_size)
    return {key: page.items, "NextToken": page.next_token}

"""Whether a task's interface reaches an AWS service: address, security groups, endpoint or route, in that order.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
"""

from dataclasses import dataclass

from islive.simulator.names import Json
from islive.simulator.world import World

_HTTPS = 443
_NAMES = {
    "ecr": "Amazon ECR",
    "secretsmanager": "AWS Secrets Manager",
    "ssm": "AWS Systems Manager",
    "logs": "CloudWatch",
}
# What each is called as an interface endpoint.
_ENDPOINTS = {"ecr": "ecr.api"}
_ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class Lost:
    """The way that is missing, in a word of the simulator's own, and what ECS and the network say."""

    cause: str
    says: str
    error: str


def unreachable(world: World, service: str, placement: Json) -> Lost | None:
    """Why a task in this subnet with these groups and perhaps a public address does not reach the service.

    On a container instance its agent asks, by the instance's network: without one it is not connected to ECS either.
    """
    cause = None if placement["instance"] else _obstacle(world, service, placement)
    if cause is None:
        return None
    return Lost(cause, _says(service), _error(world, service))


def _says(service: str) -> str:
    name = _NAMES[service]
    return f"There is a connection issue between the task and {name}. Check your task network configuration."


def _error(world: World, service: str) -> str:
    if service == "ecr":
        host = f"https://api.ecr.{world.scope.region}.amazonaws.com/"
        cause = f'Post "{host}": dial tcp 52.95.116.14:443: i/o timeout'
        return f"RequestError: send request failed caused by: {cause}"
    if service == "secretsmanager":
        return (
            "operation error Secrets Manager: GetSecretValue, https response error StatusCode: 0, RequestID: , "
            "canceled, context deadline exceeded"
        )
    return "RequestError: send request failed caused by: i/o timeout"


def _obstacle(world: World, service: str, placement: Json) -> str | None:
    groups = [world.ec2.security_groups[it] for it in placement["groups"] if it in world.ec2.security_groups]
    if groups and not any(_lets_out(group) for group in groups):
        return "security-group-lets-nothing-out"
    subnet = world.ec2.subnets.get(placement["subnet"] or "")
    if subnet is None:
        return None
    endpoint = _endpoint(world, subnet["VpcId"], _ENDPOINTS.get(service, service))
    if endpoint is not None:
        return None if _lets_in(world, endpoint, placement["groups"]) else "endpoint-closed"
    return _without_route(world, subnet, placement)


def _lets_out(group: Json) -> bool:
    return any(_on_port(it, _HTTPS) for it in group["IpPermissionsEgress"])


def _on_port(permission: Json, port: int) -> bool:
    return permission["IpProtocol"] == "-1" or permission["FromPort"] <= port <= permission["ToPort"]


def _endpoint(world: World, vpc: str, service: str) -> Json | None:
    known = world.ec2.vpc_endpoints.values()
    own = (it for it in known if it["VpcId"] == vpc and it["ServiceName"].endswith(f".{service}"))
    return next((it for it in own if it["PrivateDnsEnabled"] and it["VpcEndpointType"] == "Interface"), None)


def _lets_in(world: World, endpoint: Json, groups: list[str]) -> bool:
    own = [world.ec2.security_groups[it["GroupId"]] for it in endpoint["Groups"]]
    return any(_admits(permission, groups, _HTTPS) for group in own for permission in group["IpPermissions"])


def _admits(permission: Json, groups: list[str], port: int) -> bool:
    peers = {it["GroupId"] for it in permission["UserIdGroupPairs"]}
    # A range of addresses is taken to hold the task: worlds write the VPC's own, or everything.
    return _on_port(permission, port) and bool(permission["IpRanges"] or peers & set(groups))


def admitted(world: World, into: list[str], come_from: list[str], port: int) -> bool:
    """Whether one of those security groups lets in what comes with one of these, on that port.

    Where the world describes none of either side's groups it says nothing against it.
    """
    known = world.ec2.security_groups
    own = [known[it] for it in into if it in known]
    if not own or not any(it in known for it in come_from):
        return True
    return any(_admits(permission, come_from, port) for group in own for permission in group["IpPermissions"])


def _without_route(world: World, subnet: Json, placement: Json) -> str | None:
    tables = world.ec2.route_tables.values()
    own = [it for it in tables if any(one.get("SubnetId") == subnet["SubnetId"] for one in it["Associations"])]
    main = [it for it in tables if it["VpcId"] == subnet["VpcId"] and any(one["Main"] for one in it["Associations"])]
    table = next(iter(own or main), None)
    routes = table["Routes"] if table else []
    route = next((it for it in routes if it.get("DestinationCidrBlock") == _ANYWHERE), None)
    if route is None:
        return "no-route-to-internet"
    if route["State"] == "blackhole":
        return "route-leads-nowhere"
    if route.get("GatewayId", "").startswith("igw-"):
        return None if placement["public"] else "no-public-address"
    nat = world.ec2.nat_gateways.get(route.get("NatGatewayId", ""))
    return None if "NatGatewayId" not in route or (nat and nat["State"] == "available") else "route-leads-nowhere"

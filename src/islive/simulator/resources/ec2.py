"""The network: subnets, routes, NAT gateways, VPC endpoints, security groups, from the world's `aws.ec2` section."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from islive.simulator.names import Json, Scope, hexadecimal, present
from islive.simulator.references import follow

_VPC = f"vpc-{hexadecimal('vpc', 17)}"
_SUBNET = f"subnet-{hexadecimal('subnet', 17)}"
_TASKS = f"sg-{hexadecimal('security group', 17)}"
_BALANCER = f"sg-{hexadecimal('alb security group', 17)}"

# What a world that says nothing of its network has: where services and load balancers are unless it says otherwise.
_USUAL: Json = {
    "vpcs": {_VPC: {"cidr": "10.0.0.0/8"}},
    "subnets": {
        _SUBNET: {"vpc": _VPC, "cidr": "10.1.0.0/16", "routeTable": "rtb-0a00000000000000a"},
        **{
            f"subnet-{hexadecimal(zone, 17)}": {
                "vpc": _VPC,
                "zone": zone,
                "cidr": f"10.{100 + number}.0.0/16",
                "routeTable": "rtb-0b00000000000000b",
            }
            for number, zone in enumerate("ab")
        },
    },
    "routeTables": {
        "rtb-0a00000000000000a": {"vpc": _VPC, "routes": {"0.0.0.0/0": "nat-0c00000000000000c"}},
        "rtb-0b00000000000000b": {"vpc": _VPC, "main": True, "routes": {"0.0.0.0/0": "igw-0d00000000000000d"}},
    },
    "natGateways": {"nat-0c00000000000000c": {"subnet": f"subnet-{hexadecimal('a', 17)}"}},
    "securityGroups": {
        _TASKS: {"vpc": _VPC, "ingress": [{"peer": _BALANCER}], "egress": [{"peer": "0.0.0.0/0"}]},
        _BALANCER: {"vpc": _VPC, "ingress": [{"peer": "0.0.0.0/0"}], "egress": [{"peer": "0.0.0.0/0"}]},
    },
}
# AWS PrivateLink guide, "Default endpoint policy".
_FULL_ACCESS: Json = {"Statement": [{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]}
# A route's target by the beginning of its id (API shape Route).
_TARGETS = {
    "igw-": "GatewayId",
    "vgw-": "GatewayId",
    "vpce-": "GatewayId",
    "local": "GatewayId",
    "nat-": "NatGatewayId",
    "tgw-": "TransitGatewayId",
    "eni-": "NetworkInterfaceId",
    "pcx-": "VpcPeeringConnectionId",
}


@dataclass(frozen=True)
class Ec2:
    """What EC2 describes, each kind by id."""

    subnets: dict[str, Json] = field(default_factory=dict[str, Json])
    route_tables: dict[str, Json] = field(default_factory=dict[str, Json])
    nat_gateways: dict[str, Json] = field(default_factory=dict[str, Json])
    vpc_endpoints: dict[str, Json] = field(default_factory=dict[str, Json])
    security_groups: dict[str, Json] = field(default_factory=dict[str, Json])
    network_acls: dict[str, Json] = field(default_factory=dict[str, Json])


def read(scope: Scope, section: Json) -> Ec2:
    """The network that the world describes; a usual one with a NAT gateway where it describes none."""
    found = section or _USUAL
    subnets = {id: _subnet(scope, id, it) for id, it in found.get("subnets", {}).items()}
    endpoints = found.get("vpcEndpoints", {})
    return Ec2(
        subnets=subnets,
        route_tables={id: _table(scope, id, it, found) for id, it in found.get("routeTables", {}).items()},
        nat_gateways={id: _nat(id, it, subnets) for id, it in found.get("natGateways", {}).items()},
        vpc_endpoints={id: _endpoint(scope, id, it) for id, it in endpoints.items()},
        security_groups={id: _group(scope, id, it) for id, it in found.get("securityGroups", {}).items()},
        network_acls=_acls(scope, found),
    )


def _acls(scope: Scope, section: Json) -> dict[str, Json]:
    """Those that the world describes; all other subnets have their VPC's own, which lets everything through."""
    said: Json = section.get("networkAcls", {})
    taken = {subnet for it in said.values() for subnet in it.get("subnets", [])}
    found = {id: _acl(scope, id, it) for id, it in said.items()}
    for vpc in section.get("vpcs", {}):
        rest = [id for id, it in section.get("subnets", {}).items() if it["vpc"] == vpc and id not in taken]
        everything = [{"number": 100, "action": "allow", "peer": "0.0.0.0/0"}]
        usual = {"vpc": vpc, "subnets": rest, "ingress": everything, "egress": everything, "default": True}
        id = f"acl-{hexadecimal(f'{vpc} acl', 17)}"
        found[id] = _acl(scope, id, usual)
    return found


def _acl(scope: Scope, id: str, document: Json) -> Json:
    last = {"number": 32767, "action": "deny", "peer": "0.0.0.0/0"}
    entries = [
        _acl_entry(it, outward)
        for outward, key in ((False, "ingress"), (True, "egress"))
        for it in [*document.get(key, []), last]
    ]
    return {
        "NetworkAclId": id,
        "VpcId": document["vpc"],
        "OwnerId": scope.account,
        "IsDefault": document.get("default", False),
        "Entries": entries,
        "Associations": [
            {
                "NetworkAclAssociationId": f"aclassoc-{hexadecimal(f'{id} {one}', 17)}",
                "NetworkAclId": id,
                "SubnetId": one,
            }
            for one in document.get("subnets", [])
        ],
    }


def _acl_entry(document: Json, outward: bool) -> Json:  # noqa: FBT001
    """One rule; without a port it is all traffic, protocol -1 (API shape NetworkAclEntry)."""
    first, _, last = str(document.get("port", "")).partition("-")
    ports = {"PortRange": {"From": int(first), "To": int(last or first)}} if first else {}
    return {
        "RuleNumber": document["number"],
        "Protocol": "6" if first else "-1",
        "RuleAction": document["action"],
        "Egress": outward,
        "CidrBlock": document["peer"],
        **ports,
    }


def _subnet(scope: Scope, id: str, document: Json) -> Json:
    return {
        "SubnetId": id,
        "SubnetArn": scope.arn("ec2", f"subnet/{id}"),
        "State": "available",
        "VpcId": document["vpc"],
        "CidrBlock": document["cidr"],
        "AvailableIpAddressCount": document.get("availableIpAddressCount", 200),
        "AvailabilityZone": f"{scope.region}{document.get('zone', 'a')}",
        "DefaultForAz": False,
        "MapPublicIpOnLaunch": False,
        "OwnerId": scope.account,
    }


def _table(scope: Scope, id: str, document: Json, section: Json) -> Json:
    vpc: str = document["vpc"]
    cidr = follow(section.get("vpcs", {}), vpc, "VPC", f"aws.ec2.routeTables.{id}.vpc")["cidr"]
    return {
        "RouteTableId": id,
        "VpcId": vpc,
        "OwnerId": scope.account,
        "Associations": list(_associations(id, document, section)),
        "Routes": [_route(cidr, "local", "CreateRouteTable"), *_routes(id, document, section)],
        "PropagatingVgws": [],
    }


def _associations(id: str, document: Json, section: Json) -> Iterator[Json]:
    state = {"AssociationState": {"State": "associated"}}
    if document.get("main"):
        association = f"rtbassoc-{hexadecimal(f'{id} main', 17)}"
        yield {"Main": True, "RouteTableAssociationId": association, "RouteTableId": id, **state}
    for subnet, it in section.get("subnets", {}).items():
        if it.get("routeTable") == id:
            association = f"rtbassoc-{hexadecimal(f'{id} {subnet}', 17)}"
            told = {"RouteTableAssociationId": association, "RouteTableId": id, "SubnetId": subnet}
            yield {"Main": False, **told, **state}


def _routes(id: str, document: Json, section: Json) -> Iterator[Json]:
    for destination, target in document.get("routes", {}).items():
        told = {"target": target} if isinstance(target, str) else target
        yield _route(destination, told["target"], "CreateRoute", told.get("state", "active"))
    # A gateway endpoint puts a route to its service's prefix list on the tables it is on.
    for endpoint, it in section.get("vpcEndpoints", {}).items():
        if id in it.get("routeTables", []):
            yield _route(f"pl-{hexadecimal(it['service'], 8)}", endpoint, "CreateRoute")


def _route(destination: str, target: str, origin: str, state: str = "active") -> Json:
    member = next(name for start, name in _TARGETS.items() if target.startswith(start))
    prefix_list = destination.startswith("pl-")
    whither = "DestinationPrefixListId" if prefix_list else "DestinationCidrBlock"
    return {whither: destination, member: target, "Origin": origin, "State": state}


def _nat(id: str, document: Json, subnets: dict[str, Json]) -> Json:
    subnet = follow(subnets, document["subnet"], "subnet", f"aws.ec2.natGateways.{id}.subnet")
    return present(
        {
            "NatGatewayId": id,
            "SubnetId": document["subnet"],
            "VpcId": subnet["VpcId"],
            "State": document.get("state", "available"),
            "ConnectivityType": document.get("connectivityType", "public"),
            "FailureCode": document.get("failureCode"),
            "FailureMessage": document.get("failureMessage"),
            "NatGatewayAddresses": [],
        }
    )


def _endpoint(scope: Scope, id: str, document: Json) -> Json:
    kind = document.get("type", "Interface")
    return {
        "VpcEndpointId": id,
        "VpcEndpointType": kind,
        "VpcId": document["vpc"],
        "ServiceName": f"com.amazonaws.{scope.region}.{document['service']}",
        "State": document.get("state", "available"),
        "RouteTableIds": document.get("routeTables", []),
        "SubnetIds": document.get("subnets", []),
        "Groups": [{"GroupId": group, "GroupName": group} for group in document.get("securityGroups", [])],
        "PolicyDocument": json.dumps(document.get("policy", _FULL_ACCESS)),
        "PrivateDnsEnabled": document.get("privateDns", kind == "Interface"),
        "RequesterManaged": False,
        "OwnerId": scope.account,
    }


def _group(scope: Scope, id: str, document: Json) -> Json:
    return {
        "GroupId": id,
        "GroupName": document.get("name", id),
        "Description": document.get("name", id),
        "VpcId": document["vpc"],
        "OwnerId": scope.account,
        "IpPermissions": [_permission(scope, it) for it in document.get("ingress", [])],
        "IpPermissionsEgress": [_permission(scope, it) for it in document.get("egress", [])],
    }


def _permission(scope: Scope, document: Json) -> Json:
    """One rule; without a port it is all traffic, protocol -1, which has none (API shape IpPermission)."""
    peer, port = document["peer"], document.get("port")
    group, prefix_list = peer.startswith("sg-"), peer.startswith("pl-")
    first, _, last = str(port).partition("-")
    ports = {} if port is None else {"FromPort": int(first), "ToPort": int(last or first)}
    return {
        "IpProtocol": "-1" if port is None else document.get("protocol", "tcp"),
        **ports,
        "UserIdGroupPairs": [{"GroupId": peer, "UserId": scope.account}] if group else [],
        "IpRanges": [] if group or prefix_list else [{"CidrIp": peer}],
        "Ipv6Ranges": [],
        "PrefixListIds": [{"PrefixListId": peer}] if prefix_list else [],
    }

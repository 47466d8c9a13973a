"""EC2 as the simulator answers for it: by id, by filter, and as AWS refuses."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from islive.simulator import World, load
from islive.simulator.in_process import session_on

PRIVATE, PUBLIC = "subnet-0a1a1a1a1a1a1a1a1", "subnet-0a9a9a9a9a9a9a9a9"
VPC = "vpc-0d0c0b0a090807060"


def ec2(world: World) -> Any:
    """A client of EC2."""
    return boto3.Session(botocore_session=session_on(world)).client("ec2")


def by(name: str, *values: str) -> list[dict[str, Any]]:
    """A filter."""
    return [{"Name": name, "Values": list(values)}]


def test_subnets_are_found_by_id_and_by_filter(healthy: World) -> None:
    """In the order of the ids asked for; a filter leaves out what does not exist."""
    aws = ec2(healthy)
    asked = aws.describe_subnets(SubnetIds=[PUBLIC, PRIVATE])["Subnets"]
    assert [one["SubnetId"] for one in asked] == [PUBLIC, PRIVATE]
    filtered = aws.describe_subnets(Filters=by("subnet-id", PRIVATE, "subnet-0"))["Subnets"]
    assert [(one["SubnetId"], one["CidrBlock"], one["AvailableIpAddressCount"]) for one in filtered] == [
        (PRIVATE, "10.1.1.0/24", 200)
    ]


def test_an_id_that_does_not_exist_is_refused(healthy: World) -> None:
    """With EC2's own code, in the shape of its protocol."""
    with pytest.raises(ClientError) as refused:
        ec2(healthy).describe_subnets(SubnetIds=["subnet-0"])
    assert refused.value.response["Error"]["Code"] == "InvalidSubnetID.NotFound"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_an_unknown_filter_is_refused(healthy: World) -> None:
    """It would silently find everything."""
    with pytest.raises(ClientError) as refused:
        ec2(healthy).describe_route_tables(Filters=by("colour", "red"))
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_a_table_has_its_subnets_and_the_route_inside_the_vpc(healthy: World) -> None:
    """A subnet without a table of its own is in no association: it has the main one."""
    tables = ec2(healthy).describe_route_tables(Filters=by("vpc-id", VPC))["RouteTables"]
    private, main = sorted(tables, key=lambda one: one["RouteTableId"])
    assert [one.get("SubnetId") for one in private["Associations"]] == [PRIVATE, "subnet-0b2b2b2b2b2b2b2b2"]
    assert [one["Main"] for one in main["Associations"]] == [True]
    local, out = private["Routes"]
    assert (local["DestinationCidrBlock"], local["GatewayId"]) == ("10.1.0.0/16", "local")
    assert (out["NatGatewayId"], out["State"]) == ("nat-0d4d4d4d4d4d4d4d4", "active")


def test_a_gateway_endpoint_is_a_route(healthy: World) -> None:
    """On the tables it is on, to a prefix list."""
    world = load("endpoint-missing")
    (endpoint,) = ec2(world).describe_vpc_endpoints(
        Filters=by("service-name", f"com.amazonaws.{healthy.scope.region}.s3")
    )["VpcEndpoints"]
    assert (endpoint["VpcEndpointType"], endpoint["PrivateDnsEnabled"]) == ("Gateway", False)
    (table,) = ec2(world).describe_route_tables(RouteTableIds=endpoint["RouteTableIds"])["RouteTables"]
    assert [one.get("GatewayId") for one in table["Routes"]] == ["local", endpoint["VpcEndpointId"]]
    assert table["Routes"][1]["DestinationPrefixListId"].startswith("pl-")


def test_a_security_group_has_its_rules(healthy: World) -> None:
    """A port and a group, or everything."""
    (group,) = ec2(healthy).describe_security_groups(GroupIds=["sg-0a7a7a7a7a7a7a7a7"])["SecurityGroups"]
    (entering,), (leaving,) = group["IpPermissions"], group["IpPermissionsEgress"]
    assert (entering["IpProtocol"], entering["FromPort"], entering["ToPort"]) == ("tcp", 8080, 8080)
    assert [one["GroupId"] for one in entering["UserIdGroupPairs"]] == ["sg-0b8b8b8b8b8b8b8b8"]
    assert leaving["IpProtocol"] == "-1"
    assert "FromPort" not in leaving


def test_a_world_that_says_nothing_of_its_network_has_a_usual_one() -> None:
    """The service's subnet is there, and a NAT gateway that stands in another one."""
    aws = ec2(load("healthy-worker"))
    (gateway,) = aws.describe_nat_gateways()["NatGateways"]
    tables = aws.describe_route_tables()["RouteTables"]
    ways = {route.get("NatGatewayId") for table in tables for route in table["Routes"]}
    assert gateway["NatGatewayId"] in ways
    assert gateway["State"] == "available"


def test_container_instances_are_listed_by_status() -> None:
    """ACTIVE and DRAINING ones unless one is asked for; what remains is at most what is registered."""
    ecs = boto3.Session(botocore_session=session_on(load("no-instance-fits"))).client("ecs")
    arns = ecs.list_container_instances(cluster="production")["containerInstanceArns"]
    assert len(arns) == 2
    assert ecs.list_container_instances(cluster="production", status="DRAINING")["containerInstanceArns"] == []
    described = ecs.describe_container_instances(cluster="production", containerInstances=[*arns, "0" * 32])
    assert [one["reason"] for one in described["failures"]] == ["MISSING"]
    for one in described["containerInstances"]:
        whole = {it["name"]: it["integerValue"] for it in one["registeredResources"]}
        free = {it["name"]: it["integerValue"] for it in one["remainingResources"]}
        assert 0 < free["MEMORY"] < whole["MEMORY"]

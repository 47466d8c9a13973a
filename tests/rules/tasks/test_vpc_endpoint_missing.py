"""vpc-endpoint-missing: a VPC of endpoints that lacks one."""

from typing import Any

from islive.model.citation import Citation
from islive.rules.tasks.vpc_endpoint_missing import vpc_endpoint_missing
from tests.rules.builders_b import only
from tests.rules.builders_network import endpoint, network, public, s3_endpoint, table, ways, with_tables

SOME = (endpoint("ecr.api"), endpoint("ecr.dkr"))


def isolated(*endpoints: Any) -> Any:
    """The network without a way out, with these endpoints."""
    return with_tables(table(way_out=None), public(), endpoints=endpoints)


def test_the_endpoints_that_lack_are_named_with_those_that_are_there() -> None:
    """Layers come from S3, logs go to CloudWatch: two endpoints, two steps."""
    seen = only(vpc_endpoint_missing.see(ways(isolated(*SOME)), isolated(*SOME)))
    assert seen.subject == "vpc-1"
    assert seen.summary == (
        "vpc-1 has no endpoint for Amazon S3, CloudWatch Logs, expected com.amazonaws.eu-west-1.s3, "
        "com.amazonaws.eu-west-1.logs: no route leads to the internet, and tasks in subnet-1 cannot reach Amazon S3, "
        "CloudWatch Logs"
    )
    there = "com.amazonaws.eu-west-1.ecr.api, com.amazonaws.eu-west-1.ecr.dkr"
    assert Citation("ec2:DescribeVpcEndpoints", "VpcEndpoints[].ServiceName", there) in seen.because
    gateway, interface = only(seen.remedies).steps
    assert gateway.params["VpcEndpointType"] == "Gateway"
    assert gateway.params["RouteTableIds"] == ["rtb-1"]
    assert interface.params["ServiceName"] == "com.amazonaws.eu-west-1.logs"
    assert interface.params["SubnetIds"] == ["subnet-1"]


def test_one_that_is_not_available_is_as_good_as_none() -> None:
    """Rejected, failed or pending."""
    found = isolated(*SOME, s3_endpoint("rtb-1"), endpoint("logs", state="pending"))
    seen = only(vpc_endpoint_missing.see(ways(found), found))
    assert "no endpoint for CloudWatch Logs, expected" in seen.summary


def test_all_endpoints_or_another_way_are_silence() -> None:
    """Four endpoints are what such a task needs; with a NAT gateway it needs none."""
    every = isolated(*SOME, s3_endpoint("rtb-1"), endpoint("logs"))
    with_nat = network(endpoints=SOME)
    for found in (every, with_nat):
        assert list(vpc_endpoint_missing.see(ways(found), found)) == []

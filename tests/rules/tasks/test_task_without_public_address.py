"""task-without-public-address: an internet gateway serves only who has a public address."""

from dataclasses import replace

from islive.model.citation import Citation
from islive.rules.tasks.task_without_public_address import task_without_public_address
from tests.rules.builders_b import only
from tests.rules.builders_network import TIMEOUT, TOLD, WHERE, network, placed, table, trouble, ways, with_tables

PUBLIC = with_tables(table(way_out="igw-1"))


def test_a_private_address_in_a_public_subnet_is_seen() -> None:
    """The setting of the service, the route to the internet gateway, and both ways to mend it."""
    seen = only(task_without_public_address.see(placed(), ways(PUBLIC)))
    assert seen.subject == "shop"
    assert "rtb-1 leads to igw-1, which needs assignPublicIp ENABLED, and it is DISABLED" in seen.summary
    assert seen.because == (
        TOLD,
        Citation(
            "ecs:DescribeServices", "services[0].networkConfiguration.awsvpcConfiguration.assignPublicIp", "DISABLED"
        ),
        Citation("ec2:DescribeRouteTables", "RouteTables[rtb-1].Routes[].GatewayId", "igw-1"),
    )
    step = only(only(seen.remedies).steps)
    assert "NAT gateway" in step.says
    assert step.params["networkConfiguration"] == {
        "awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-tasks"], "assignPublicIp": "ENABLED"}
    }


def test_with_a_public_address_or_a_nat_gateway_it_is_silent() -> None:
    """Either is a way out."""
    with_address = trouble(TIMEOUT, where=replace(WHERE, public_ip=True))
    for one in (ways(PUBLIC, with_address), ways(network())):
        assert list(task_without_public_address.see(placed(), one)) == []

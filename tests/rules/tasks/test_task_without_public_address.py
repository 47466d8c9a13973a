"""task-without-public-address: an internet gateway serves only who has a public address."""

from dataclasses import replace

from islive.model.citation import Citation
from islive.rules.tasks.task_without_public_address import task_without_public_address
from tests.rules.builders_b import only, service
from tests.rules.builders_network import TIMEOUT, TOLD, WHERE, network, placed, table, trouble, ways, with_tables

PUBLIC = with_tables(table(way_out="igw-1"))


def test_a_private_address_in_a_public_subnet_is_seen() -> None:
    """The setting of the service, the route to the internet gateway, and both ways to mend it."""
    seen = only(task_without_public_address.see(placed(), trouble(TIMEOUT), ways(PUBLIC)))
    assert seen.subject == "shop"
    assert seen.summary == (
        "the tasks of shop have no public address in public subnets: assignPublicIp is DISABLED, expected ENABLED or a "
        "NAT gateway; tasks in subnet-1 cannot reach ECR (login), ECR (images), Amazon S3, CloudWatch Logs; rtb-1 "
        "leads to igw-1"
    )
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
        assert list(task_without_public_address.see(placed(), trouble(TIMEOUT), one)) == []


def test_what_ecs_went_back_from_had_its_own_configuration() -> None:
    """The service has the good one again: that of the revision is quoted and mended."""
    seen = only(task_without_public_address.see(service(), trouble(TIMEOUT), ways(PUBLIC)))
    assert seen.because[1].operation == "ecs:DescribeServiceRevisions"
    step = only(only(seen.remedies).steps)
    assert step.params["networkConfiguration"]["awsvpcConfiguration"]["subnets"] == ["subnet-1"]

"""vpc-endpoint-closed: the name leads to the endpoint, and its security group drops what comes."""

from typing import Any

import pytest

from islive.facts.hindered import Hindered
from islive.model.citation import Citation
from islive.rules.tasks.vpc_endpoint_closed import vpc_endpoint_closed
from tests.rules.builders_b import DENIED, only
from tests.rules.builders_network import TOLD, endpoint, group, network, permission, trouble, ways, with_groups


def see(*ingress: Any, **changes: Any) -> Any:
    """What the rule sees of an endpoint for ECR's login whose security group has these rules."""
    found = with_groups(group(), group("sg-ends", ingress), endpoints=(endpoint("ecr.api", **changes),))
    return list(vpc_endpoint_closed.see(ways(found)))


def test_who_is_let_in_instead_is_said() -> None:
    """Also where a NAT gateway would be a way: the name leads to the endpoint."""
    seen = only(see(permission("sg-ends", 443)))
    assert seen.subject == "vpce-ecr.api"
    assert seen.summary == (
        "vpce-ecr.api is closed to the tasks: its security group sg-ends lets in tcp 443 sg-ends, expected sg-tasks on "
        "port 443; tasks in subnet-1 cannot reach ECR (login)"
    )
    assert seen.because == (
        TOLD,
        Citation(
            "ec2:DescribeVpcEndpoints", "VpcEndpoints[vpce-ecr.api].ServiceName", "com.amazonaws.eu-west-1.ecr.api"
        ),
        Citation("ec2:DescribeSecurityGroups", "SecurityGroups[sg-ends].IpPermissions", "sg-ends"),
    )
    step = only(only(seen.remedies).steps)
    assert step.params["GroupId"] == "sg-ends"
    assert only(step.params["IpPermissions"])["UserIdGroupPairs"] == [{"GroupId": "sg-tasks"}]


def test_a_group_without_rules_lets_nobody_in() -> None:
    """Its list of rules is empty."""
    assert "lets in nobody" in only(see()).summary


@pytest.mark.parametrize(
    "rule",
    [
        permission("sg-tasks", 443),
        permission("sg-tasks"),
        permission("10.0.0.0/16", 443),
        permission("10.0.1.128/25", 443),
        permission("pl-1", 443),
    ],
)
def test_what_lets_the_tasks_in_is_silence(rule: Any) -> None:
    """By group, by addresses, or by a list of which nobody knows what it holds."""
    assert see(rule) == []


@pytest.mark.parametrize(
    "rule", [permission("sg-tasks", 80), permission("10.0.2.0/24", 443), permission("sg-tasks", 443, "udp")]
)
def test_another_port_other_addresses_or_udp_do_not(rule: Any) -> None:
    """Each is closed to the tasks."""
    assert only(see(rule)).subject == "vpce-ecr.api"


def test_groups_that_were_not_read_are_silence() -> None:
    """Neither those of the endpoint, nor those of the tasks."""
    ends = (endpoint("ecr.api"),)
    for found in (network(groups=DENIED, endpoints=ends), with_groups(group(), endpoints=ends)):
        assert list(vpc_endpoint_closed.see(ways(found))) == []


def test_without_private_dns_nothing_goes_there() -> None:
    """The name leads elsewhere."""
    assert see(private_dns=False) == []


def test_tasks_that_do_not_come_so_far_would_meet_it_next() -> None:
    """Nobody complains; the endpoint and its group are quoted."""
    found = with_groups(group(), group("sg-ends", ()), endpoints=(endpoint("ecr.api"),))
    seen = only(vpc_endpoint_closed.see(ways(found, trouble(), hindered=Hindered("shop:2"))))
    assert [one.operation for one in seen.because] == ["ec2:DescribeVpcEndpoints", "ec2:DescribeSecurityGroups"]
    assert list(vpc_endpoint_closed.see(ways(found, trouble()))) == []

"""security-group-blocks-load-balancer: health checks are dropped before they arrive."""

from dataclasses import replace
from typing import Any

import pytest

from islive.model.citation import Citation
from islive.model.finding import Sighting
from islive.rules.targets.security_group_blocks_load_balancer import security_group_blocks_load_balancer
from tests.rules.builders_b import BALANCER, DENIED, balancers, only, route
from tests.rules.builders_network import group, network, permission, silent, subnet, trouble, with_groups

SHOP_ALB = replace(BALANCER, security_groups=("sg-alb",), subnets=("subnet-9",))
WITH_ALB = replace(balancers(route()), load_balancers=(SHOP_ALB,))
SUBNETS = {"subnet-1": subnet(), "subnet-9": subnet("subnet-9", cidr="10.0.9.0/24")}


def see(*ingress: Any, told: Any = None) -> list[Sighting]:
    """What the rule sees where the tasks' security group has these rules."""
    found = with_groups(group(ingress=ingress), subnets=SUBNETS)
    return list(security_group_blocks_load_balancer.see(told or silent(9090), found, WITH_ALB))


def test_the_rule_to_add_is_exact() -> None:
    """The tasks' group, the port of the targets, and the load balancer's group; what is let in instead is said."""
    seen = only(see(permission("sg-alb", 8080)))
    assert seen.subject == "sg-tasks"
    assert seen.summary == (
        "sg-tasks, the tasks' security group, does not let shop-alb in on port 9090: health checks of shop-tg time "
        "out; it lets in tcp 8080 sg-alb, expected TCP 9090 from sg-alb"
    )
    assert seen.because[1:] == (
        Citation("ec2:DescribeSecurityGroups", "SecurityGroups[sg-tasks].IpPermissions", "sg-alb"),
        Citation("elbv2:DescribeLoadBalancers", "LoadBalancers[shop-alb].SecurityGroups", "sg-alb"),
    )
    step = only(only(seen.remedies).steps)
    assert step.operation == "ec2:AuthorizeSecurityGroupIngress"
    assert step.params["IpPermissions"] == [
        {"IpProtocol": "tcp", "FromPort": 9090, "ToPort": 9090, "UserIdGroupPairs": [{"GroupId": "sg-alb"}]}
    ]


@pytest.mark.parametrize("rules", [(), (permission("10.0.1.0/24", 9090),), (permission("sg-other", 9090),)])
def test_nobody_other_addresses_or_another_group_is_closed(rules: Any) -> None:
    """The load balancer is in 10.0.9.0/24."""
    assert only(see(*rules)).subject == "sg-tasks"


@pytest.mark.parametrize("rule", [permission("sg-alb", 9090), permission("sg-alb"), permission("10.0.0.0/16", 9090)])
def test_who_is_let_in_has_another_trouble(rule: Any) -> None:
    """The application is slow, or listens elsewhere."""
    assert see(rule) == []


def test_without_silence_or_groups_nothing_is_seen() -> None:
    """No target timed out; nobody may read the groups; the load balancer has none, as a network load balancer may."""
    assert see(told=trouble()) == []
    assert list(security_group_blocks_load_balancer.see(silent(9090), network(groups=DENIED), WITH_ALB)) == []
    bare = replace(WITH_ALB, load_balancers=(replace(SHOP_ALB, security_groups=()),))
    found = with_groups(group(), subnets=SUBNETS)
    assert list(security_group_blocks_load_balancer.see(silent(9090), found, bare)) == []

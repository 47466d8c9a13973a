"""nothing-routes-here: no listener leads to the service."""

from dataclasses import replace

from islive.facts.load_balancers import Shadowed
from islive.facts.service import Attachment
from islive.facts.target_groups import TargetGroups
from islive.model.citation import Citation
from islive.rules.traffic.nothing_routes_here import nothing_routes_here
from tests.rules.builders_b import DENIED, GROUP, balancers, groups, only, route, service

SHOP = service(attachments=(Attachment(GROUP, "web", 80),))


def test_no_rule_names_the_target_group() -> None:
    """The group is named, and what a rule for it would look like."""
    seen = only(nothing_routes_here.see(SHOP, groups(), balancers()))
    assert seen.summary == "no listener rule forwards to shop: none names target group shop-tg"
    assert seen.because == (Citation("ecs:DescribeServices", "services[0].loadBalancers[].targetGroupArn", GROUP),)


def test_who_gets_the_requests_instead_is_named() -> None:
    """The other colour, or another service."""
    other = replace(route(0.0), others=(GROUP.replace("shop-tg", "shop-blue"),))
    seen = only(nothing_routes_here.see(SHOP, groups(), balancers(closed=(other,))))
    assert seen.summary.endswith("give the weight 0 to target group shop-tg; shop-blue gets the requests")


def test_a_rule_with_weight_zero_leads_nowhere() -> None:
    """It names the group and gives it nothing."""
    seen = only(nothing_routes_here.see(SHOP, groups(), balancers(closed=(route(0.0),))))
    assert seen.summary.endswith("all that name it give the weight 0 to target group shop-tg")
    assert seen.because[-1].quote == "0"


def test_a_rule_behind_another_leads_nowhere() -> None:
    """It names the group, and a rule before it takes all of its requests: both are named, with their listener."""
    behind = Shadowed(route(), "1", "target group other")
    seen = only(nothing_routes_here.see(SHOP, groups(), replace(balancers(), shadowed=(behind,))))
    assert ": rule 1 of shop-alb HTTP:80 takes every request before rule default, which" in seen.summary
    assert seen.because[-1].quote == "1"


def test_any_share_of_the_traffic_is_a_way_in() -> None:
    """One percent is little, and not nothing."""
    assert list(nothing_routes_here.see(SHOP, groups(), balancers(route(0.01), closed=(route(0.0),)))) == []


def test_what_could_not_be_read_may_lead_here() -> None:
    """A load balancer, or the target group that would have named it."""
    assert list(nothing_routes_here.see(SHOP, groups(), balancers(gaps=(DENIED,)))) == []
    assert list(nothing_routes_here.see(SHOP, groups(gaps=(DENIED,)), balancers())) == []
    assert list(nothing_routes_here.see(SHOP, TargetGroups(()), balancers())) == []


def test_a_service_without_load_balancer_needs_no_route() -> None:
    """A worker."""
    assert list(nothing_routes_here.see(service(), TargetGroups(()), balancers())) == []

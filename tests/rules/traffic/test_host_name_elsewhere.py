"""host-name-elsewhere: it exists, and leads to somebody else."""

from islive.facts.load_balancers import LoadBalancers
from islive.facts.route_names import RouteName, RouteNames
from islive.model.finding import Certainty
from islive.rules.traffic.host_name_elsewhere import host_name_elsewhere
from tests.rules.builders_b import DENIED, balancers, only, route

ELSEWHERE = RouteName("https://shop.example.com", "shop.example.com", True, None)


def test_the_name_and_the_load_balancer_are_named() -> None:
    """A proxy in between looks the same, so it is only possible."""
    seen = only(host_name_elsewhere.see(RouteNames((ELSEWHERE,)), balancers(route())))
    assert seen.summary.startswith("shop.example.com leads to none of the service's load balancers, expected shop-alb")
    assert seen.certainty is Certainty.POSSIBLE


def test_look_alikes() -> None:
    """It leads here, leads nowhere, nobody could tell, or there is no load balancer to lead to."""
    here = RouteName("https://shop.example.com", "shop.example.com", True, "shop-alb.example.com")
    dead = RouteName("https://shop.example.com", "shop.example.com", False, None)
    assert list(host_name_elsewhere.see(RouteNames((here, dead)), balancers(route()))) == []
    assert list(host_name_elsewhere.see(RouteNames((ELSEWHERE,), (DENIED,)), balancers(route()))) == []
    assert list(host_name_elsewhere.see(RouteNames((ELSEWHERE,)), LoadBalancers((), ()))) == []

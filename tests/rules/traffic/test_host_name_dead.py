"""host-name-dead: a name that leads nowhere."""

from islive.facts.route_names import RouteName, RouteNames
from islive.model.citation import Citation
from islive.model.remedy import Horizon
from islive.rules.traffic.host_name_dead import host_name_dead
from tests.rules.builders_b import DENIED, balancers, only, route

URL, HOST = "http://shop-old.example.com", "shop-old.example.com"


def test_a_name_that_does_not_resolve_is_said() -> None:
    """Where it stands, and that no load balancer of the service has it."""
    seen = only(host_name_dead.see(RouteNames((RouteName(URL, HOST, False, None),)), DENIED))
    assert seen.summary == (
        "shop-old.example.com does not resolve: it is given as a route, and no load balancer of the service has that "
        "name"
    )
    assert seen.because == (Citation("dns:resolve", f"addresses[{HOST}]", "[]"),)
    assert only(seen.remedies).horizon is Horizon.LATER


def test_a_name_that_resolves_or_is_a_load_balancers_is_alive() -> None:
    """Also where it leads to somebody else's load balancer; and what could not be asked is not dead."""
    elsewhere = RouteName(URL, HOST, True, None)
    internal = RouteName(URL, HOST, False, "shop-alb.example.com")
    assert list(host_name_dead.see(RouteNames((elsewhere, internal), (DENIED,)), DENIED)) == []


def test_a_name_that_a_rule_waits_for_is_not_forgotten() -> None:
    """Somebody needs it: that is another finding."""
    needed = balancers(route(host=HOST.upper()))
    assert list(host_name_dead.see(RouteNames((RouteName(URL, HOST, False, None),)), needed)) == []

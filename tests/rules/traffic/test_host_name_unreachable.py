"""host-name-unreachable: a name that is needed, and at which nobody answers."""

from islive.facts.unreached_hosts import UnreachedHost, UnreachedHosts
from islive.model.finding import Certainty
from islive.model.remedy import Horizon
from islive.rules.traffic.host_name_unreachable import host_name_unreachable
from tests.rules.builders_b import DENIED, only, route

HOST = "shop.example.com"
DEAD = UnreachedHost(f"https://{HOST}", HOST, "Unreachable: dns", (), None, route(host=HOST, priority="10"))


def test_a_name_that_a_rule_waits_for_and_that_does_not_exist() -> None:
    """The name, the rule, and that nobody comes by it; quoted by the resolver and by the rule."""
    seen = only(host_name_unreachable.see(UnreachedHosts((DEAD,))))
    assert seen.summary == (
        "shop.example.com does not resolve, and rule 10 of shop-alb takes requests for that name: nobody reaches the "
        "service by it"
    )
    assert [one.operation for one in seen.because] == ["dns:resolve", "elbv2:DescribeRules"]
    assert only(seen.remedies).horizon is Horizon.NOW


def test_a_name_that_leads_to_silence() -> None:
    """What is there is no load balancer of the service, and refuses."""
    lost = UnreachedHost(f"https://{HOST}/canary", HOST, "Unreachable: refused", ("203.0.113.9",), None, None)
    seen = only(host_name_unreachable.see(UnreachedHosts((lost,))))
    assert seen.summary.startswith("shop.example.com leads to 203.0.113.9, expected the service's load balancer")
    assert [one.quote for one in seen.because] == ["203.0.113.9", "Unreachable: refused"]


def test_a_load_balancer_that_lets_nobody_in() -> None:
    """From here; from where the users are it may be otherwise."""
    shut = UnreachedHost(f"https://{HOST}", HOST, "TimedOut: connect", ("52.20.1.1",), "shop-alb", None)
    seen = only(host_name_unreachable.see(UnreachedHosts((shut,))))
    assert seen.summary == (
        "shop.example.com leads to shop-alb, which accepts no connection at https://shop.example.com from here"
    )
    assert seen.certainty is Certainty.POSSIBLE


def test_a_name_that_nobody_waits_for_is_no_business_of_it() -> None:
    """It does not resolve, and no rule names it; nor is anything said of what could not be read."""
    forgotten = UnreachedHost(f"https://{HOST}", HOST, "Unreachable: dns", (), None, None)
    assert list(host_name_unreachable.see(UnreachedHosts((forgotten,), (DENIED,)))) == []

"""route-shadowed: another rule takes all."""

from dataclasses import replace

from islive.facts.load_balancers import Shadowed
from islive.rules.traffic.route_shadowed import route_shadowed
from tests.rules.builders_b import balancers, only, route


def test_both_rules_are_named() -> None:
    """What gets no request, and where that goes instead."""
    narrow = replace(route(), priority="20", host="www.example.com")
    found = replace(balancers(), shadowed=(Shadowed(narrow, "10", "target group legacy-tg"),))
    seen = only(route_shadowed.see(found))
    assert seen.summary == (
        "rule 20 of shop-alb:80 (www.example.com) gets no request: rule 10 before it takes them all, and leads to "
        "target group legacy-tg"
    )
    assert [one.quote for one in seen.because] == ["10", "20"]


def test_an_open_route_is_none() -> None:
    """Nothing stands before it."""
    assert list(route_shadowed.see(balancers(route()))) == []

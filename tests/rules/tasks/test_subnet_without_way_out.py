"""subnet-without-way-out: no route leads out, and the VPC has no endpoints instead."""

from dataclasses import replace
from typing import Any

from islive.facts.hindered import Hindered
from islive.facts.routing import Route
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.tasks.subnet_without_way_out import subnet_without_way_out
from tests.rules.builders_b import DENIED, only
from tests.rules.builders_network import TIMEOUT, TOLD, network, public, table, trouble, ways, with_tables


def see(found: Any, told: Any = None) -> Any:
    """What the rule sees of the ways in that network."""
    return list(subnet_without_way_out.see(ways(found, told)))


def test_a_table_without_a_default_route_is_named_with_what_it_has() -> None:
    """The table, the subnet, everything that the task needs, and AWS's own words for the routes that there are."""
    seen = only(see(with_tables(table(way_out=None), public())))
    assert seen.subject == "rtb-1"
    assert seen.summary == (
        "rtb-1 has no route to the internet, expected one for 0.0.0.0/0 to a NAT gateway: tasks in subnet-1 cannot "
        "reach ECR (login), ECR (images), Amazon S3, CloudWatch Logs; it has routes for 10.0.0.0/16"
    )
    routes = Citation("ec2:DescribeRouteTables", "RouteTables[rtb-1].Routes[].DestinationCidrBlock", "10.0.0.0/16")
    assert seen.because == (TOLD, routes)
    assert seen.certainty is Certainty.CONFIRMED
    step = only(only(seen.remedies).steps)
    assert step.params["RouteTableId"] == "rtb-1"
    assert (step.aws_cli or "").startswith("aws ec2 create-route --route-table-id rtb-1")


def test_what_is_open_complained_of_by_nobody_or_unread_is_silence() -> None:
    """A NAT gateway; no complaint; no permission to read the tables or the endpoints, which may be another way."""
    cut_off = with_tables(table(way_out=None))
    assert see(network()) == []
    assert see(cut_off, trouble()) == []
    assert see(network(tables=DENIED), trouble(TIMEOUT)) == []
    assert see(with_tables(table(way_out=None), endpoints=DENIED)) == []
    assert see(DENIED) == []


def test_tasks_that_do_not_come_so_far_would_meet_it_next() -> None:
    """But not where the table leads into another network, which may have the endpoints."""
    ahead = Hindered("shop:2")
    closed = with_tables(table(way_out=None))
    seen = only(subnet_without_way_out.see(ways(closed, trouble(), hindered=ahead)))
    assert [one.operation for one in seen.because] == ["ec2:DescribeRouteTables"]
    assert list(subnet_without_way_out.see(ways(closed, trouble()))) == []
    hub = Route("10.0.0.0/8", "tgw-1", "active")
    spoke = with_tables(replace(table(way_out=None), routes=(hub,)))
    assert list(subnet_without_way_out.see(ways(spoke, trouble(), hindered=ahead))) == []
    assert only(subnet_without_way_out.see(ways(spoke)))

"""nat-gateway-without-internet: the route is right, and ends at a NAT gateway that leads nowhere."""

from typing import Any

import pytest

from islive.model.citation import Citation
from islive.rules.tasks.nat_gateway_without_internet import nat_gateway_without_internet
from tests.rules.builders_b import DENIED, only
from tests.rules.builders_network import TOLD, nat, network, public, table, ways, with_tables


def see(found: Any) -> Any:
    """What the rule sees of the ways in that network."""
    return list(nat_gateway_without_internet.see(ways(found)))


@pytest.mark.parametrize(
    "gateway,wrong,path,quote",
    [
        (nat(state="failed", failure="no address"), "it is failed (no address), expected available", "State", "failed"),
        (nat(state="pending"), "it is pending, expected available", "State", "pending"),
        (nat(public=False), "its connectivity type is private, expected public", "ConnectivityType", "private"),
        (
            nat(subnet="subnet-1"),
            "it stands in subnet-1, which has no route to an internet gateway",
            "SubnetId",
            "subnet-1",
        ),
    ],
)
def test_what_is_wrong_with_it_is_said(gateway: Any, wrong: str, path: str, quote: str) -> None:
    """Its state, its kind, or where it stands, in AWS's words."""
    seen = only(see(network(nats={"nat-1": gateway})))
    assert seen.subject == "nat-1"
    assert seen.summary.startswith(f"nat-1 does not lead to the internet: {wrong}; tasks in subnet-1 cannot reach ECR")
    assert seen.because == (TOLD, Citation("ec2:DescribeNatGateways", f"NatGateways[nat-1].{path}", quote))


def test_one_that_works_or_cannot_be_seen_is_silence() -> None:
    """In a public subnet or in none; unknown, or not to be read; or the route leads to something else."""
    firewall = with_tables(table(way_out="vpce-firewall"), public())
    for fine in (
        network(),
        network(nats={"nat-1": nat(subnet=None)}),
        network(nats=DENIED),
        network(nats={}),
        firewall,
    ):
        assert see(fine) == []

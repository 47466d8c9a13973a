"""route-leads-nowhere: a blackhole in the way out."""

from islive.model.citation import Citation
from islive.rules.tasks.route_leads_nowhere import route_leads_nowhere
from tests.rules.builders_b import only
from tests.rules.builders_network import TOLD, network, public, table, ways, with_tables


def test_a_blackhole_is_named_with_what_was_there() -> None:
    """The table, the target that is gone, and the state in AWS's word."""
    cut_off = with_tables(table(state="blackhole"), public(), nats={})
    seen = only(route_leads_nowhere.see(ways(cut_off)))
    assert seen.subject == "rtb-1"
    assert seen.summary == (
        "rtb-1 sends everything to nat-1, which is gone: the route for 0.0.0.0/0 is in state blackhole, expected "
        "active; tasks in subnet-1 cannot reach ECR (login), ECR (images), Amazon S3, CloudWatch Logs"
    )
    assert seen.because == (
        TOLD,
        Citation("ec2:DescribeRouteTables", "RouteTables[rtb-1].Routes[0.0.0.0/0].State", "blackhole"),
    )
    step = only(only(seen.remedies).steps)
    assert (step.operation, step.params["DestinationCidrBlock"]) == ("ec2:ReplaceRoute", "0.0.0.0/0")


def test_an_active_route_is_silence() -> None:
    """It leads to a NAT gateway that is there."""
    assert list(route_leads_nowhere.see(ways(network()))) == []

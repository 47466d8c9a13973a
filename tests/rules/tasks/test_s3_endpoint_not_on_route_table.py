"""s3-endpoint-not-on-route-table: layers come from Amazon S3, and the subnet's table does not lead there."""

from islive.model.citation import Citation
from islive.rules.tasks.s3_endpoint_not_on_route_table import s3_endpoint_not_on_route_table
from tests.rules.builders_b import only
from tests.rules.builders_network import endpoint, public, s3_endpoint, table, trouble, ways, with_tables

LAYERS = (
    "CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: "
    "failed to do request: Get 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:v2: dial tcp 52.218.62.17:443: "
    "i/o timeout"
)
OTHERS = (endpoint("ecr.api"), endpoint("ecr.dkr"), endpoint("logs"))


def test_the_table_that_lacks_is_named_with_those_that_have_it() -> None:
    """The subnet has a table of its own; the endpoint is on another one."""
    found = with_tables(table("rtb-1", None, "subnet-1"), public(), endpoints=(*OTHERS, s3_endpoint("rtb-9")))
    seen = only(s3_endpoint_not_on_route_table.see(ways(found, trouble(LAYERS))))
    assert seen.subject == "vpce-s3"
    assert seen.summary == (
        "vpce-s3, the endpoint for Amazon S3, is not on the tasks' route table: it is on rtb-9, expected rtb-1 too; "
        "tasks in subnet-1 cannot reach Amazon S3"
    )
    assert seen.because[0].quote == LAYERS
    assert seen.because[1] == Citation("ec2:DescribeVpcEndpoints", "VpcEndpoints[vpce-s3].RouteTableIds", "rtb-9")
    assert only(only(seen.remedies).steps).params == {"VpcEndpointId": "vpce-s3", "AddRouteTableIds": ["rtb-1"]}


def test_on_the_table_it_is_silent() -> None:
    """The gateway endpoint is the way."""
    found = with_tables(table(way_out=None), endpoints=(*OTHERS, s3_endpoint("rtb-1")))
    assert list(s3_endpoint_not_on_route_table.see(ways(found, trouble(LAYERS)))) == []

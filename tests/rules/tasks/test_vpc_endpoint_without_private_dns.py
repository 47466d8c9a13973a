"""vpc-endpoint-without-private-dns: the endpoint is there and stands unused."""

from islive.model.citation import Citation
from islive.rules.tasks.vpc_endpoint_without_private_dns import vpc_endpoint_without_private_dns
from tests.rules.builders_b import only
from tests.rules.builders_network import TOLD, endpoint, network, table, ways, with_tables

NAMELESS = (endpoint("ecr.api", private_dns=False),)


def test_an_endpoint_without_its_name_is_seen() -> None:
    """Where there is no other way."""
    found = with_tables(table(way_out=None), endpoints=NAMELESS)
    seen = only(vpc_endpoint_without_private_dns.see(ways(found)))
    assert seen.subject == "vpce-ecr.api"
    assert seen.summary == (
        "vpce-ecr.api has no private DNS, expected PrivateDnsEnabled true: com.amazonaws.eu-west-1.ecr.api is not "
        "reached through it, and tasks in subnet-1 cannot reach ECR (login)"
    )
    assert seen.because[0] == TOLD
    assert Citation("ec2:DescribeVpcEndpoints", "VpcEndpoints[vpce-ecr.api].PrivateDnsEnabled", "false") in seen.because
    assert only(only(seen.remedies).steps).params == {"VpcEndpointId": "vpce-ecr.api", "PrivateDnsEnabled": True}


def test_with_another_way_out_it_is_silent() -> None:
    """The public address is reached through the NAT gateway."""
    assert list(vpc_endpoint_without_private_dns.see(ways(network(endpoints=NAMELESS)))) == []

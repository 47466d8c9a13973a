"""aws-endpoint-unreachable: the message alone speaks."""

import pytest

from islive.model.finding import Certainty
from islive.rules.tasks.aws_endpoint_unreachable import aws_endpoint_unreachable
from tests.rules.builders_b import DENIED, only, service
from tests.rules.builders_network import TIMEOUT, network, placed, table, trouble, ways, with_tables

LOGS = (
    "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group "
    "defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your "
    "network configuration. : signal: killed"
)
UNKNOWN = (
    'RequestError: send request failed caused by: Post "https://ssm.eu-west-1.amazonaws.com/": dial tcp: lookup '
    "ssm.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host"
)


def test_a_message_that_no_obstacle_explains_is_likely() -> None:
    """The head speaks of a missing log group, the tail of the network: the tail is right."""
    told = trouble(LOGS)
    seen = only(aws_endpoint_unreachable.see(told, ways(network(), told)))
    assert (
        seen.summary == "tasks of shop:2 cannot reach CloudWatch Logs: signal: killed, expected an answer on port 443"
    )
    assert seen.certainty is Certainty.LIKELY
    assert only(seen.because).quote == LOGS
    assert "subnet-1" in only(only(seen.remedies).steps).says


def test_a_network_that_nobody_may_read_leaves_the_message() -> None:
    """There is a root cause all the same, and no certainty."""
    told = trouble(TIMEOUT)
    seen = only(aws_endpoint_unreachable.see(told, ways(DENIED, told)))
    assert seen.subject == "api.ecr.eu-west-1.amazonaws.com"
    assert seen.certainty is Certainty.LIKELY


def test_a_name_that_does_not_resolve_is_a_matter_of_dns() -> None:
    """The remedy looks at the resolver, not at routes."""
    told = trouble(UNKNOWN)
    seen = only(aws_endpoint_unreachable.see(told, ways(network(), told)))
    assert "cannot reach Systems Manager: no such host, its name does not resolve" in seen.summary
    assert "DNS support" in only(only(seen.remedies).steps).says


def test_on_instances_the_network_of_the_task_says_nothing() -> None:
    """The agent fetches through the instance's own interface."""
    told = trouble(TIMEOUT)
    cut_off = with_tables(table(way_out=None))
    on_ec2 = ways(cut_off, told, placed(launch_type="EC2"))
    assert only(aws_endpoint_unreachable.see(told, on_ec2)).certainty is Certainty.LIKELY


@pytest.mark.parametrize("message", ["CannotPullContainerError: dial tcp 52.0.0.1:443: i/o timeout"])
def test_a_pull_is_the_registrys_affair(message: str) -> None:
    """And so is what an obstacle explains."""
    told = trouble(message)
    assert list(aws_endpoint_unreachable.see(told, ways(network(), told))) == []
    explained = trouble(TIMEOUT)
    assert list(aws_endpoint_unreachable.see(explained, ways(with_tables(table(way_out=None)), explained))) == []
    assert list(aws_endpoint_unreachable.see(trouble(), ways(network(), trouble(), service()))) == []

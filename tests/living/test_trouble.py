"""Troubles of the API itself over loopback: each meets what it is switched on for, in AWS's words, and nothing else."""

import http.client
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from islive.simulator import Living, load
from islive.simulator.server import Endpoint
from tests.living.asking import BEFORE
from tests.living.serving import aws, sent, served, told

ASKED = {"cluster": "production", "services": ["web"]}
CALLER = "User: arn:aws:iam::111122223333:user/developer is not authorized to perform: "


@pytest.fixture
def endpoint() -> Any:
    """The healthy world, still, served on loopback."""
    with served(load("healthy")) as one:
        yield one


def trouble(endpoint: Endpoint, **asked: Any) -> None:
    """Switch one on."""
    status, says = told(endpoint, "/_sim/trouble", asked)
    assert status == 200, says


def code(ask: Any, **params: Any) -> str:
    """The code of the refusal, or what is said of an answer."""
    try:
        ask(**params)
    except ClientError as refused:
        error: Any = refused.response["Error"]
        return str(error["Code"])
    return "answered"


@pytest.mark.parametrize(
    "service, ask, action, expected, status",
    [
        ("ecs", "list_clusters", "ecs:ListClusters", "AccessDeniedException", 400),
        ("elbv2", "describe_load_balancers", "elasticloadbalancing:DescribeLoadBalancers", "AccessDenied", 403),
        ("ec2", "describe_subnets", "ec2:DescribeSubnets", "UnauthorizedOperation", 403),
        ("sts", "get_caller_identity", "sts:GetCallerIdentity", "AccessDenied", 403),
        ("cloudwatch", "describe_alarms", "cloudwatch:DescribeAlarms", "AccessDeniedException", 400),
    ],
)
def test_denied(endpoint: Endpoint, service: str, ask: str, action: str, expected: str, status: int) -> None:
    """The caller is told by AWS's name of the action, with the code and status of that service's protocol."""
    trouble(endpoint, **{"is": "denied", "on": f"{service}:*"})
    with pytest.raises(ClientError) as refused:
        getattr(aws(endpoint, service), ask)()
    error: Any = refused.value.response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == (expected, status)
    assert f"{CALLER}{action}" in error["Error"]["Message"]
    assert f"because no identity-based policy allows the {action} action" in error["Error"]["Message"]


def test_only_the_action_it_is_for(endpoint: Endpoint) -> None:
    """Of two actions of a service the one that is denied is refused, until all trouble is over."""
    trouble(endpoint, **{"is": "denied", "on": ["ecs:DescribeServices", "elbv2:Describe*"]})
    ecs = aws(endpoint)
    assert code(ecs.list_clusters) == "answered"
    assert code(ecs.describe_services, **ASKED) == "AccessDeniedException"
    assert code(aws(endpoint, "elbv2").describe_target_groups) == "AccessDenied"
    trouble(endpoint, **{"is": "over"})
    assert code(ecs.describe_services, **ASKED) == "answered"


def test_the_next_so_many(endpoint: Endpoint) -> None:
    """So many requests meet it, and those after them do not; the control counts them."""
    trouble(endpoint, **{"is": "throttled", "on": "ecs:DescribeServices", "next": 2})
    ecs = aws(endpoint)
    assert [code(ecs.describe_services, **ASKED) for _ in range(3)] == ["ThrottlingException"] * 2 + ["answered"]
    (seen,) = told(endpoint, "/_sim/trouble")[1]["trouble"]
    assert seen == {"is": "throttled", "on": ["ecs:DescribeServices"], "next": 0, "met": 2}


def test_a_share(endpoint: Endpoint) -> None:
    """About that share of the requests fails, each time the same ones."""
    runs: list[list[str]] = []
    for _ in range(2):
        trouble(endpoint, **{"is": "failing", "on": "ecs:ListClusters", "share": 0.3})
        ecs = aws(endpoint)
        runs.append([code(ecs.list_clusters) for _ in range(60)])
        trouble(endpoint, **{"is": "over"})
    assert runs[0] == runs[1]
    assert 8 < runs[0].count("ServerException") < 30


def test_clients_try_again(endpoint: Endpoint) -> None:
    """What fails and throttles is asked again by boto3, as on AWS; what is denied is not."""
    patient = aws(endpoint, retries={"mode": "standard", "max_attempts": 3})
    trouble(endpoint, **{"is": "failing", "on": "ecs:ListClusters", "next": 1})
    trouble(endpoint, **{"is": "throttled", "on": "ecs:ListClusters", "next": 1})
    assert patient.list_clusters()["ResponseMetadata"]["RetryAttempts"] in (1, 2)
    trouble(endpoint, **{"is": "denied", "on": "ecs:ListClusters"})
    with pytest.raises(ClientError) as refused:
        patient.list_clusters()
    assert refused.value.response["ResponseMetadata"]["RetryAttempts"] == 0


def test_awss_limits_in_virtual_time() -> None:
    """The bucket of DescribeServices and ListServices holds a hundred and gets twenty a second of the world's time."""
    with served(Living.load(BEFORE)) as endpoint:
        trouble(endpoint, **{"is": "limited", "on": "ecs:*"})
        ecs = aws(endpoint)
        codes = [code(ecs.describe_services, **ASKED) for _ in range(60)]
        codes += [code(ecs.list_services, cluster="production") for _ in range(41)]
        assert codes == ["answered"] * 100 + ["ThrottlingException"]
        assert code(ecs.list_clusters) == "answered"
        told(endpoint, "/_sim/advance", {"seconds": 1})
        codes = [code(ecs.describe_services, **ASKED) for _ in range(21)]
        assert codes == ["answered"] * 20 + ["ThrottlingException"]


def test_a_slow_answer_holds_up_nobody_else(endpoint: Endpoint) -> None:
    """Who asks gives up waiting; what others ask meanwhile is answered at once."""
    trouble(endpoint, **{"is": "slow", "on": "ecs:DescribeServices", "seconds": 60})
    waiting = http.client.HTTPConnection("127.0.0.1", endpoint.server_port)
    waiting.request("POST", "/", "{}", {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.DescribeServices"})
    assert code(aws(endpoint).list_clusters) == "answered"
    assert waiting.sock
    waiting.sock.settimeout(0.1)
    with pytest.raises(TimeoutError):
        waiting.getresponse()
    waiting.close()
    with pytest.raises(ReadTimeoutError):
        aws(endpoint, read_timeout=0.2).describe_services(**ASKED)


def test_a_cut_answer(endpoint: Endpoint) -> None:
    """The connection ends in the middle of the body; boto3 takes half a JSON document for an answer without members."""
    trouble(endpoint, **{"is": "cut", "on": ["ecs:ListClusters", "elbv2:*"]})
    with pytest.raises(http.client.IncompleteRead):
        sent(endpoint.url, "POST", "/", "{}", **{"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListClusters"})
    assert "clusterArns" not in aws(endpoint).list_clusters()
    with pytest.raises(ResponseParserError):
        aws(endpoint, "elbv2").describe_load_balancers()
    assert code(aws(endpoint).describe_services, **ASKED) == "answered"


def test_troubles_add_up(endpoint: Endpoint) -> None:
    """One request can meet several: it is refused for the first, and slowed by the other."""
    trouble(endpoint, **{"is": "slow", "seconds": 0.3})
    trouble(endpoint, **{"is": "denied", "on": "ecs:ListClusters"})
    began = time.monotonic()
    assert code(aws(endpoint).list_clusters) == "AccessDeniedException"
    assert time.monotonic() - began >= 0.3

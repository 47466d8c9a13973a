"""The policies of endpoints are asked only where somebody blames them, and read for what was wanted."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from islive.facts.endpoint_policies import EndpointPolicies
from islive.facts.resource_policy import Says
from islive.model.target import Requested
from tests.facts.cut_off import CUT, CUT_OFF, described
from tests.facts.doors import Answers, Look, denied
from tests.facts.shop import NETWORK, SECRET, SHOP
from tests.facts.troubled import TROUBLED

READ = "secretsmanager:GetSecretValue"
SAID = (
    "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: "
    f"AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/x/y is not authorized to perform: {READ} on "
    f"resource: {SECRET} because no VPC endpoint policy allows the {READ} action"
)
ALLOWS: Mapping[str, Any] = {"Sid": "ours", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


def stopped(params: Mapping[str, Any]) -> Any:
    """The task that stopped says so."""
    answer: Any = described(params)
    own = {**CUT, "stoppedReason": SAID}
    return {**answer, "tasks": [own if one["taskArn"] == CUT["taskArn"] else one for one in answer["tasks"]]}


def world(*statements: Mapping[str, Any], service: str = "secretsmanager") -> Answers:
    """A task that was refused, in a VPC with one endpoint that has a policy of these statements."""
    told: Any = NETWORK["ec2:DescribeVpcEndpoints"]
    (plain,) = told["VpcEndpoints"]
    policy = json.dumps({"Statement": list(statements)})
    own = {**plain, "ServiceName": f"com.amazonaws.eu-west-1.{service}", "PolicyDocument": policy}
    return {**CUT_OFF, "ecs:DescribeTasks": stopped, "ec2:DescribeVpcEndpoints": {"VpcEndpoints": [own]}}


def read(answers: Answers) -> EndpointPolicies:
    """What endpoints refuse in that world."""
    return Look(answers, Requested()).read(EndpointPolicies)


@pytest.mark.parametrize("answers", [SHOP, CUT_OFF, TROUBLED], ids=["healthy", "cut off", "in trouble otherwise"])
def test_nobody_is_asked_without_suspicion(answers: Answers) -> None:
    """No message blames such a policy, and no pull is denied that IAM allows."""
    look = Look(answers, Requested())
    assert look.read(EndpointPolicies) == EndpointPolicies()
    assert "ec2:DescribeVpcEndpoints" not in look.aws.operations()


@pytest.mark.parametrize(
    "statements, says",
    [
        ((), Says.SILENT),
        (({**ALLOWS, "Action": "secretsmanager:DescribeSecret"},), Says.SILENT),
        (({**ALLOWS, "Resource": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:other-*"},), Says.SILENT),
        ((ALLOWS, {**ALLOWS, "Effect": "Deny", "Action": READ}), Says.DENIED),
        (({**ALLOWS, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}},), Says.UNSURE),
    ],
)
def test_the_policy_on_the_way_is_read(statements: tuple[Mapping[str, Any], ...], says: Says) -> None:
    """It is that of the endpoint for the service whose action was refused, with what it says of action and resource."""
    (found,) = read(world(*statements)).refusals
    assert found.endpoint is not None
    assert (found.wanted.action, found.wanted.resource, found.wanted.stated) == (READ, SECRET, True)
    assert (found.endpoint.id, found.ruling.says) == ("vpce-1", says)


@pytest.mark.parametrize(
    "answers",
    [
        world(ALLOWS),
        world(service="logs"),
        {**world(), "ec2:DescribeVpcEndpoints": denied("ec2:DescribeVpcEndpoints")},
        {**world(), "ec2:DescribeSubnets": {"Subnets": []}},
    ],
    ids=["it allows it", "for another service", "denied", "no subnet"],
)
def test_what_aws_says_stays_said(answers: Answers) -> None:
    """Where no endpoint is found to refuse it, one did all the same: which one is not known."""
    (found,) = read(answers).refusals
    assert (found.endpoint, found.ruling.says) == (None, Says.UNSURE)


def test_what_could_not_be_read_is_a_gap() -> None:
    """With the permission that is missing."""
    found = read({**world(), "ec2:DescribeVpcEndpoints": denied("ec2:DescribeVpcEndpoints")})
    assert [gap.permission for gap in found.gaps] == ["ec2:DescribeVpcEndpoints"]

"""vpc-endpoint-policy-refuses: who may is refused on the way."""

from dataclasses import replace

import pytest

from islive.facts.endpoint_policies import EndpointPolicies, EndpointRefusal, Wanted
from islive.facts.resource_policy import Ruling, Says
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.tasks.vpc_endpoint_policy_refuses import vpc_endpoint_policy_refuses
from tests.rules.builders_b import DENIED, only
from tests.rules.builders_network import endpoint

TOLD = Citation("ecs:DescribeTasks", "tasks[1].stoppedReason", "because no VPC endpoint policy allows it")
REPOSITORY = "arn:aws:ecr:eu-west-1:123456789012:repository/shop"
WANTED = Wanted("ecr:BatchGetImage", REPOSITORY, TOLD, stated=True)
SUSPECTED = replace(WANTED, stated=False)
ENDPOINT = endpoint("ecr.dkr", policy='{"Statement": []}')
SILENT, UNSURE = Ruling(Says.SILENT), Ruling(Says.UNSURE, "ours", '{"Sid": "ours"}')


def refused(*refusals: EndpointRefusal) -> EndpointPolicies:
    """These refusals."""
    return EndpointPolicies(refusals)


@pytest.mark.parametrize(
    "wanted, ruling, says, certainty",
    [
        (WANTED, SILENT, "no statement allows it, expected one that does", Certainty.CONFIRMED),
        (SUSPECTED, SILENT, "no statement allows it, expected one that does", Certainty.CONFIRMED),
        (SUSPECTED, Ruling(Says.DENIED, "no-prod", "{}"), "statement no-prod denies it", Certainty.CONFIRMED),
        (SUSPECTED, UNSURE, "statement ours decides by a condition", Certainty.LIKELY),
        (WANTED, UNSURE, "statement ours decides by a condition", Certainty.CONFIRMED),
    ],
)
def test_endpoint_action_and_statement_are_named(
    wanted: Wanted, ruling: Ruling, says: str, certainty: Certainty
) -> None:
    """AWS's own word makes it certain, and so does a policy that leaves no doubt; both are quoted."""
    seen = only(vpc_endpoint_policy_refuses.see(refused(EndpointRefusal(wanted, ENDPOINT, ruling))))
    assert seen.subject == "vpce-ecr.dkr"
    assert seen.summary.startswith("the policy of vpce-ecr.dkr refuses ecr:BatchGetImage on repository/shop: ")
    assert says in seen.summary
    assert seen.certainty is certainty
    assert [one.operation for one in seen.because] == ["ecs:DescribeTasks", "ec2:DescribeVpcEndpoints"]


def test_what_aws_says_counts_without_the_endpoint() -> None:
    """Which one it was could not be read."""
    seen = only(vpc_endpoint_policy_refuses.see(refused(EndpointRefusal(WANTED, None, Ruling(Says.UNSURE)))))
    assert seen.subject == "the VPC endpoint"
    assert seen.because == (TOLD,)


def test_one_finding_for_all_that_a_pull_needs() -> None:
    """Several actions on one repository by one endpoint are mended in one place."""
    several = [EndpointRefusal(replace(WANTED, action=one), ENDPOINT, SILENT) for one in ("ecr:A", "ecr:B")]
    assert "ecr:A" in only(vpc_endpoint_policy_refuses.see(refused(*several))).summary


def test_without_a_refusal_nothing_is_said() -> None:
    """Nor of what could not be read."""
    assert list(vpc_endpoint_policy_refuses.see(EndpointPolicies((), (DENIED,)))) == []

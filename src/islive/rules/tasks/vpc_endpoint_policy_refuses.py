"""vpc-endpoint-policy-refuses: the role may, and the endpoint on the way does not let it."""

from collections.abc import Iterator

from islive.facts.endpoint_policies import EndpointPolicies, EndpointRefusal
from islive.facts.resource_policy import Says
from islive.model.citation import Citation
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.grants import added_to, lines
from islive.rules.network_path import SYMPTOMS, by_hand


@rule(
    stage=Stage.TASKS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("image-pull-denied", "secret-access-denied", "kms-access-denied", *SYMPTOMS),
)
def vpc_endpoint_policy_refuses(policies: EndpointPolicies) -> Iterator[Sighting]:
    """The policy of a VPC endpoint does not let the task do what its role may do.

    ## What it means
    The tasks reach AWS by an endpoint in their VPC, and an endpoint has a policy of its own. Whatever the role and the
    resource allow: what no statement of that policy allows, or what one denies, is refused on the way.

    ## Why it happens
    - The endpoint was narrowed to the resources that there were then: another repository, secret or account came later.
    - It allows by name what one service does, and another service of the VPC uses the endpoint as well.
    - It allows the actions on repositories and forgets ecr:GetAuthorizationToken, whose resource is `*`.

    ## What to do
    Add a statement to the endpoint's policy that allows the action on the resource. It takes effect within minutes; the
    next task that ECS starts gets through.

    ## References
    - https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    - https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
    - https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    """
    told: set[tuple[str, str]] = set()
    for one in policies.refusals:
        place = one.endpoint.id if one.endpoint else "the VPC endpoint"
        # A pull needs several actions, and the first that is refused is reason enough.
        key = (place, one.wanted.resource or one.wanted.action)
        if key not in told:
            told.add(key)
            yield _sighting(one, place)


def _sighting(one: EndpointRefusal, place: str) -> Sighting:
    wanted, on = one.wanted, f" on {_last(one.wanted.resource)}" if one.wanted.resource else ""
    certain = one.wanted.stated or one.ruling.says in {Says.DENIED, Says.SILENT}
    return Sighting(
        subject=place,
        summary=f"the policy of {place} refuses {wanted.action}{on}: {_why(one)}",
        because=(wanted.said, *_citations(one)),
        certainty=Certainty.CONFIRMED if certain else Certainty.LIKELY,
        remedies=(_open(one, place),),
    )


def _why(one: EndpointRefusal) -> str:
    match one.ruling.says:
        case Says.DENIED:
            return f"statement {one.ruling.statement} denies it, expected none that does"
        case Says.SILENT:
            return "no statement allows it, expected one that does"
        case _ if one.ruling.statement:
            return f"statement {one.ruling.statement} decides by a condition, expected one that allows it"
        case _:
            return "AWS says so, and which endpoint it was could not be read; expected a statement that allows it"


def _citations(one: EndpointRefusal) -> Iterator[Citation]:
    if one.endpoint:
        quote = one.ruling.quote or one.endpoint.policy
        yield Citation("ec2:DescribeVpcEndpoints", f"VpcEndpoints[{one.endpoint.id}].PolicyDocument", quote)


def _last(resource: str) -> str:
    return resource.rsplit(":", 1)[-1]


def _open(one: EndpointRefusal, place: str) -> Remedy:
    """The whole policy with a statement more: what puts a policy puts all of it."""
    wanted, endpoint = one.wanted, one.endpoint
    title = f"let {wanted.action} through {place}"
    statement = {"Effect": "Allow", "Principal": "*", "Action": wanted.action, "Resource": wanted.resource or "*"}
    whole = added_to(endpoint.policy, statement) if endpoint and endpoint.policy else None
    if endpoint and whole and one.ruling.says is not Says.DENIED:
        step = Step(
            says=f"Let the policy of {place} allow {wanted.action} on {wanted.resource or '*'} beside the rest.",
            operation="ec2:ModifyVpcEndpoint",
            params={"VpcEndpointId": endpoint.id, "PolicyDocument": whole},
            undo="The same call with the policy that it has now.",
        )
        return by_hand(title, step)
    says = f"Let the policy of {place} allow {wanted.action} on {wanted.resource or '*'}"
    get = "aws ec2 describe-vpc-endpoints --query 'VpcEndpoints[].[VpcEndpointId,PolicyDocument]'"
    return by_hand(title, Step(f"{says}, and take out what denies it: `{get}` shows it.", document=lines(statement)))

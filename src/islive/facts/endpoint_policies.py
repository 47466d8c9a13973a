"""The policies of VPC endpoints that refuse what tasks want of AWS.

Asked only where AWS's own words blame such a policy, or where a pull is denied that IAM lets the role do. What no
statement allows is refused, whoever may (AWS PrivateLink guide, "Control access to VPC endpoints").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from islive.facts.execution_role import PULL_ACTIONS, ExecutionRole
from islive.facts.images import repository_arn
from islive.facts.pull_failures import PullFailures
from islive.facts.reading import whole
from islive.facts.resource_policy import Asking, Ruling, Says, rule_on
from islive.facts.service import Service
from islive.facts.start_failures import StartFailures
from islive.facts.vpc_endpoint import VpcEndpoint, vpc_endpoint
from islive.model.citation import Citation
from islive.model.collector import collects
from islive.model.doors import Aws, Refused
from islive.model.evidence import Gap, gap
from islive.model.target import Target

# IAM user guide, "Troubleshoot access denied error messages".
STATED = re.compile(
    r"not authorized to perform:? (?P<action>[a-z0-9-]+:\w+)(?: on resource:? (?P<resource>\S+))?"
    r"[\s\S]{0,300}?VPC endpoint policy"
)
# The end of an endpoint's service, by the prefix of the actions that go by it, where the two differ.
OTHERWISE = {"ecr": ("ecr.api", "ecr.dkr")}
# What refuses for certain comes before what may.
WORST_FIRST = (Says.DENIED, Says.SILENT, Says.UNSURE, Says.ALLOWED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a task wanted and did not get; `stated` where AWS itself says that an endpoint's policy is why."""

    action: str
    resource: str | None
    said: Citation
    stated: bool


@dataclass(frozen=True, slots=True)
class EndpointRefusal:
    """One that was refused; `endpoint` None where it could not be read which one did."""

    wanted: Wanted
    endpoint: VpcEndpoint | None
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class EndpointPolicies:
    """What endpoints refuse; nothing where nobody suspects them."""

    refusals: tuple[EndpointRefusal, ...] = ()
    gaps: tuple[Gap, ...] = ()


@collects("ec2:DescribeSubnets", "ec2:DescribeVpcEndpoints")
def collect(
    aws: Aws,
    target: Target,
    service: Service,
    failures: StartFailures,
    pulls: PullFailures,
    role: ExecutionRole | Gap,
) -> EndpointPolicies:
    """Ask for the VPC of the tasks' subnets, and for its endpoints."""
    wanted = tuple(_stated(failures)) or tuple(_suspected(pulls, role))
    if not wanted or service.network is None:
        return EndpointPolicies(tuple(EndpointRefusal(one, None, Ruling(Says.UNSURE)) for one in wanted if one.stated))
    try:
        endpoints = _endpoints(aws, service.network.subnets)
        gaps: tuple[Gap, ...] = ()
    except Refused as refused:
        endpoints, gaps = (), (gap("EndpointPolicies", refused),)
    arn = None if isinstance(role, Gap) or role.permissions is None else role.permissions.role
    found = (_refusal(one, endpoints, target, arn) for one in wanted)
    return EndpointPolicies(tuple(one for one in found if one), gaps)


def _stated(failures: StartFailures) -> Iterator[Wanted]:
    for failure, match in failures.naming(STATED):
        resource = (match["resource"] or "").rstrip(".,;") or None
        yield Wanted(match["action"], resource, failure.citation, stated=True)


def _suspected(pulls: PullFailures, role: ExecutionRole | Gap) -> Iterator[Wanted]:
    """Of a pull that is denied though IAM lets the role do all of it."""
    permissions = None if isinstance(role, Gap) else role.permissions
    for pull in pulls.denied:
        for image in pull.images:
            decisions = [permissions.of(one, repository_arn(image)) for one in PULL_ACTIONS] if permissions else [None]
            if image.account and all(one is not None and one.allowed for one in decisions):
                yield from (Wanted(one, repository_arn(image), pull.cited, stated=False) for one in PULL_ACTIONS)


def _endpoints(aws: Aws, subnets: tuple[str, ...]) -> tuple[VpcEndpoint, ...]:
    """Those of the subnets' VPC, in the order of their ids. Raises Refused."""
    asked = whole(aws.call("ec2:DescribeSubnets", Filters=[{"Name": "subnet-id", "Values": sorted(subnets)}]))
    vpcs = sorted({one.text("VpcId") for one in asked.parts("Subnets")})
    if not vpcs:
        raise asked.empty(f"nothing about {', '.join(subnets)}")
    answer = whole(aws.call("ec2:DescribeVpcEndpoints", Filters=[{"Name": "vpc-id", "Values": vpcs}]))
    return tuple(sorted(map(vpc_endpoint, answer.parts("VpcEndpoints")), key=lambda one: one.id))


def _refusal(
    wanted: Wanted, endpoints: tuple[VpcEndpoint, ...], target: Target, role: str | None
) -> EndpointRefusal | None:
    """The endpoint that refuses it, for certain or perhaps; of what AWS states so, also where none can be told."""
    asking = Asking(target.account, role, wanted.action, wanted.resource)
    prefix = wanted.action.partition(":")[0]
    names = OTHERWISE.get(prefix, (prefix,))
    region = wanted.resource.split(":")[3] if wanted.resource and wanted.resource.count(":") > 4 else target.region  # noqa: PLR2004
    on_the_way = [one for one in endpoints if one.works and any(one.is_for(name, region) for name in names)]
    ruled = [(one, rule_on(one.policy, asking)) for one in on_the_way if one.policy]
    ruled = [it for it in ruled if it[1].says is not Says.ALLOWED]
    if ruled:
        return EndpointRefusal(wanted, *min(ruled, key=lambda it: WORST_FIRST.index(it[1].says)))
    return EndpointRefusal(wanted, None, Ruling(Says.UNSURE)) if wanted.stated else None

"""aws-endpoint-unreachable: the tasks say that an AWS service does not answer, and nothing seen explains it."""

from collections.abc import Iterator

from islive.facts.destinations import NAMES
from islive.facts.network_trouble import Complaint, NetworkTrouble
from islive.facts.ways_out import WaysOut
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.network_path import SYMPTOMS, by_hand


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=SYMPTOMS)
def aws_endpoint_unreachable(trouble: NetworkTrouble, ways: WaysOut) -> Iterator[Sighting]:
    """A task cannot reach an AWS service that it needs; what is in the way could not be seen.

    ## What it means
    The tail of the stopped reason says that nobody answered, whatever its head says of a missing log group or secret.
    Either the network could not be read, or nothing that was read (routes, NAT gateways, VPC endpoints, security
    groups) explains it, or the tasks run on EC2 instances, whose own network carries these calls.

    ## Why it happens
    - A network ACL of the subnet drops the traffic or its answers (ephemeral ports 1024 to 65535).
    - A firewall, a proxy or a transit gateway behind the subnet's route drops it.
    - The VPC's DNS support is off, or its DHCP options name a resolver that does not answer.
    - On EC2: the container instance has no way out, or its proxy settings are wrong.
    - It was mended since the task stopped, or it is a trouble of AWS's own that passes.

    ## What to do
    Grant the EC2 permissions that the report asks for, if it does, and look again. Then look at network ACLs, DNS and
    whatever stands behind the route. VPC Reachability Analyzer tells where a packet ends, from the task's subnet to
    the endpoint or internet gateway.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
    - https://docs.aws.amazon.com/vpc/latest/reachability/what-is-reachability-analyzer.html
    """
    for one in ways.unexplained:
        if not one.pulling and (one.failure.service or not one.failure.host):
            name, subnets = NAMES.get(one.failure.service or "", "an AWS service"), _from_where(trouble)
            yield Sighting(
                subject=one.failure.host or name,
                summary=f"tasks of {trouble.task_definition} cannot reach {name}: {one.failure.sign}{_resolves(one)}, "
                "expected an answer on port 443",
                because=(one.citation,),
                certainty=Certainty.LIKELY,
                remedies=(by_hand(f"give the tasks a way to {name}", Step(_look(one, name, subnets))),),
            )


def _from_where(trouble: NetworkTrouble) -> str:
    return " and ".join(trouble.where.subnets if trouble.where else ()) or "the cluster's instances"


def _resolves(one: Complaint) -> str:
    return ", its name does not resolve" if one.failure.name_unknown else ""


def _look(one: Complaint, name: str, subnets: str) -> str:
    if one.failure.name_unknown:
        return (
            f"See that the VPC of {subnets} has DNS support on (`aws ec2 describe-vpc-attribute --attribute "
            "enableDnsSupport --vpc-id VPC`), and DHCP options with a resolver that answers."
        )
    return (
        f"See that {subnets} has a route to a NAT gateway or an endpoint for {name}, that security groups and "
        "network ACLs let TCP 443 out and its answers in, and that no firewall behind the route drops it: `aws "
        "ec2 create-network-insights-path` finds where it ends."
    )

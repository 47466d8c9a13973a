"""vpc-endpoint-closed: the endpoint's security group does not let the tasks in."""

from collections.abc import Iterator

from islive.facts.security_group import SecurityGroup
from islive.facts.ways_out import HTTPS, Blockade, Obstacle, WaysOut
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.network_path import SYMPTOMS, by_hand, complaint, unreached


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=SYMPTOMS)
def vpc_endpoint_closed(ways: WaysOut) -> Iterator[Sighting]:
    """The security group of a VPC endpoint does not let the tasks in on port 443.

    ## What it means
    The VPC has an interface endpoint with private DNS, so the service's name leads to the endpoint for everything in
    the VPC, whatever other way there would be. The endpoint's security group drops what the tasks send, and they wait
    until they give up.

    ## Why it happens
    - The endpoint got the VPC's default security group, which lets in only its own members.
    - The endpoint was created for something else in the VPC. From that moment it takes the traffic of every task too,
      also of tasks that reached the service over the internet before.
    - The service got another security group than before.

    ## What to do
    Let the endpoint's security group in on port 443 from the tasks' security group. This takes effect at once; the
    next task that ECS starts gets through.

    ## References
    - https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
    - https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
    """
    for one in ways.blocked_by(Obstacle.ENDPOINT_CLOSED):
        endpoint = one.way.named_endpoint
        if endpoint is not None:
            tasks, closed = " ".join(it.id for it in one.way.groups), " ".join(it.id for it in one.way.closed_to)
            yield Sighting(
                subject=endpoint.id,
                summary=f"{endpoint.id} is closed to the tasks: its security group {closed} lets in "
                f"{_lets_in(one.way.closed_to)}, expected {tasks} on port {HTTPS}; {unreached(one)}",
                because=(*complaint(one), *_citations(one)),
                remedies=(_open(one),),
            )


def _lets_in(groups: tuple[SecurityGroup, ...]) -> str:
    return "; ".join(str(rule) for group in groups for rule in group.ingress) or "nobody"


def _citations(one: Blockade) -> Iterator[Citation]:
    endpoint = one.way.named_endpoint
    if endpoint is not None:
        yield Citation("ec2:DescribeVpcEndpoints", f"VpcEndpoints[{endpoint.id}].ServiceName", endpoint.service)
    for group in one.way.closed_to:
        peers = ", ".join(peer for rule in group.ingress for peer in rule.peers) or "[]"
        yield Citation("ec2:DescribeSecurityGroups", f"SecurityGroups[{group.id}].IpPermissions", peers)


def _open(one: Blockade) -> Remedy:
    closed, tasks = one.way.closed_to[0].id, one.way.groups[0].id
    peer = {"IpProtocol": "tcp", "FromPort": HTTPS, "ToPort": HTTPS, "UserIdGroupPairs": [{"GroupId": tasks}]}
    step = Step(
        says=f"Let {closed} in on port {HTTPS} from {tasks}, the tasks' security group.",
        operation="ec2:AuthorizeSecurityGroupIngress",
        params={"GroupId": closed, "IpPermissions": [peer]},
        undo="Revoke the same rule.",
    )
    return by_hand(f"open the endpoint's security group {closed} to the tasks", step)

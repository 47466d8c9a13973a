"""security-group-lets-nothing-out: the tasks' security group does not let them out on port 443."""

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
def security_group_lets_nothing_out(ways: WaysOut) -> Iterator[Sighting]:
    """The security group of the tasks does not let them out to what they need on port 443.

    ## What it means
    A new security group lets everything out; this one no longer does. The task's calls to ECR, Secrets Manager and so
    on are dropped at its own interface, and it waits until it gives up.

    ## Why it happens
    - Terraform takes out AWS's default rule, and no egress rule was written.
    - Egress was narrowed to a database or to the VPC's own addresses, and AWS's endpoints were forgotten. Amazon S3 is
      reached by public addresses also through a gateway endpoint: it needs a rule of its own.

    ## What to do
    Let the group out on TCP 443: to 0.0.0.0/0, or to the endpoints' security group and the prefix list of Amazon S3.
    It takes effect at once; the next task that ECS starts gets through.

    ## References
    - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
    - https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
    """
    for one in ways.blocked_by(Obstacle.EGRESS_CLOSED):
        groups = one.way.groups
        ids = " and ".join(group.id for group in groups)
        yield Sighting(
            subject=ids,
            summary=f"{ids}, the tasks' security group, does not let them out on port {HTTPS}: it lets out "
            f"{_lets_out(groups)}, expected TCP {HTTPS} to 0.0.0.0/0; {unreached(one)}",
            because=(*complaint(one), *_citations(groups)),
            remedies=(_open(one),),
        )


def _lets_out(groups: tuple[SecurityGroup, ...]) -> str:
    return "; ".join(str(rule) for group in groups for rule in group.egress) or "nothing"


def _citations(groups: tuple[SecurityGroup, ...]) -> Iterator[Citation]:
    for group in groups:
        peers = ", ".join(peer for rule in group.egress for peer in rule.peers) or "[]"
        yield Citation("ec2:DescribeSecurityGroups", f"SecurityGroups[{group.id}].IpPermissionsEgress", peers)


def _open(one: Blockade) -> Remedy:
    group = one.way.groups[0].id
    peer = {"IpProtocol": "tcp", "FromPort": HTTPS, "ToPort": HTTPS, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    step = Step(
        says=f"Let {group} out on TCP {HTTPS} to 0.0.0.0/0, or to what the tasks need: {one.from_what}.",
        operation="ec2:AuthorizeSecurityGroupEgress",
        params={"GroupId": group, "IpPermissions": [peer]},
        undo="Revoke the same rule.",
    )
    return by_hand(f"let {group} out on port {HTTPS}", step)

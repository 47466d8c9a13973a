"""network-acl-drops-traffic: the subnet's own list lets no request out, or no answer in."""

from collections.abc import Iterator

from islive.facts.network_acls import OPERATION, Dropped, NetworkAcls
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.network_path import SYMPTOMS, by_hand

# The number of the rule that every list ends with, and that the console shows as an asterisk.
LAST = 32767


@rule(
    stage=Stage.TASKS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("aws-endpoint-unreachable", "registry-unreachable", *SYMPTOMS),
)
def network_acl_drops_traffic(acls: NetworkAcls) -> Iterator[Sighting]:
    """The network ACL of the tasks' subnet drops what they send on port 443, or the answers to it.

    ## What it means
    A network ACL guards a whole subnet and, unlike a security group, remembers nothing: the answer to a request needs a
    rule of its own. Routes and security groups are as they should be, and still nothing comes back: the task waits
    until it gives up.

    ## Why it happens
    - What comes in was narrowed to the ports on which the application listens, and the answers to its own requests
      were forgotten: they come to a port between 1024 and 65535.
    - What goes out was narrowed to a database or to the VPC's own addresses.
    - The subnet was given the list of another tier.

    ## What to do
    In the list of that subnet allow TCP 443 out to 0.0.0.0/0, and TCP 1024 to 65535 in from 0.0.0.0/0, before the rule
    that denies. The rules of security groups still decide who may open a connection. It takes effect at once; the next
    task that ECS starts gets through.

    ## References
    - https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
    - https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
    """
    for one in acls.dropped:
        what = "requests of the tasks on their way out" if one.outward else "the answers to the tasks' requests"
        to = f"TCP {one.ports} {'to' if one.outward else 'from'} 0.0.0.0/0"
        yield Sighting(
            subject=one.acl.id,
            summary=f"{one.acl.id}, the network ACL of {' and '.join(one.acl.subnets)}, drops {what}: it allows "
            f"{_allowed(one)}, expected {to}; nobody answers them: {one.complaint.failure.sign}",
            because=(one.complaint.citation, *_citations(one)),
            remedies=(_open(one),),
        )


def _allowed(one: Dropped) -> str:
    return "; ".join(str(rule).partition(" allow ")[2] for rule in one.rules if rule.allows) or "nothing"


def _citations(one: Dropped) -> Iterator[Citation]:
    number = one.rule.number if one.rule else LAST
    quote = str(one.rule) if one.rule else "no entry allows it"
    yield Citation(OPERATION, f"NetworkAcls[{one.acl.id}].Entries[{number}]", quote)


def _open(one: Dropped) -> Remedy:
    number = max((rule.number for rule in one.rules if one.rule and rule.number < one.rule.number), default=0) + 1
    ports = {"From": 443, "To": 443} if one.outward else {"From": 1024, "To": 65535}
    to = "out to" if one.outward else "in from"
    step = Step(
        says=f"Let {one.acl.id} allow TCP {ports['From']}-{ports['To']} {to} 0.0.0.0/0.",
        operation="ec2:CreateNetworkAclEntry",
        params={
            "NetworkAclId": one.acl.id,
            "RuleNumber": number,
            "Protocol": "6",
            "RuleAction": "allow",
            "Egress": one.outward,
            "CidrBlock": "0.0.0.0/0",
            "PortRange": ports,
        },
        undo=f"Delete entry {number} again.",
    )
    return by_hand(f"let {one.acl.id} pass {'requests' if one.outward else 'answers'}", step)

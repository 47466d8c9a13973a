"""nat-gateway-without-internet: the NAT gateway that the subnet relies on has no way out itself."""

from collections.abc import Iterator

from islive.facts.routing import NatGateway
from islive.facts.ways_out import Obstacle, WaysOut
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.network_path import SYMPTOMS, by_hand, complaint, table_of, unreached


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=SYMPTOMS)
def nat_gateway_without_internet(ways: WaysOut) -> Iterator[Sighting]:
    """The NAT gateway in the subnet's way out does not lead to the internet.

    ## What it means
    The subnet's route is right, it leads to a NAT gateway. But that gateway failed or is not ready, is a private one,
    or stands in a subnet that has no internet gateway itself. What the tasks send ends there.

    ## Why it happens
    - The NAT gateway was created in the private subnet it is for, rather than in a public one.
    - Its creation failed, mostly for want of an Elastic IP address; EC2 keeps a failed one for about an hour.
    - Its connectivity type is private: it joins networks and never leads to the internet.

    ## What to do
    Create a public NAT gateway in a subnet whose route for 0.0.0.0/0 leads to an internet gateway, let the private
    route table lead to it, and delete the old one. A NAT gateway cannot be moved.

    ## References
    - https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
    - https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
    """
    for one in ways.blocked_by(Obstacle.NAT_WITHOUT_INTERNET):
        nat, table = one.way.nat, table_of(one.way)
        if nat is not None:
            says = f"Create a public NAT gateway in a subnet of {one.way.subnet.vpc} that has an internet gateway, let "
            says += f"the route for 0.0.0.0/0 of {table} lead to it, and delete {nat.id}: `aws ec2 "
            says += "create-nat-gateway --subnet-id PUBLIC-SUBNET --allocation-id ELASTIC-IP`, `aws ec2 replace-route "
            says += f"--route-table-id {table} --destination-cidr-block 0.0.0.0/0 --nat-gateway-id NEW`."
            yield Sighting(
                subject=nat.id,
                summary=f"{nat.id} does not lead to the internet: {_wrong(nat)}; {unreached(one)}",
                because=(*complaint(one), _quoted(nat)),
                remedies=(by_hand(f"replace {nat.id} by one that leads to the internet", Step(says)),),
            )


def _wrong(nat: NatGateway) -> str:
    if nat.state != "available":
        told = f" ({nat.failure})" if nat.failure else ""
        return f"it is {nat.state}{told}, expected available"
    if not nat.public:
        return "its connectivity type is private, expected public"
    return f"it stands in {nat.subnet}, which has no route to an internet gateway"


def _quoted(nat: NatGateway) -> Citation:
    path = f"NatGateways[{nat.id}]"
    if nat.state != "available":
        return Citation("ec2:DescribeNatGateways", f"{path}.State", nat.state)
    if not nat.public:
        return Citation("ec2:DescribeNatGateways", f"{path}.ConnectivityType", "private")
    return Citation("ec2:DescribeNatGateways", f"{path}.SubnetId", nat.subnet or "")

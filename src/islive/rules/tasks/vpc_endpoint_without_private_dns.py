"""vpc-endpoint-without-private-dns: the endpoint is there, and the service's name does not lead to it."""

from collections.abc import Iterator

from islive.facts.ways_out import Obstacle, WaysOut
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.network_path import SYMPTOMS, by_hand, complaint, unreached


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=SYMPTOMS)
def vpc_endpoint_without_private_dns(ways: WaysOut) -> Iterator[Sighting]:
    """The VPC has the endpoint, but without private DNS, so the tasks go by the public address that they cannot reach.

    ## What it means
    A task asks for the service by its usual name. Only with private DNS does that name lead to the endpoint; without
    it, it leads to AWS's public addresses, to which this subnet has no way. The endpoint stands unused.

    ## Why it happens
    - Private DNS was left off when the endpoint was created, or could not be turned on: DNS hostnames or DNS support
      of the VPC were off, or another endpoint in the VPC had the name already.
    - The name is kept in a hosted zone of Route 53 that is not associated with this VPC.

    ## What to do
    Turn on private DNS for the endpoint; the VPC needs enableDnsSupport and enableDnsHostnames for it. It takes effect
    within minutes.

    ## References
    - https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
    - https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html
    - https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
    """
    for one in ways.blocked_by(Obstacle.ENDPOINT_WITHOUT_NAME):
        endpoint = one.way.nameless_endpoint
        if endpoint is not None:
            path = f"VpcEndpoints[{endpoint.id}]"
            step = Step(
                says=f"Turn on private DNS for {endpoint.id}; DNS support and DNS hostnames of {one.way.subnet.vpc} "
                "must be on.",
                operation="ec2:ModifyVpcEndpoint",
                params={"VpcEndpointId": endpoint.id, "PrivateDnsEnabled": True},
                undo="Turn it off again.",
            )
            yield Sighting(
                subject=endpoint.id,
                summary=f"{endpoint.id} has no private DNS, expected PrivateDnsEnabled true: {endpoint.service} is "
                f"not reached through it, and {unreached(one)}",
                because=(
                    *complaint(one),
                    Citation("ec2:DescribeVpcEndpoints", f"{path}.ServiceName", endpoint.service),
                    Citation("ec2:DescribeVpcEndpoints", f"{path}.PrivateDnsEnabled", "false"),
                ),
                remedies=(by_hand(f"turn on private DNS for {endpoint.id}", step),),
            )

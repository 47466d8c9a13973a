"""subnet-without-way-out: no route leads from the tasks' subnet to the internet."""

from collections.abc import Iterator

from islive.facts.ways_out import Blockade, Obstacle, WaysOut
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.network_path import SYMPTOMS, by_hand, complaint, destinations_of, table_of, unreached


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=SYMPTOMS)
def subnet_without_way_out(ways: WaysOut) -> Iterator[Sighting]:
    """The tasks' subnet has no route to the internet, and no VPC endpoints instead.

    ## What it means
    Before a container runs, a Fargate task logs in to the registry, pulls the image, fetches secrets and opens its log,
    all through its own network interface. The route table of its subnet leads nowhere outside the VPC, so nobody
    answers, and the task stops after a minute or more.

    ## Why it happens
    - The subnet is private, and nobody gave it a NAT gateway; or the route to it was taken out.
    - The subnet was never associated with the route table that has the route, and so has the VPC's main one.
    - The service was moved to other subnets than before.

    ## What to do
    Give the route table a route for 0.0.0.0/0 to a NAT gateway that stands in a public subnet, or put the service into
    subnets that have one. Where tasks must not reach the internet, create VPC endpoints for all that they need: for
    ECR three (ecr.api, ecr.dkr, and a gateway endpoint for S3), and one each for Secrets Manager, Systems Manager and
    CloudWatch Logs. An image of a registry outside AWS cannot be pulled that way: copy it to ECR.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
    - https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-scenarios.html
    """
    for one in ways.blocked_by(Obstacle.NO_ROUTE):
        table = one.way.table
        if table is not None:
            blocks = ", ".join(route.destination for route in table.routes) or "no block at all"
            yield Sighting(
                subject=table.id,
                summary=f"{table.id} has no route to the internet, expected one for 0.0.0.0/0 to a NAT gateway: "
                f"{unreached(one)}; it has routes for {blocks}",
                because=(*complaint(one), destinations_of(table)),
                remedies=(_nat(one),),
            )


def _nat(one: Blockade) -> Remedy:
    route = Step(
        says=f"Add a route for 0.0.0.0/0 to a NAT gateway of {one.way.subnet.vpc} (create one in a public subnet if "
        f"there is none) to {table_of(one.way)}; or put the service into subnets that have such a route.",
        operation="ec2:CreateRoute",
        params={
            "RouteTableId": table_of(one.way),
            "DestinationCidrBlock": "0.0.0.0/0",
            "NatGatewayId": "ID-OF-THE-NAT-GATEWAY",
        },
        undo=f"Delete the route for 0.0.0.0/0 of {table_of(one.way)}.",
    )
    return by_hand(f"give {one.parted} a way out through a NAT gateway", route)

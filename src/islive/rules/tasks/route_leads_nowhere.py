"""route-leads-nowhere: the route to the internet leads to something that is gone."""

from collections.abc import Iterator

from islive.facts.ways_out import Blockade, Obstacle, WaysOut
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.network_path import SYMPTOMS, by_hand, complaint, table_of, unreached


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=SYMPTOMS)
def route_leads_nowhere(ways: WaysOut) -> Iterator[Sighting]:
    """The subnet's route to the internet is a blackhole: what it leads to was deleted.

    ## What it means
    The route table still has a route for 0.0.0.0/0, but its target is gone. EC2 calls such a route a blackhole and
    drops what is sent along it, so a task can neither log in to the registry nor fetch a secret.

    ## Why it happens
    - The NAT gateway was deleted, to save its price or by a stack that was torn down, and its route was left behind.
    - A NAT instance, transit gateway attachment or peering connection was removed.

    ## What to do
    Create a NAT gateway in a public subnet of the VPC and replace the route's target by it. Every subnet with that
    route table is cut off, not only this service: do it before anything else is restarted.

    ## References
    - https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
    - https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
    """
    for one in ways.blocked_by(Obstacle.ROUTE_TO_NOWHERE):
        route, table = one.way.route, table_of(one.way)
        if route is not None:
            path = f"RouteTables[{table}].Routes[{route.destination}].State"
            yield Sighting(
                subject=table,
                summary=f"{table} sends everything to {route.target}, which is gone: the route for {route.destination} "
                f"is in state {route.state}, expected active; {unreached(one)}",
                because=(*complaint(one), Citation("ec2:DescribeRouteTables", path, route.state)),
                remedies=(_replace(one, table, route.destination),),
            )


def _replace(one: Blockade, table: str, destination: str) -> Remedy:
    step = Step(
        says=f"Create a NAT gateway in a public subnet of {one.way.subnet.vpc}, wait until it is available, and let "
        f"the route for {destination} of {table} lead to it.",
        operation="ec2:ReplaceRoute",
        params={
            "RouteTableId": table,
            "DestinationCidrBlock": destination,
            "NatGatewayId": "ID-OF-THE-NEW-NAT-GATEWAY",
        },
    )
    return by_hand(f"let the route of {table} lead to a NAT gateway that exists", step)

"""s3-endpoint-not-on-route-table: the subnet's route table does not lead to the VPC's endpoint for Amazon S3."""

from collections.abc import Iterator

from islive.facts.ways_out import Obstacle, WaysOut
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.network_path import SYMPTOMS, by_hand, complaint, table_of, unreached


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=SYMPTOMS)
def s3_endpoint_not_on_route_table(ways: WaysOut) -> Iterator[Sighting]:
    """The VPC has a gateway endpoint for Amazon S3, but not on the route table of the tasks' subnet.

    ## What it means
    ECR keeps the layers of images in Amazon S3. Logging in and reading the manifest works, and then the download of
    the layers times out. A gateway endpoint is a route on certain route tables; the one that decides for the tasks'
    subnet is not among them, and the subnet has no other way to S3.

    ## Why it happens
    - The subnet, or its route table, was created after the endpoint.
    - The subnet is not associated with the table that was meant, and so has the VPC's main one.

    ## What to do
    Add the route table to the endpoint. It takes effect at once.

    ## References
    - https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
    - https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
    """
    for one in ways.blocked_by(Obstacle.ENDPOINT_NOT_ON_TABLE):
        endpoint, table = one.way.gateway_endpoint, table_of(one.way)
        if endpoint is not None:
            tables = ", ".join(endpoint.tables) or "[]"
            path = f"VpcEndpoints[{endpoint.id}].RouteTableIds"
            step = Step(
                says=f"Add {table} to the gateway endpoint {endpoint.id}.",
                operation="ec2:ModifyVpcEndpoint",
                params={"VpcEndpointId": endpoint.id, "AddRouteTableIds": [table]},
                undo=f"Take {table} off the endpoint.",
            )
            yield Sighting(
                subject=endpoint.id,
                summary=f"{endpoint.id}, the endpoint for Amazon S3, is not on the tasks' route table: it is on "
                f"{tables}, expected {table} too; {unreached(one)}",
                because=(*complaint(one), Citation("ec2:DescribeVpcEndpoints", path, tables)),
                remedies=(by_hand(f"put the S3 endpoint on {table}", step),),
            )

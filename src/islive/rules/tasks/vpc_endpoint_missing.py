"""vpc-endpoint-missing: an isolated VPC has no endpoint for something that the tasks need."""

from collections.abc import Iterator

from islive.facts.network import Network
from islive.facts.ways_out import Blockade, Obstacle, WaysOut
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.network_path import SYMPTOMS, by_hand, complaint, destinations_of, unreached


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=SYMPTOMS)
def vpc_endpoint_missing(ways: WaysOut, network: Network) -> Iterator[Sighting]:
    """The VPC reaches AWS by VPC endpoints only, and one that the tasks need is not among them.

    ## What it means
    The subnet has no way to the internet, on purpose: the VPC has interface endpoints for AWS services. For one of the
    services that a task needs before its containers run there is none, so nobody answers there.

    ## Why it happens
    - Only some of ECR's three endpoints were created. Logging in needs ecr.api, manifests need ecr.dkr, and layers
      come from Amazon S3, which needs a gateway endpoint.
    - The task definition began to use a secret, a parameter or a log group, whose service has no endpoint yet.
    - The endpoint was deleted, or is not available; or the task names something in another region, where an endpoint
      does not lead.

    ## What to do
    Create the endpoint named here in the VPC: an interface endpoint with private DNS in the tasks' subnets, with a
    security group that lets the tasks in on port 443; for S3 a gateway endpoint on the subnets' route table. Endpoints
    take effect within minutes; the next task that ECS starts uses them.

    ## References
    - https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
    - https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
    """
    for one in ways.blocked_by(Obstacle.NO_ENDPOINT):
        services = [service for to in one.destinations if (service := to.endpoint_service)]
        yield Sighting(
            subject=one.way.subnet.vpc,
            summary=f"{one.way.subnet.vpc} has no endpoint for {one.from_what}, expected {', '.join(services)}: no "
            f"route leads to the internet, and {unreached(one)}",
            because=tuple(_citations(one, network)),
            remedies=(_create(one, services),),
        )


def _citations(one: Blockade, network: Network) -> Iterator[Citation]:
    yield from complaint(one)
    known = () if isinstance(network.endpoints, Gap) else network.endpoints
    path = "VpcEndpoints[].ServiceName"
    yield Citation("ec2:DescribeVpcEndpoints", path, ", ".join(sorted({it.service for it in known})))
    if one.way.table is not None:
        yield destinations_of(one.way.table)


def _create(one: Blockade, services: list[str]) -> Remedy:
    return by_hand(f"create the endpoint for {one.from_what}", *(_step(one, service) for service in services))


def _step(one: Blockade, service: str) -> Step:
    gateway = service.endswith(".s3")
    table = one.way.table.id if one.way.table else ""
    where = {"RouteTableIds": [table]} if gateway else {"SubnetIds": [subnet.id for subnet in one.subnets]}
    more = {} if gateway else {"SecurityGroupIds": ["ID-OF-A-GROUP-OPEN-ON-443"], "PrivateDnsEnabled": True}
    kind = (
        f"gateway endpoint on {table}" if gateway else "interface endpoint with private DNS, open on 443 to the tasks"
    )
    return Step(
        says=f"Create {service} in {one.way.subnet.vpc}: {kind}.",
        operation="ec2:CreateVpcEndpoint",
        params={
            "VpcId": one.way.subnet.vpc,
            "ServiceName": service,
            "VpcEndpointType": "Gateway" if gateway else "Interface",
            **where,
            **more,
        },
        undo="Delete the endpoint.",
    )

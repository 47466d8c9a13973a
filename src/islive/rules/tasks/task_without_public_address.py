"""task-without-public-address: the tasks' subnet is public, and the tasks have only private addresses."""

from collections.abc import Iterator

from islive.facts.network_trouble import NetworkTrouble
from islive.facts.service import Service
from islive.facts.ways_out import Blockade, Obstacle, WaysOut
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.network_path import SYMPTOMS, by_hand, complaint, table_of, unreached


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=SYMPTOMS)
def task_without_public_address(service: Service, trouble: NetworkTrouble, ways: WaysOut) -> Iterator[Sighting]:
    """The tasks are in a public subnet without a public address, so no answer finds its way back to them.

    ## What it means
    The subnet's way out is an internet gateway. An internet gateway serves only interfaces that have a public address;
    the service has assignPublicIp DISABLED, so its tasks have none. Fargate ignores the subnet's own setting
    "auto-assign public IPv4 address".

    ## Why it happens
    - assignPublicIp is DISABLED by default for services created through the API, CloudFormation, Terraform or the CDK.
    - The service was meant for private subnets and got public ones, or the subnets lost their NAT gateway.

    ## What to do
    Better: put the service into private subnets, whose way out is a NAT gateway, and leave the load balancer in the
    public ones. Quicker: set assignPublicIp to ENABLED; this starts a new deployment. Close the tasks' security group
    to everybody but the load balancer then.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html
    - https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
    """
    for one in ways.blocked_by(Obstacle.NO_PUBLIC_ADDRESS):
        route, table = one.way.route, table_of(one.way)
        if route is not None:
            yield Sighting(
                subject=service.name,
                summary=f"the tasks of {service.name} have no public address in public subnets: assignPublicIp is "
                f"DISABLED, expected ENABLED or a NAT gateway; {unreached(one)}; {table} leads to {route.target}",
                because=(
                    *complaint(one),
                    Citation(*_configuration(service, trouble), "DISABLED"),
                    Citation("ec2:DescribeRouteTables", f"RouteTables[{table}].Routes[].GatewayId", route.target),
                ),
                remedies=(_give_one(service, trouble, one),),
            )


PUBLIC_IP = "networkConfiguration.awsvpcConfiguration.assignPublicIp"


def _configuration(service: Service, trouble: NetworkTrouble) -> tuple[str, str]:
    """Where that stands: in the service, or in the revision that ECS went back from."""
    if trouble.where == service.network:
        return "ecs:DescribeServices", f"services[0].{PUBLIC_IP}"
    return "ecs:DescribeServiceRevisions", f"serviceRevisions[].{PUBLIC_IP}"


def _give_one(service: Service, trouble: NetworkTrouble, one: Blockade) -> Remedy:
    where = trouble.where
    configuration = {
        "subnets": list(where.subnets) if where else [subnet.id for subnet in one.subnets],
        "securityGroups": list(where.security_groups) if where else [],
        "assignPublicIp": "ENABLED",
    }
    step = Step(
        says="Put the service into private subnets whose way out is a NAT gateway; or, quicker, give its tasks public "
        "addresses, and let its security group admit nobody but the load balancer.",
        operation="ecs:UpdateService",
        params={
            "cluster": service.cluster,
            "service": service.name,
            "networkConfiguration": {"awsvpcConfiguration": configuration},
        },
        undo="Update the service with assignPublicIp DISABLED.",
    )
    return by_hand("give the tasks private subnets with a NAT gateway, or public addresses", step)

"""The task's way out of its subnet."""

from islive.causes.cause import Cause, around, sign, told
from islive.causes.phrases import NETWORK, NO_PUBLIC_ADDRESS, NO_WAY_OUT

FARGATE_NETWORK_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html"
INITIALIZATION_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html"
FAILED = (
    NETWORK + " | unable to pull secrets or registry auth | resourceinitializationerror | cannotpullcontainererror | "
    "timeout | timed out | "
    "unable to retrieve"
)

CAUSES = (
    Cause(
        label="network.unreachable",
        rule="aws-endpoint-unreachable",
        means="The task cannot reach something it needs to start, and the message does not say what.",
        looks=(
            "`unable to pull secrets or registry auth: … signal: killed` (before June 2024), `Check your "
            "task network configuration` (since), `context deadline exceeded`: no endpoint is named."
        ),
        known_by="no endpoint is named",
        unlike=(
            "build.network-unreachable",
            "envfile.network-unreachable",
            "logs.network-unreachable",
            "network.dns-failure",
            "network.endpoint-dns-propagation",
            "network.endpoint-security-group",
            "network.no-internet-route",
            "network.no-public-ip",
            "network.security-group-egress",
            "network.vpc-endpoint-missing",
            "registry.network-unreachable",
            "secret.network-unreachable",
            "ssm.network-unreachable",
        ),
        alike=(
            "network.no-internet-route",
            "network.no-public-ip",
            "network.vpc-endpoint-missing",
            "network.endpoint-security-group",
            "network.security-group-egress",
        ),
        look="`islive SERVICE`: subnets, routes, addresses, endpoints and security groups in one look",
        fix=(
            "Walk from the subnet outwards: route 0.0.0.0/0 to NAT or internet gateway with a public "
            "address, or endpoints; then egress 443; then the endpoints' ingress 443."
        ),
        signs=(
            sign(
                7.2,
                "unable to pull secrets or registry auth",
                "signal killed | check your task network configuration",
                unless="asm | ssm | amazon ecr | secrets manager | logger args",
            ),
            sign(
                7,
                "check your task network configuration | check your network configuration",
                unless="asm | ssm | amazon ecr | image | secrets manager | systems manager | cloudwatch | s3 | "
                "registry auth from",
            ),
            sign(
                4.5,
                "unable to pull secrets or registry auth",
                unless="asm | ssm | ecr | accessdenied | accessdeniedexception | not authorized | invalid character "
                "| json key",
            ),
            sign(3.2, "dial tcp | i/o timeout | context deadline exceeded | connection timed out | no route to host"),
        ),
        sources=(INITIALIZATION_PAGE, FARGATE_NETWORK_PAGE),
    ),
    Cause(
        label="network.no-public-ip",
        rule="task-without-public-address",
        means="The task sits in a public subnet without a public address, so the internet gateway does not help it.",
        looks=(
            "Fargate in a public subnet with `assignPublicIp: DISABLED` (the API's default): the same "
            "time-outs as without a route. On EC2 awsvpc tasks never get a public address."
        ),
        known_by="the subnet routes to an internet gateway, and the task has no public address",
        unlike=(
            "envfile.network-unreachable",
            "network.no-internet-route",
            "network.unreachable",
            "network.vpc-endpoint-missing",
            "registry.network-unreachable",
            "secret.network-unreachable",
            "ssm.network-unreachable",
        ),
        look=(
            "`islive SERVICE`; `aws ecs describe-services --query "
            "'services[].networkConfiguration.awsvpcConfiguration'`"
        ),
        fix=(
            "`aws ecs update-service --network-configuration "
            "'awsvpcConfiguration={subnets=[…],securityGroups=[…],assignPublicIp=ENABLED}'`; on EC2 use "
            "private subnets with NAT."
        ),
        signs=(
            sign(
                9.1,
                FAILED,
                told(
                    "public ip | public address | public ips | assignpublicip | assign_public_ip | "
                    "auto-assign public ip"
                ),
                told(
                    "no | none | without | missing | deleted | lacks | lacked | lacking | not | disabled | "
                    "off | false | blackhole | forgot | removed"
                ),
            ),
            sign(9.7, FAILED, around(NO_PUBLIC_ADDRESS)),
            sign(9, "assignpublicip | assign public ip | auto-assign public ip", "enabled | enable | must | required"),
        ),
        sources=(FARGATE_NETWORK_PAGE, INITIALIZATION_PAGE),
    ),
    Cause(
        label="network.no-internet-route",
        rule="subnet-without-way-out",
        means="The subnet has no way out: no NAT, no internet gateway, no endpoints.",
        looks=(
            "Any of the start-up calls times out: Fargate `ResourceInitializationError … i/o timeout` "
            "(before June 2024) or `There is a connection issue between the task and …` (since), "
            "CannotPullContainerError `dial tcp`; on EC2 the agent itself may be disconnected."
        ),
        known_by="the subnet's route table has no 0.0.0.0/0 that works, and there are no endpoints",
        unlike=(
            "envfile.network-unreachable",
            "logs.network-unreachable",
            "network.no-public-ip",
            "network.s3-endpoint-missing",
            "network.unreachable",
            "network.vpc-endpoint-missing",
            "registry.network-unreachable",
            "secret.network-unreachable",
            "ssm.network-unreachable",
        ),
        look="`islive SERVICE`; `aws ec2 describe-route-tables --filters Name=association.subnet-id,Values=SUBNET`",
        fix=(
            "`aws ec2 create-route --destination-cidr-block 0.0.0.0/0 --nat-gateway-id NAT` (the NAT gateway "
            "in a public subnet), or the endpoints ecr.api, ecr.dkr, logs, secretsmanager, ssm and the "
            "gateway for s3."
        ),
        signs=(
            sign(
                9.2,
                FAILED,
                around("lost their nat | nat route | lost its nat | nat instance | lost the route | nat was"),
            ),
            sign(
                9,
                FAILED,
                told(
                    "nat | nat gateway | internet gateway | default route | internet | "
                    "route to the internet | egress to the internet"
                ),
                told(
                    "no | none | without | missing | deleted | lacks | lacked | lacking | not | disabled | "
                    "off | false | blackhole | forgot | removed"
                ),
            ),
            sign(9.6, FAILED, around(NO_WAY_OUT)),
        ),
        sources=(FARGATE_NETWORK_PAGE, INITIALIZATION_PAGE),
    ),
)

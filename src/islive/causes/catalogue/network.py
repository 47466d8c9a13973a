"""The task's way to what it needs: addresses, routes, endpoints, security groups."""

from islive.causes.cause import Cause, around, sign
from islive.causes.phrases import NETWORK, NO_ENDPOINT, NO_PUBLIC_ADDRESS, NO_WAY_OUT

FAILED = (
    NETWORK + " | unable to pull secrets or registry auth | resourceinitializationerror | cannotpullcontainererror | "
    "timeout | timed out | "
    "unable to retrieve"
)

CAUSES = (
    Cause(
        label="network.unreachable",
        means="The task cannot reach something it needs to start, and the message does not say what.",
        look="subnets, route tables, public address, endpoints and security groups of the service",
        fix="`islive SERVICE` names the missing piece; otherwise walk from the subnet's route table outwards.",
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
    ),
    Cause(
        label="network.no-public-ip",
        rule="no-public-address",
        means="The task sits in a public subnet without a public address, so the internet gateway does not help it.",
        look="`assignPublicIp` of the service, and whether its subnets' route table leads to an internet gateway",
        fix="Set assignPublicIp to ENABLED, or use private subnets with NAT or endpoints.",
        signs=(
            sign(9.7, FAILED, around(NO_PUBLIC_ADDRESS)),
            sign(9, "assignpublicip | assign public ip | auto-assign public ip", "enabled | enable | must | required"),
        ),
    ),
    Cause(
        label="network.no-internet-route",
        rule="no-route-to-internet",
        means="The subnet has no way out: no NAT, no internet gateway, no endpoints.",
        look="`aws ec2 describe-route-tables` of the subnet: 0.0.0.0/0",
        fix="Add a NAT gateway in a public subnet and route 0.0.0.0/0 to it, or the endpoints that the task needs.",
        signs=(sign(9.6, FAILED, around(NO_WAY_OUT)),),
    ),
    Cause(
        label="network.vpc-endpoint-missing",
        rule="endpoint-missing",
        means="A VPC without a way out lacks one of the endpoints that the task needs.",
        look="`aws ec2 describe-vpc-endpoints`: ecr.api, ecr.dkr, s3, logs, secretsmanager, ssm, kms",
        fix="Create the missing endpoint, with private DNS, in the task's subnets.",
        signs=(sign(9.6, FAILED, around(NO_ENDPOINT)),),
    ),
    Cause(
        label="network.s3-endpoint-missing",
        means="The registry answers, and S3, which serves the layers, cannot be reached.",
        look="the route table of the task's subnets: the gateway endpoint for S3; its policy: the bucket "
        "prod-REGION-starport-layer-bucket",
        fix="Attach the gateway endpoint for S3 to the subnet's route table.",
        signs=(
            sign(9.4, "starport-layer-bucket | host:s3 | prod-us-east-1-starport-layer-bucket", NETWORK),
            sign(
                9.8,
                FAILED,
                around(
                    "no s3 endpoint | s3 gateway endpoint | s3 endpoint missing | missing s3 | without the "
                    "s3 | without s3 endpoint | gateway endpoint for s3 | s3 endpoint was missing | no s3 "
                    "gateway"
                ),
            ),
            sign(7.4, "cannotpullcontainererror dial tcp"),
        ),
    ),
    Cause(
        label="network.security-group-egress",
        rule="task-egress-closed",
        means="The task's own security group does not let its traffic out.",
        look="the egress rules of the task's security groups",
        fix="Allow TCP 443 out (to the endpoints' group, or 0.0.0.0/0).",
        signs=(
            sign(
                9.8,
                FAILED,
                around(
                    "egress | outbound rule | outbound rules | no outbound | egress rule | egress rules | outbound 443"
                ),
            ),
        ),
    ),
    Cause(
        label="network.endpoint-security-group",
        rule="endpoint-closed",
        means="The endpoint's security group does not let the tasks in on 443.",
        look="the ingress rules of the endpoint's security group",
        fix="Let the tasks' security group in on TCP 443.",
        signs=(
            sign(
                9.9,
                FAILED,
                around(
                    "endpoint security group | endpoint s security group | security group of the endpoint | "
                    "security group of the vpc endpoint | endpoints security group | endpoint sg | security "
                    "group on the endpoint | vpce security group"
                ),
            ),
        ),
    ),
    Cause(
        label="network.security-group-ingress",
        rule="load-balancer-blocked",
        means="A rule that lets traffic in is missing: load balancer to task, or task to database.",
        look="the ingress rules of the security group that is asked",
        fix="Let the asking security group in on the port.",
        signs=(
            sign(
                9.3,
                "request timed out | target.timeout | timed out | timeout | connection refused | health checks",
                around(
                    "security group did not allow | security group blocks | security group missing | ingress "
                    "rule | inbound rule | inbound rules | security group does not allow | security group "
                    "lacked | not open in the security group | closed in the security group | security group "
                    "of the task"
                ),
            ),
            sign(8, "security group", "ingress | inbound", "missing | blocked | not allow | denied"),
        ),
    ),
    Cause(
        label="network.nacl-blocking",
        means="A network ACL drops the packets, mostly the answers to high ports.",
        look="`aws ec2 describe-network-acls` of the subnet: ephemeral ports 1024–65535, both ways",
        fix="Allow the port one way and the ephemeral ports the other way.",
        signs=(sign(9.9, FAILED, around("nacl | network acl | network acls | ephemeral ports")),),
    ),
    Cause(
        label="network.dns-failure",
        means="Names cannot be resolved from the host or the task.",
        look="`enableDnsSupport` of the VPC, its DHCP options, and whether port 53 is open to the resolver",
        fix="Turn DNS support on, and let DNS through the security group and network ACL.",
        signs=(
            sign(
                8.2,
                "no such host | server misbehaving | temporary failure in name resolution | name resolution "
                "| could not resolve host | eai_again | getaddrinfo enotfound",
                unless="failed to resolve fs | efs",
            ),
            sign(8.4, "lookup", "i/o timeout | read udp | server misbehaving"),
        ),
    ),
    Cause(
        label="network.endpoint-dns-propagation",
        means="The private name of a new interface endpoint is not in effect yet.",
        look="when the endpoint was made, and what its name resolves to now",
        fix="Wait some minutes, then deploy again.",
        signs=(
            sign(
                9.9,
                FAILED + " | no such host",
                around(
                    "endpoint was just created | new endpoint | newly created endpoint | endpoint created "
                    "minutes | dns propagation | private dns not yet | minutes after the endpoint"
                ),
            ),
        ),
    ),
    Cause(
        label="network.eni-limit",
        means="No network interface is left on the container instances.",
        look="interfaces per instance type, and awsvpcTrunking",
        fix="Turn ENI trunking on (`awsvpcTrunking`), use larger instances or more of them.",
        signs=(
            sign(9.4, "resource eni | resource:eni | unable to attach network interface to unused device index"),
            sign(9, "eni", "limit | maximum | no free | insufficient", unless="timeout"),
            sign(8.5, "network interface", "limit exceeded | networkinterfacelimitexceeded"),
        ),
    ),
    Cause(
        label="network.eni-provision-timeout",
        means="The task's network interface was not made or attached in time.",
        look="AWS Health, and whether it happens again",
        fix="Start again; if it stays, look for API throttling of EC2 in the account.",
        signs=(
            sign(9, "network interface provision | network interface provisioning | eni provision"),
            sign(8, "network interface", "timeout | timed out | did not attach"),
            sign(5.5, "internalerror", unless="network interface with | capacity provider | handlererrorcode"),
        ),
    ),
    Cause(
        label="network.namespace-setup-failed",
        means="The instance could not set up the task's network namespace (CNI).",
        look="the ECS agent's log on the instance",
        fix="Update the agent (the ECS-optimised AMI), and replace the instance.",
        signs=(
            sign(9.3, "setup network namespace | network namespace setup | network namespace"),
            sign(6, "containernetworkingerror", unless="sc bridge mode"),
        ),
    ),
    Cause(
        label="network.subnet-ip-exhausted",
        rule="subnet-full",
        means="The subnet has no address left.",
        look="`AvailableIpAddressCount` of the service's subnets",
        fix="Use larger or more subnets; lower maximumPercent for the moment.",
        signs=(
            sign(
                9.4,
                "insufficientfreeaddressesinsubnet | not enough free addresses | insufficient free addresses "
                "| no available ip | no free ip | ip addresses available | does not have enough free",
            ),
            sign(8.5, "create network interface", "subnet"),
            sign(8, "unexpected ec2 error", "network interface | subnet"),
        ),
    ),
    Cause(
        label="network.subnet-not-found",
        means="A subnet id that was given does not exist there.",
        look="the subnet ids of the service, and the region",
        fix="Correct the id; subnets, security groups and service belong to one VPC.",
        signs=(
            sign(
                9.4,
                "invalidsubnetid.notfound | subnet id | subnet ids | the subnet",
                "does not exist | not found | invalid | notfound",
            ),
            sign(9.3, "invalidsubnetid.notfound"),
        ),
    ),
)

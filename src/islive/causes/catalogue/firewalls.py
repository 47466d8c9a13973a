"""What stands in the way of packets and names."""

from islive.causes.cause import Cause, around, sign, told
from islive.causes.phrases import NETWORK

FAILED = (
    NETWORK + " | unable to pull secrets or registry auth | resourceinitializationerror | cannotpullcontainererror | "
    "timeout | timed out | "
    "unable to retrieve"
)

CAUSES = (
    Cause(
        label="network.security-group-egress",
        rule="security-group-lets-nothing-out",
        means="The task's own security group does not let its traffic out.",
        looks="Time-outs of every start-up call although the subnet has a way out.",
        known_by="the tasks' security group has no egress rule for 443",
        unlike=(
            "image.pull-failed",
            "logs.network-unreachable",
            "network.s3-endpoint-missing",
            "network.unreachable",
            "registry.network-unreachable",
            "secret.network-unreachable",
            "ssm.network-unreachable",
        ),
        look=(
            "`islive SERVICE`; `aws ec2 describe-security-groups --group-ids TASKS --query "
            "'SecurityGroups[].IpPermissionsEgress'`"
        ),
        fix=(
            "`aws ec2 authorize-security-group-egress --group-id TASKS --protocol tcp --port 443 --cidr "
            "0.0.0.0/0` (or to the endpoints' group and the S3 prefix list)."
        ),
        signs=(
            sign(
                9.4,
                FAILED,
                told("security group | sg | security groups"),
                told("egress | outbound | outgoing | lets nothing out"),
            ),
            sign(
                9.8,
                FAILED,
                around(
                    "egress | outbound rule | outbound rules | no outbound | egress rule | egress rules | outbound 443"
                ),
            ),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
            "github.com/aws-samples/generative-ai-sagemaker-cdk-demo/issues/4",
        ),
    ),
    Cause(
        label="network.security-group-ingress",
        rule="security-group-blocks-load-balancer",
        means="A rule that lets traffic in is missing: load balancer to task, or task to database.",
        looks=(
            "Load balancer: `Request timed out`, Target.Timeout; database: `Connection timed out`. A closed "
            "port would be refused, not time out. On EC2 with dynamic ports 32768–65535 have to be open."
        ),
        known_by="the request times out, and no rule of the asked security group admits the asker on that port",
        unlike=("app.database-unreachable", "health.elb-failing", "health.timeout-too-short", "network.nacl-blocking"),
        look=(
            "`islive SERVICE`; `aws ec2 describe-security-groups --group-ids TASKS --query "
            "'SecurityGroups[].IpPermissions'`"
        ),
        fix=(
            "`aws ec2 authorize-security-group-ingress --group-id TASKS --protocol tcp --port CONTAINER_PORT "
            "--source-group LOAD_BALANCER` (instances in bridge mode: 32768–65535)."
        ),
        signs=(
            sign(
                9.1,
                "request timed out | target.timeout | timed out | timeout | unhealthy | health checks",
                told("security group | sg | inbound | ingress | security groups"),
                told(
                    "no rule | missing | not allow | not allowed | does not allow | did not allow | blocks | "
                    "blocked | closed | no ingress | no inbound | only allows | lacks | without | forgot | "
                    "wrong"
                ),
                unless="cannotpullcontainererror | resourceinitializationerror | dial tcp",
            ),
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
        sources=("docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",),
    ),
    Cause(
        label="network.nacl-blocking",
        means="A network ACL drops the packets, mostly the answers to high ports.",
        looks="Time-outs only, in both directions, although routes and security groups are right.",
        known_by="routes and security groups are right, and a network ACL denies the port or the ephemeral ports",
        unlike=("app.database-unreachable", "network.security-group-ingress", "registry.network-unreachable"),
        look="`aws ec2 describe-network-acls --filters Name=association.subnet-id,Values=SUBNET`",
        fix="Allow the port in one direction and TCP 1024–65535 in the other, with a rule number below the denial.",
        signs=(sign(9.9, FAILED, around("nacl | network acl | network acls | ephemeral ports")),),
        sources=("docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",),
    ),
    Cause(
        label="network.dns-failure",
        means="Names cannot be resolved from the host or the task.",
        looks=(
            "`no such host`, `server misbehaving`, `lookup … on 10.0.0.2:53: read udp … i/o timeout`, "
            "`Temporary failure in name resolution`, `EAI_AGAIN`: for names that exist. On EC2 in bridge "
            "mode the instance's resolver counts, in awsvpc and on Fargate the VPC's."
        ),
        known_by="names that exist do not resolve",
        unlike=(
            "app.peer-hostname-unresolvable",
            "efs.mount-target-missing",
            "image.stale-tag",
            "network.unreachable",
            "registry.network-unreachable",
            "secret.network-unreachable",
        ),
        look="`aws ec2 describe-vpc-attribute --attribute enableDnsSupport`; `aws ec2 describe-dhcp-options`",
        fix=(
            "`aws ec2 modify-vpc-attribute --enable-dns-support`, AmazonProvidedDNS in the DHCP options, and "
            "UDP and TCP 53 open to your own resolver."
        ),
        signs=(
            sign(
                8.1,
                "unknownhostexception | could not translate host name | name or service not known | "
                "nodename nor servname",
                unless="bare-host | efs",
            ),
            sign(
                8.2,
                "no such host | server misbehaving | temporary failure in name resolution | name resolution "
                "| could not resolve host | eai_again | getaddrinfo enotfound",
                unless="failed to resolve fs | efs | ¶ no such host ¶ | ¶ error no such host ¶",
            ),
            sign(8.4, "lookup", "i/o timeout | read udp | server misbehaving"),
        ),
        sources=("docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html",),
    ),
)

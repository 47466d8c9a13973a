"""The endpoints of a VPC."""

from islive.causes.cause import Cause, around, sign, told
from islive.causes.phrases import NETWORK, NO_ENDPOINT

ECR_ENDPOINTS_PAGE = "docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html"
FAILED = (
    NETWORK + " | unable to pull secrets or registry auth | resourceinitializationerror | cannotpullcontainererror | "
    "timeout | timed out | "
    "unable to retrieve"
)

CAUSES = (
    Cause(
        label="network.vpc-endpoint-missing",
        rule="vpc-endpoint-missing",
        means="A VPC without a way out lacks one of the endpoints that the task needs.",
        looks=(
            "Time-outs to one AWS service after another in a VPC without internet: the first that lacks an "
            "endpoint decides the words (ECR, logs, Secrets Manager)."
        ),
        known_by="the VPC has endpoints for other services, and none for the one that is asked",
        unlike=(
            "container.runtime-timeout",
            "logs.network-unreachable",
            "network.no-internet-route",
            "network.no-public-ip",
            "network.s3-endpoint-missing",
            "network.unreachable",
            "registry.network-unreachable",
            "secret.network-unreachable",
            "ssm.network-unreachable",
        ),
        look=(
            "`islive SERVICE`; `aws ec2 describe-vpc-endpoints --filters Name=vpc-id,Values=VPC --query "
            "'VpcEndpoints[].[ServiceName,PrivateDnsEnabled]'`"
        ),
        fix=(
            "`aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --private-dns-enabled --service-name "
            "com.amazonaws.REGION.NAME` for ecr.api, ecr.dkr, logs, secretsmanager, ssm, kms as used, and "
            "the S3 gateway."
        ),
        signs=(
            sign(
                9,
                FAILED,
                told("endpoint | endpoints | vpce"),
                told(
                    "no | none | without | missing | deleted | lacks | lacked | lacking | not | disabled | "
                    "off | false | blackhole | forgot | removed"
                ),
                unless="check-tool",
            ),
            sign(9.6, FAILED, around(NO_ENDPOINT)),
        ),
        sources=(
            ECR_ENDPOINTS_PAGE,
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
        ),
    ),
    Cause(
        label="network.s3-endpoint-missing",
        rule="s3-endpoint-not-on-route-table",
        means="The registry answers, and S3, which serves the layers, cannot be reached.",
        looks=(
            "The manifest is resolved and the layers are not: `dial tcp 52.217.…:443: i/o timeout`, "
            "`prod-REGION-starport-layer-bucket.s3…: i/o timeout`, in a VPC with endpoints for ECR."
        ),
        known_by="the host that times out is S3 (starport-layer-bucket), and ECR answered",
        unlike=(
            "envfile.network-unreachable",
            "network.no-internet-route",
            "network.security-group-egress",
            "network.vpc-endpoint-missing",
            "registry.network-unreachable",
        ),
        alike=(
            "network.no-internet-route",
            "network.security-group-egress",
        ),
        look=(
            "`islive SERVICE`; `aws ec2 describe-vpc-endpoints --filters "
            "Name=service-name,Values=com.amazonaws.REGION.s3 --query 'VpcEndpoints[].RouteTableIds'`"
        ),
        fix=(
            "`aws ec2 create-vpc-endpoint --vpc-endpoint-type Gateway --service-name com.amazonaws.REGION.s3 "
            "--route-table-ids …` for the subnets' tables; its policy must allow s3:GetObject on "
            "`prod-REGION-starport-layer-bucket`; open 443 to the S3 prefix list in the tasks' egress."
        ),
        signs=(
            sign(
                8.7,
                "host:s3 | starport-layer-bucket",
                "pulling image configuration | failed to copy | cannotpullcontainererror | layer",
                unless="forbidden | 403 | toomanyrequests | env file",
            ),
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
        sources=(ECR_ENDPOINTS_PAGE,),
    ),
    Cause(
        label="network.endpoint-security-group",
        rule="vpc-endpoint-closed",
        means="The endpoint's security group does not let the tasks in on 443.",
        looks=(
            "Since June 2024 `There is a connection issue between the task and …`, before it `i/o timeout` "
            "to a private address (10.…, 172.…, 192.168.…): the name resolves to the endpoint, and the "
            "endpoint drops the packets."
        ),
        known_by="an endpoint is there with private DNS, and its security group does not admit the tasks on 443",
        unlike=(
            "logs.network-unreachable",
            "network.unreachable",
            "registry.network-unreachable",
            "secret.network-unreachable",
        ),
        look="`islive SERVICE`; `aws ec2 describe-vpc-endpoints --query 'VpcEndpoints[].[ServiceName,Groups]'`",
        fix=(
            "`aws ec2 authorize-security-group-ingress --group-id ENDPOINT_GROUP --protocol tcp --port 443 "
            "--source-group TASKS`."
        ),
        signs=(
            sign(9.3, FAILED, told("endpoint | endpoints | vpce"), told("security group | sg | security groups")),
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
        sources=(
            ECR_ENDPOINTS_PAGE,
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
        ),
    ),
    Cause(
        label="network.endpoint-dns-propagation",
        means="The private name of a new interface endpoint is not in effect yet.",
        looks=(
            "Time-outs or `no such host` for an AWS service in the first minutes after its interface "
            "endpoint was made; then it works."
        ),
        known_by="the endpoint was made minutes before",
        unlike=("network.unreachable", "secret.network-unreachable"),
        look=(
            "`aws ec2 describe-vpc-endpoints --query "
            "'VpcEndpoints[].[ServiceName,State,CreationTimestamp,PrivateDnsEnabled]'`"
        ),
        fix=(
            "Wait until State is `available` and some minutes more; then `aws ecs update-service "
            "--force-new-deployment`."
        ),
        signs=(
            sign(
                9.9,
                "i/o timeout | no such host | unable to pull secrets or registry auth | "
                "resourceinitializationerror | connection issue | cannotpullcontainererror",
                around(
                    "minutes earlier | new interface endpoint | endpoint was new | private dns of the new | "
                    "endpoint just created | just created endpoint | endpoint created minutes | "
                    "new endpoint | dns propagation | endpoints created a few minutes | "
                    "newly created endpoint | newly created vpc endpoint | endpoints were just | before dns"
                ),
            ),
            sign(
                9.9,
                FAILED + " | no such host",
                around(
                    "endpoint was just created | new endpoint | newly created endpoint | endpoint created "
                    "minutes | dns propagation | private dns not yet | minutes after the endpoint"
                ),
            ),
        ),
        sources=(ECR_ENDPOINTS_PAGE,),
    ),
)

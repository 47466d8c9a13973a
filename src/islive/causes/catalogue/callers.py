"""Who calls: credentials, permissions, quotas, and the platform that answers."""

from islive.causes.cause import Cause, around, sign

CAUSES = (
    Cause(
        label="api.throttled",
        rule="api-throttled",
        means="An AWS API slows calls down, or rejects them, because too many arrive at once.",
        look="who calls: pipelines, dashboards, many services at once",
        fix="Wait and ask less often; islive keeps to a quarter of AWS's rates.",
        signs=(
            sign(
                9,
                "operations are being throttled | ecs_operation_throttled | "
                "service_discovery_operation_throttled | throttlingexception | rate exceeded | "
                "requestlimitexceeded",
                unless="pull rate",
            ),
            sign(8, "throttled | throttling", unless="health | starts | task starts"),
        ),
    ),
    Cause(
        label="iam.caller-denied",
        means="Whoever calls lacks the permission for the action itself.",
        look="the action and the denier in the message",
        fix="Allow the action to the caller, unless a boundary or an organisation's policy denies it.",
        signs=(
            sign(6.2, "not authorized to perform"),
            sign(
                5.6,
                "you are not authorized to perform this operation | accessdeniedexception",
                unless="asm | ssm | ecr | kms | efs",
            ),
            sign(4.4, "accessdenied | access denied", unless="nfs4 | env file | efs | s3 | asm"),
        ),
    ),
    Cause(
        label="iam.credentials-missing",
        means="The caller has no AWS credentials.",
        look="`aws sts get-caller-identity`",
        fix="Log in, or give the job a role.",
        signs=(
            sign(
                9.3,
                "unable to locate credentials | credentials could not be loaded | no credentials | missing "
                "credentials | could not load credentials | nocredentialproviders | no valid credential "
                "sources | invalidclienttokenid | security token included in the request is invalid",
                unless="basic auth | execution role",
            ),
        ),
    ),
    Cause(
        label="config.region-wrong",
        means="The caller addresses a wrong region or endpoint.",
        look="AWS_REGION of the caller",
        fix="Name the region that the service is in.",
        signs=(
            sign(9, "could not connect to the endpoint url", "host:ecs | ecs"),
            sign(
                8.8,
                "provided region_name | invalid endpoint | you must specify a region | region is missing | "
                "could not be found in region | invalid region",
            ),
            sign(
                9.2,
                "not found | does not exist | clusternotfoundexception | servicenotfoundexception",
                around("wrong region | another region | other region"),
            ),
        ),
    ),
    Cause(
        label="quota.ec2-limit",
        means="A quota of EC2 stops new container instances.",
        look="Service Quotas: running on-demand or Spot vCPUs",
        fix="Ask for a higher quota.",
        signs=(
            sign(
                9.6,
                "maxspotinstancecountexceeded | vcpulimitexceeded | max spot instance count exceeded | more "
                "vcpu capacity than your current vcpu limit | instancelimitexceeded",
            ),
        ),
    ),
    Cause(
        label="quota.ecs-limit",
        rule="fargate-quota",
        means="A quota of ECS or Fargate is reached.",
        look="Service Quotas: Fargate vCPUs, tasks per service",
        fix="Ask for a higher quota, or run less at once.",
        signs=(
            sign(
                9.4,
                "reached the limit on the number of | above your limit | provisioning capacity limit was "
                "exceeded | limit on the number of vcpus | limit on the number of tasks",
            ),
            sign(8.6, "limitexceededexception | quota", "ecs | fargate | tasks | vcpu | services"),
        ),
    ),
    Cause(
        label="platform.aws-fault",
        means="A passing fault on AWS's side.",
        look="AWS Health",
        fix="Try again; if it stays, open a case.",
        signs=(
            sign(8.4, "ephemeralstorage provisioning | waiting for ephemeralstorage"),
            sign(
                6.2,
                "internal server error | serverexception | internalfailure | service unavailable | internal failure",
                unless="docker.io | registry-1.docker.io | pull | unhealthy | codes | hook",
            ),
            sign(
                9,
                "context deadline exceeded | request canceled | timeout | internal error",
                around(
                    "1 % fail | network is right | passing fault | aws incident | aws outage | retry works | sporadic"
                ),
            ),
        ),
    ),
    Cause(
        label="tool.bug",
        means="A fault of the deploy or check tool, not of the deployment.",
        look="the tool's issues",
        fix="Update the tool, or go around it.",
        signs=(
            sign(
                9.4,
                "error | exception | failed | must also specify | not supported",
                around(
                    "bug in the tool | tool drops | drops executionrolearn | is dropped when | fixed in "
                    "version | bug in the plugin | plugin bug | known bug"
                ),
            ),
        ),
    ),
)

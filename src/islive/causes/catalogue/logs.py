"""Where a container's output goes: CloudWatch Logs."""

from islive.causes.cause import Cause, around, sign
from islive.causes.phrases import DENIED, NETWORK

AWSLOGS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html"
INITIALIZATION_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html"

CAUSES = (
    Cause(
        label="logs.access-denied",
        rule="log-access-denied",
        means="The role may not create the log group or stream, or write to it.",
        looks=(
            "Fargate: `failed to validate logger args: … AccessDeniedException … logs:CreateLogStream`; EC2: "
            "CannotStartContainerError `failed to initialize logging driver: … AccessDeniedException`."
        ),
        known_by="the refused action is logs:…",
        unlike=("logs.group-missing", "logs.network-unreachable"),
        look="`aws iam simulate-principal-policy` of the execution role with logs:CreateLogStream logs:PutLogEvents",
        fix=(
            "Allow logs:CreateLogStream and logs:PutLogEvents on "
            "`arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*` (with `awslogs-create-group` also "
            "logs:CreateLogGroup) to the execution role; on EC2 without one, to the instance role."
        ),
        signs=(
            sign(
                9.3,
                "logs:createlogstream | logs:createloggroup | logs:putlogevents | logs:describeloggroups | "
                "logs:describelogstreams",
                DENIED,
                unless="codebuild",
            ),
            sign(
                7.5,
                "validate logger args | initialize logging driver | cloudwatch log | log stream",
                "accessdeniedexception | access denied",
            ),
        ),
        sources=(AWSLOGS_PAGE, "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html"),
    ),
    Cause(
        label="logs.config-invalid",
        rule="log-options-invalid",
        means="`logConfiguration` lacks an option, or has a wrong one.",
        looks=(
            "`unable to get awslogs driver arguments: awslogs-region is required`, `unknown log opt`, "
            "RegisterTaskDefinition: `Log driver awslogs requires options: …`."
        ),
        known_by="an option is missing or unknown",
        unlike=("logs.firelens-config-invalid", "logs.group-missing", "logs.region-wrong"),
        look="`aws ecs describe-task-definition --query 'taskDefinition.containerDefinitions[].logConfiguration'`",
        fix=(
            "Give `awslogs-group`, `awslogs-region` and, on Fargate, `awslogs-stream-prefix`; only options "
            "that the driver knows; on EC2 the driver must be in ECS_AVAILABLE_LOGGING_DRIVERS."
        ),
        signs=(
            sign(
                9.4,
                "missing awslogs-region | missing awslogs-group | missing awslogs-stream-prefix | "
                "awslogs-region is required | awslogs-group is required",
            ),
            sign(9.5, "awslogs-region is required | awslogs-group is required | awslogs-stream-prefix is required"),
            sign(9.3, "log driver", "requires options"),
            sign(9, "unable to get awslogs driver arguments | unknown log opt | unknown log-opt | unknown log opt for"),
            sign(9, "stream-prefix", "required | missing"),
            sign(8, "log driver", "not supported | disabled | invalid | unknown"),
        ),
        sources=(AWSLOGS_PAGE,),
    ),
    Cause(
        label="logs.region-wrong",
        means="`awslogs-region` is not the region of the log group, or no region at all.",
        looks=(
            "`dial tcp: lookup logs.REGION.amazonaws.com: no such host`, or a group that exists in another "
            "region is not found."
        ),
        known_by="the group is there, in another region than `awslogs-region`",
        unlike=("logs.config-invalid",),
        look="`awslogs-region` beside `aws logs describe-log-groups --region REGION`",
        fix=(
            "Set `awslogs-region` to the region of the group, in full (`eu-west-1`, no zone letter), "
            "register and deploy."
        ),
        signs=(
            sign(
                9.9,
                "log group | logger args | logging driver | cloudwatch log",
                around(
                    "wrong region | other region | another region | different region | "
                    "awslogs-region names | awslogs-region was | awslogs-region is | region mismatch"
                ),
                unless="awslogs-region is required",
            ),
            sign(
                9.8,
                "host:region | missingregion | could not find region configuration",
                "cloudwatch log | logging driver | logger args | awslogs | log stream",
            ),
            sign(
                8.5,
                "awslogs | log group | logging driver | logger args | host:logs",
                "no such host | invalid region | unknown region | region is not valid",
            ),
            sign(
                8,
                "log group does not exist | logger args | logging driver",
                around("wrong region | other region | another region | awslogs-region"),
            ),
        ),
        sources=(AWSLOGS_PAGE,),
    ),
    Cause(
        label="logs.group-missing",
        rule="log-group-missing",
        means="The log group that the container should write to does not exist.",
        looks=(
            "Fargate: `failed to validate logger args: create stream has been retried 1 times: … "
            "ResourceNotFoundException: The specified log group does not exist`; EC2: `failed to initialize "
            "logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException`. Since June "
            "2024 the sentence `The task cannot find the Amazon CloudWatch log group` stands before network "
            "faults, too."
        ),
        known_by="CloudWatch Logs answered ResourceNotFoundException",
        unlike=("logs.access-denied", "logs.config-invalid", "logs.network-unreachable"),
        look="`aws logs describe-log-groups --log-group-name-prefix NAME --region REGION`",
        fix=(
            "`aws logs create-log-group --log-group-name NAME --region REGION`, or `awslogs-create-group: "
            '"true"` with logs:CreateLogGroup for the execution role.'
        ),
        signs=(
            sign(9.2, "the specified log group does not exist | log group does not exist"),
            sign(
                6.5,
                "cannot find the amazon cloudwatch log group | log group not found",
                unless="connection issue | signal killed | context deadline exceeded",
            ),
            sign(
                6,
                "failed to initialize logging driver",
                unless="region is required | accessdenied | accessdeniedexception | no such host | dial tcp",
            ),
            sign(
                5.5,
                "failed to create cloudwatch log | create stream has been retried",
                unless="accessdeniedexception | signal killed | dial tcp | i/o timeout",
            ),
        ),
        sources=(AWSLOGS_PAGE, INITIALIZATION_PAGE),
    ),
    Cause(
        label="logs.network-unreachable",
        rule="aws-endpoint-unreachable",
        means="The task gets no connection to CloudWatch Logs, whatever the message says about the group.",
        looks=(
            "`failed to validate logger args: … signal: killed` (before June 2024), `There is a connection "
            "issue between the task and Amazon CloudWatch` (since), `dial tcp …:443: i/o timeout`; on EC2 "
            "through the instance's own network."
        ),
        known_by="the message ends in a time-out, `signal: killed` or a connection issue",
        unlike=(
            "container.runtime-timeout",
            "logs.access-denied",
            "logs.group-missing",
            "network.endpoint-security-group",
            "network.no-internet-route",
            "network.security-group-egress",
            "network.unreachable",
            "network.vpc-endpoint-missing",
        ),
        alike=(
            "network.no-internet-route",
            "network.vpc-endpoint-missing",
            "network.endpoint-security-group",
            "network.security-group-egress",
        ),
        look="`islive SERVICE`; the task's route tables and endpoints: logs",
        fix=(
            "Give the subnet NAT or a public address, or `aws ec2 create-vpc-endpoint --service-name "
            "com.amazonaws.REGION.logs` with private DNS and 443 open to the tasks."
        ),
        signs=(
            sign(3, "validate logger args"),
            sign(
                9.3,
                "validate logger args | amazon cloudwatch | cloudwatch log | logging driver | host:logs",
                NETWORK,
                unless="codebuild",
            ),
            sign(8.5, "connection issue between the task and amazon cloudwatch"),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-tasks-error-messages-updates.html",
            INITIALIZATION_PAGE,
        ),
    ),
)

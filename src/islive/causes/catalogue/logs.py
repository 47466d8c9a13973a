"""Where a container's output goes: CloudWatch Logs and FireLens."""

from islive.causes.cause import Cause, around, sign
from islive.causes.phrases import DENIED, NETWORK

CAUSES = (
    Cause(
        label="logs.access-denied",
        means="The role may not create the log group or stream, or write to it.",
        look="logs:CreateLogStream and logs:PutLogEvents (with `awslogs-create-group` also logs:CreateLogGroup) "
        "of the execution role",
        fix="Allow them to the execution role (on EC2: to the instance role) on the log group's ARN.",
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
    ),
    Cause(
        label="logs.config-invalid",
        means="`logConfiguration` lacks an option, or has a wrong one.",
        look="`logConfiguration.options` of the container definition",
        fix="Give awslogs-group, awslogs-region and, on Fargate, awslogs-stream-prefix.",
        signs=(
            sign(9.5, "awslogs-region is required | awslogs-group is required | awslogs-stream-prefix is required"),
            sign(9.3, "log driver", "requires options"),
            sign(9, "unable to get awslogs driver arguments | unknown log opt | unknown log-opt | unknown log opt for"),
            sign(9, "stream-prefix", "required | missing"),
            sign(8, "log driver", "not supported | disabled | invalid | unknown"),
        ),
    ),
    Cause(
        label="logs.region-wrong",
        means="`awslogs-region` is not the region of the log group, or no region at all.",
        look="`awslogs-region` beside the region of the group",
        fix="Name the region that the group is in.",
        signs=(
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
    ),
    Cause(
        label="logs.firelens-config-invalid",
        means="The FireLens router, its options or its file are wrong, or it cannot be wired to the containers.",
        look="`firelensConfiguration`, and the first log lines of the router container",
        fix="Correct the option or the file that the message names; in bridge mode the router needs the bridge "
        "address.",
        signs=(
            sign(9, "bridge ip not available to use for firelens | unable to get bridgeip"),
            sign(9, "failed to generate the firelens log config | firelens log config"),
            sign(
                8,
                "firelens | awsfirelens",
                "invalid | failed to | unable to | error | not found",
                unless="accessdenied | dial tcp | download",
            ),
            sign(
                7,
                "fluent-bit | fluentbit | fluentd",
                "unknown configuration | invalid | cannot open configuration | configuration file | plugin not found",
            ),
        ),
    ),
    Cause(
        label="logs.firelens-config-unreachable",
        means="The FireLens router cannot fetch its configuration from S3.",
        look="s3:GetObject of the task's role, and the way to S3",
        fix="Allow s3:GetObject on the file, and give the subnet a way to S3.",
        signs=(sign(8.8, "firelens", "download | s3", NETWORK + " | accessdenied | failed to | unable to"),),
    ),
    Cause(
        label="logs.group-missing",
        rule="log-group-missing",
        means="The log group that the container should write to does not exist.",
        look="`aws logs describe-log-groups --log-group-name-prefix NAME`",
        fix="Create the group, or set `awslogs-create-group` to true and allow logs:CreateLogGroup.",
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
    ),
    Cause(
        label="logs.network-unreachable",
        means="The task gets no connection to CloudWatch Logs, whatever the message says about the group.",
        look="the task's subnets: a route out, or an endpoint for logs that lets the tasks in on 443",
        fix="Give the subnet a way out, or add the interface endpoint `com.amazonaws.REGION.logs` with private DNS.",
        signs=(
            sign(
                9.3,
                "validate logger args | amazon cloudwatch | cloudwatch log | logging driver | host:logs",
                NETWORK,
                unless="codebuild",
            ),
            sign(8.5, "connection issue between the task and amazon cloudwatch"),
        ),
    ),
)

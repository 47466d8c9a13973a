"""Where a container's output goes: FireLens."""

from islive.causes.cause import Cause, sign
from islive.causes.phrases import NETWORK

FIRELENS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html"

CAUSES = (
    Cause(
        label="logs.firelens-config-invalid",
        means="The FireLens router, its options or its file are wrong, or it cannot be wired to the containers.",
        looks=(
            "EC2 in bridge mode: `bridge IP not available to use for firelens`; both: `failed to generate "
            "firelens log config`; the router's own log: `[error] [config] unknown configuration property`, "
            "then it ends and the task with it."
        ),
        known_by="a container with firelensConfiguration, or the awsfirelens driver, is what fails",
        unlike=("logs.config-invalid",),
        look=(
            "`aws ecs describe-task-definition --query "
            "'taskDefinition.containerDefinitions[].[firelensConfiguration,logConfiguration]'`; the router's "
            "log"
        ),
        fix=(
            "Correct the option or file that the message names (plugin's name, `Match`, `config-file-type`); "
            "exactly one router container per task, essential."
        ),
        signs=(
            sign(
                9.2,
                "fluentd log driver arguments | fluentd logdriver arguments | "
                "log driver arguments logging driver specified | no log configuration specified",
            ),
            sign(
                8.6,
                "configuration file contain errors | configuration file contains errors | "
                "error in plugin configuration | fluent-bit engine could not start | error initializing input | "
                "unknown output plugin | could not initialize output plugin",
                unless="nginx",
            ),
            sign(
                8,
                "tried to instance a plugin name | fluent-bit engine could not start | "
                "configuration file contains errors",
            ),
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
        sources=(FIRELENS_PAGE,),
    ),
    Cause(
        label="logs.firelens-config-unreachable",
        means="The FireLens router cannot fetch its configuration from S3.",
        looks=(
            "The task stops before it runs: `unable to download firelens s3 config file`. Config type s3 "
            "works on EC2, not on Fargate."
        ),
        known_by="the configuration is to come from S3, and does not",
        unlike=("config.region-wrong",),
        look="`firelensConfiguration.options.config-file-value`; s3:GetObject of the execution role",
        fix=(
            "Allow s3:GetObject on the file and s3:GetBucketLocation to the execution role, give the subnet "
            "a way to S3; on Fargate bring the file in the router's image (`config-file-type: file`)."
        ),
        signs=(
            sign(
                9.2,
                "firelens | aws-for-fluent-bit | fluent-bit init | fluent bit init | s3 config",
                "download failed | failed to resolve endpoint | getobject | unable to download | "
                "failed to download | failed to fetch | accessdenied",
            ),
            sign(8.8, "firelens", "download | s3", NETWORK + " | accessdenied | failed to | unable to"),
        ),
        sources=(FIRELENS_PAGE,),
    ),
)

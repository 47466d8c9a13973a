"""Parameters that a task is to be given, from Parameter Store."""

from islive.causes.cause import Cause, sign
from islive.causes.phrases import DENIED, NETWORK, PARAMETER_STORE

INITIALIZATION_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html"
PARAMETER_STORE_GUIDE_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html"

CAUSES = (
    Cause(
        label="ssm.access-denied",
        rule="secret-access-denied",
        means="The execution role is not allowed to read the parameter.",
        looks=(
            "Fargate: `unable to retrieve secrets from ssm: … AccessDeniedException: User: … is not "
            "authorized to perform: ssm:GetParameters`; EC2: `Fetching secret data from SSM Parameter Store "
            "in REGION: AccessDeniedException`."
        ),
        known_by="the refused action is ssm:GetParameters",
        unlike=("kms.access-denied", "role.task-role-missing", "secret.invalid-reference", "ssm.parameter-not-found"),
        look=(
            "`aws iam simulate-principal-policy` of the execution role with ssm:GetParameters on the parameter's ARN"
        ),
        fix="Allow ssm:GetParameters (in the plural) on the parameter's ARN to the execution role.",
        signs=(
            sign(9.2, "ssm:getparameters | ssm:getparameter", DENIED, unless="kms:decrypt"),
            sign(
                8,
                PARAMETER_STORE,
                "accessdeniedexception | access denied | not authorized",
                unless="kms:decrypt | ssmmessages",
            ),
        ),
        sources=(PARAMETER_STORE_GUIDE_PAGE, INITIALIZATION_PAGE),
    ),
    Cause(
        label="ssm.network-unreachable",
        rule="aws-endpoint-unreachable",
        means="The task gets no connection to Systems Manager.",
        looks=(
            "Before June 2024 `unable to retrieve secrets from ssm: … RequestCanceled / i/o timeout`, since "
            "`The task cannot pull secrets from AWS Systems Manager. There is a connection issue between the "
            "task and AWS Systems Manager Parameter Store`; EC2 through the instance's own network."
        ),
        known_by="Systems Manager gave no answer: the message ends in a time-out or a connection issue",
        unlike=(
            "network.no-internet-route",
            "network.no-public-ip",
            "network.security-group-egress",
            "network.unreachable",
            "network.vpc-endpoint-missing",
            "ssm.parameter-not-found",
        ),
        alike=(
            "network.no-internet-route",
            "network.no-public-ip",
            "network.vpc-endpoint-missing",
            "network.security-group-egress",
        ),
        look="the task's subnets: a route out, or an endpoint for ssm that lets the tasks in on 443",
        fix="Give the subnet a way out, or add the interface endpoint `com.amazonaws.REGION.ssm` with private DNS.",
        signs=(sign(8.5, "from ssm | systems manager | parameter store | host:ssm | ssm getparameters", NETWORK),),
        sources=(
            INITIALIZATION_PAGE,
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-tasks-error-messages-updates.html",
        ),
    ),
    Cause(
        label="ssm.parameter-not-found",
        rule="parameter-not-found",
        means="No parameter with that name exists in that account and region.",
        looks=(
            "Fargate: `unable to retrieve secrets from ssm: … invalid ssm parameters: /app/x`; EC2: "
            "`Fetching secret data from SSM Parameter Store: invalid parameters`; CLI: ParameterNotFound. "
            "The same words come for a parameter of another region."
        ),
        known_by="Systems Manager says `invalid parameters` or ParameterNotFound",
        unlike=("ssm.access-denied", "ssm.network-unreachable"),
        look="`aws ssm get-parameters --names NAME --region REGION`: `InvalidParameters`",
        fix=(
            "Create the parameter, or correct its name (with the leading slash) or its region (the whole "
            "ARN) in `valueFrom`."
        ),
        signs=(
            sign(9.5, "invalid ssm parameters | invalid ssm parameter"),
            sign(9, "invalid parameters", PARAMETER_STORE),
            sign(8.5, "parameternotfound | parameter does not exist | parameter not found"),
            sign(
                4.5,
                "unable to retrieve secrets from ssm",
                unless="accessdeniedexception | connection issue | "
                "context deadline exceeded | dial tcp | request canceled | kms:decrypt | kms",
            ),
        ),
        sources=(PARAMETER_STORE_GUIDE_PAGE, INITIALIZATION_PAGE, "github.com/aws/copilot-cli/issues/2095"),
    ),
)

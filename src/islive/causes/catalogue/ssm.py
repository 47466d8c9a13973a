"""Parameters that a task is to be given, from Parameter Store."""

from islive.causes.cause import Cause, sign
from islive.causes.phrases import DENIED, NETWORK, PARAMETER_STORE

CAUSES = (
    Cause(
        label="ssm.access-denied",
        means="The execution role is not allowed to read the parameter.",
        look="`aws iam simulate-principal-policy` of the execution role with ssm:GetParameters on the parameter's ARN",
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
    ),
    Cause(
        label="ssm.network-unreachable",
        means="The task gets no connection to Systems Manager.",
        look="the task's subnets: a route out, or an endpoint for ssm that lets the tasks in on 443",
        fix="Give the subnet a way out, or add the interface endpoint `com.amazonaws.REGION.ssm` with private DNS.",
        signs=(sign(8.5, "from ssm | systems manager | parameter store | host:ssm | ssm getparameters", NETWORK),),
    ),
    Cause(
        label="ssm.parameter-not-found",
        rule="parameter-missing",
        means="No parameter with that name exists in that account and region.",
        look="`aws ssm get-parameters --names NAME --region REGION`: `InvalidParameters`",
        fix="Create the parameter, or correct its name (with the leading slash) or its region (the whole ARN) in "
        "`valueFrom`.",
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
    ),
)

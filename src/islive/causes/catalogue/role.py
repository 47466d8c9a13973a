"""Roles that are not there, or not trusted."""

from islive.causes.cause import Cause, around, sign
from islive.causes.phrases import DENIED

TASK_ROLE_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html"
ASSUME = (
    "unable to assume the role | unable to assume role | unable to assume the service linked role | cannot "
    "assume | sts:assumerole | not be assumed | assume role"
)

CAUSES = (
    Cause(
        label="role.cannot-assume",
        rule="role-not-assumable",
        means="The role does not trust the service that must assume it, or is not there.",
        looks=(
            "`ECS was unable to assume the role 'arn:…' that was provided for this task. Please verify that "
            "the role being passed has the proper trust relationship and permissions` (event, stoppedReason, "
            "RunTask's ClientException)."
        ),
        known_by="the role is there for more than a minute, and its trust policy lacks the service",
        unlike=(
            "role.infrastructure-permission",
            "role.not-yet-propagated",
            "role.oidc-trust-mismatch",
            "role.pass-role-denied",
            "role.service-linked-role-missing",
        ),
        alike=("role.not-yet-propagated",),
        look="`aws iam get-role --role-name NAME --query 'Role.AssumeRolePolicyDocument'`",
        fix=(
            "Let the trust policy allow sts:AssumeRole to Service `ecs-tasks.amazonaws.com` (task and "
            "execution role) or `ecs.amazonaws.com` (infrastructure role); drop conditions that do not match "
            "(aws:SourceArn, aws:SourceAccount)."
        ),
        signs=(
            sign(
                7.8,
                "role provided cannot be assumed | cannot be assumed | could not assume role | failed to assume role",
                unless="oidc | assumerolewithwebidentity | web identity | codebuild",
            ),
            sign(7.4, "role is not valid | invalid iam role | invalid role"),
            sign(
                7.8, ASSUME, unless="codebuild | web identity | assumerolewithwebidentity | oidc | service linked role"
            ),
            sign(9, "iam trust relationship has been misconfigured"),
            sign(6.5, "service_task_configuration_failure | proper trust relationship"),
        ),
        sources=(
            TASK_ROLE_PAGE,
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
            "github.com/aws-samples/aws-modern-application-workshop/issues/88",
        ),
    ),
    Cause(
        label="role.execution-role-missing",
        rule="execution-role-missing",
        means=(
            "Something needs the task's execution role, and none is set, or its credentials never reached the agent."
        ),
        looks=(
            "RegisterTaskDefinition: `Fargate requires task definition to have execution role ARN to support "
            "…`; at run time: `no execution credentials set`, `unable to get execution role credentials`, "
            "`engine ecr credentials: not found` (EC2)."
        ),
        known_by="the task definition has no executionRoleArn",
        unlike=("container.agent-internal", "registry.credentials-secret-invalid", "tool.bug"),
        look="`aws ecs describe-task-definition --query 'taskDefinition.executionRoleArn'`",
        fix=(
            "Set `executionRoleArn` to a role with AmazonECSTaskExecutionRolePolicy (usual name "
            "ecsTaskExecutionRole), register and deploy."
        ),
        signs=(
            sign(
                9.4,
                "engine ecr credentials not found | no execution credentials set | unable to get execution "
                "role credentials | unable to find execution role credentials",
            ),
            sign(
                9.2,
                "executionrolearn | execution role arn | execution role",
                "must also specify | requires | required | missing | not specified | must have | none is set",
            ),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
            "github.com/hashicorp/terraform-provider-aws/issues/3051",
        ),
    ),
    Cause(
        label="role.not-yet-propagated",
        means="The role or its policy was made seconds ago, and IAM has not settled.",
        looks=(
            "`unable to assume the role` or AccessDenied in the first seconds after Terraform, CDK or "
            "CloudFormation made role or policy; the next try works."
        ),
        known_by="the role or policy was made seconds before",
        unlike=("role.cannot-assume", "role.service-linked-role-missing"),
        look="`aws iam get-role --query 'Role.CreateDate'` beside the failure's time",
        fix=(
            "Try again after a minute; let the infrastructure code wait (`time_sleep` of 30 seconds, "
            "depends_on of the policy attachment)."
        ),
        signs=(
            sign(
                9.4,
                ASSUME + " | " + DENIED,
                around(
                    "same apply | just created | newly created | iam has settled | propagat | propagated | "
                    "propagation | seconds ago | first cluster in an account | first launches | eventual "
                    "consistency"
                ),
            ),
            sign(7.6, ASSUME, "runtask operation | clientexception", unless="trust relationship"),
        ),
        sources=("docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",),
    ),
    Cause(
        label="role.service-linked-role-missing",
        means="ECS's service-linked role is not there yet.",
        looks=(
            "The first cluster or service of an account: `Unable to assume the service linked role. Please "
            "verify that the ECS service linked role exists.`"
        ),
        known_by="AWSServiceRoleForECS is not there",
        unlike=("role.cannot-assume", "role.not-yet-propagated"),
        look="`aws iam get-role --role-name AWSServiceRoleForECS`",
        fix="`aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com`, wait a minute, try again.",
        signs=(
            sign(
                8.8,
                "unable to assume the service linked role | service linked role | service-linked role",
                unless="exists and trusts",
            ),
        ),
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html",),
    ),
    Cause(
        label="role.task-role-missing",
        means="A feature needs the task role, and none is set.",
        looks=(
            "`… because a valid taskRoleArn is not being used` when execute-command is turned on; in the "
            "container `Unable to locate credentials`."
        ),
        known_by="the task definition has no taskRoleArn",
        unlike=("ssm.access-denied",),
        look="`aws ecs describe-task-definition --query 'taskDefinition.taskRoleArn'`",
        fix=(
            "Set `taskRoleArn` to a role that trusts ecs-tasks.amazonaws.com and allows what the feature "
            "asks for (ssmmessages for execute-command)."
        ),
        signs=(
            sign(9.4, "valid taskrolearn | taskrolearn", "not being used | required | missing | must | specify"),
            sign(8, "task role", "missing | not set | required | none"),
        ),
        sources=(TASK_ROLE_PAGE, "docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html"),
    ),
)

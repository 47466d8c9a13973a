"""Roles, and who may hand them to whom."""

from islive.causes.cause import Cause, around, sign
from islive.causes.phrases import DENIED

ASSUME = (
    "unable to assume the role | unable to assume role | unable to assume the service linked role | cannot "
    "assume | sts:assumerole | not be assumed | assume role"
)

CAUSES = (
    Cause(
        label="role.cannot-assume",
        rule="role-not-assumable",
        means="The role does not trust the service that must assume it, or is not there.",
        look="the role's trust policy",
        fix="Let it trust ecs-tasks.amazonaws.com (tasks) or ecs.amazonaws.com (the service).",
        signs=(
            sign(
                7.8, ASSUME, unless="codebuild | web identity | assumerolewithwebidentity | oidc | service linked role"
            ),
            sign(9, "iam trust relationship has been misconfigured"),
            sign(6.5, "service_task_configuration_failure | proper trust relationship"),
        ),
    ),
    Cause(
        label="role.execution-role-missing",
        means="Something needs the task's execution role, and none is set, or its credentials never reached the agent.",
        look="`executionRoleArn` of the task definition",
        fix="Set it; `ecsTaskExecutionRole` with AmazonECSTaskExecutionRolePolicy is the usual one.",
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
    ),
    Cause(
        label="role.infrastructure-permission",
        means="ECS's own role (infrastructure, load balancer, hook, service-linked) lacks a permission.",
        look="the role that the message names",
        fix="Attach the managed policy for it, or recreate the service-linked role.",
        signs=(
            sign(9.5, "iam permissions policies have been misconfigured"),
            sign(
                9.3,
                "elasticloadbalancing:describetargethealth | elasticloadbalancing:registertargets | "
                "elasticloadbalancing:modifylistener | elasticloadbalancing:modifyrule | "
                "elasticloadbalancing:deregistertargets | lambda:invokefunction",
                DENIED,
            ),
            sign(
                9.3,
                "ecs infrastructure role | infrastructure role",
                "missing permissions | not authorized | permission",
                unless="iam:passrole",
            ),
            sign(8, "elasticloadbalancing", DENIED, unless="user role deploy"),
            sign(
                7, "validate the specified targetgrouparn | ecs service role being passed", unless="trust relationship"
            ),
        ),
    ),
    Cause(
        label="role.not-yet-propagated",
        means="The role or its policy was made seconds ago, and IAM has not settled.",
        look="when the role was made",
        fix="Try again after a minute; let the infrastructure code wait.",
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
    ),
    Cause(
        label="role.oidc-trust-mismatch",
        means="The trust policy for the OIDC provider does not match repository, branch, environment or audience.",
        look="`sub` and `aud` in the trust policy",
        fix="Write `repo:OWNER/NAME:ref:refs/heads/BRANCH` (or the environment's form), and the audience "
        "sts.amazonaws.com.",
        signs=(
            sign(
                9.4,
                "sts:assumerolewithwebidentity | assumerolewithwebidentity | web identity | could not assume "
                "role with oidc",
            ),
        ),
    ),
    Cause(
        label="role.pass-role-denied",
        means="Whoever calls lacks iam:PassRole for the role that is handed over.",
        look="iam:PassRole on the task and execution role, with PassedToService ecs-tasks.amazonaws.com",
        fix="Allow iam:PassRole on both roles to the pipeline's role.",
        signs=(
            sign(9.6, "iam:passrole"),
            sign(9.2, "launch instance s for capacity provider", "unauthorizedoperation"),
            sign(9.2, ASSUME, around("moved to another group | lost iam:passrole | passrole | iam user had been")),
        ),
    ),
    Cause(
        label="role.service-linked-role-missing",
        means="ECS's service-linked role is not there yet.",
        look="`aws iam get-role --role-name AWSServiceRoleForECS`",
        fix="`aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com`.",
        signs=(
            sign(
                8.8,
                "unable to assume the service linked role | service linked role | service-linked role",
                unless="exists and trusts",
            ),
        ),
    ),
    Cause(
        label="role.task-role-missing",
        means="A feature needs the task role, and none is set.",
        look="`taskRoleArn` of the task definition",
        fix="Set a task role with what the feature asks for (ssmmessages for execute-command).",
        signs=(
            sign(9.4, "valid taskrolearn | taskrolearn", "not being used | required | missing | must | specify"),
            sign(8, "task role", "missing | not set | required | none"),
        ),
    ),
)

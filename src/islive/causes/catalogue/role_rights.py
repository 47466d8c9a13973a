"""What a role may do, and who may hand it over."""

from islive.causes.cause import Cause, around, sign
from islive.causes.phrases import DENIED

ASSUME = (
    "unable to assume the role | unable to assume role | unable to assume the service linked role | cannot "
    "assume | sts:assumerole | not be assumed | assume role"
)

CAUSES = (
    Cause(
        label="role.infrastructure-permission",
        means="ECS's own role (infrastructure, load balancer, hook, service-linked) lacks a permission.",
        looks=(
            "Service events about ECS's own calls: `not authorized to perform: "
            "elasticloadbalancing:RegisterTargets`, `lambda:InvokeFunction`, `ECS infrastructure role … "
            "missing permissions`, `IAM permissions policies have been misconfigured`."
        ),
        known_by="the refused identity is ECS's own role, in elasticloadbalancing, ec2 or lambda",
        unlike=("deploy.lifecycle-hook-failed", "role.cannot-assume"),
        look="the role that the message names: `aws iam list-attached-role-policies --role-name NAME`",
        fix=(
            "Attach the managed policy for it: AmazonECSInfrastructureRolePolicyForLoadBalancers "
            "(blue/green), …ForVolumes, …ForManagedInstances; AWSServiceRoleForECS is created anew with `aws "
            "iam create-service-linked-role`."
        ),
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
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html",
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html",
        ),
    ),
    Cause(
        label="role.oidc-trust-mismatch",
        means="The trust policy for the OIDC provider does not match repository, branch, environment or audience.",
        looks=(
            "`Not authorized to perform sts:AssumeRoleWithWebIdentity` from GitHub Actions, GitLab or "
            "Bitbucket; before anything else happens."
        ),
        known_by="the refused action is sts:AssumeRoleWithWebIdentity",
        unlike=("role.cannot-assume",),
        look=(
            "`aws iam get-role --query 'Role.AssumeRolePolicyDocument'`: `sub` and `aud`; CloudTrail shows "
            "the `sub` that came"
        ),
        fix=(
            'Write `"token.actions.githubusercontent.com:sub": "repo:OWNER/NAME:ref:refs/heads/BRANCH"` '
            "(`repo:OWNER/NAME:environment:NAME` for a job with an environment) and `aud` sts.amazonaws.com; "
            "the job needs `permissions: id-token: write`."
        ),
        signs=(
            sign(
                9.2,
                "id-token permission | id-token | actions_id_token_request_url | incorrect token audience | "
                "retrieve verification key from your identity provider | no openidconnect provider found | "
                "invalididentitytoken | trying to authenticate with oidc",
            ),
            sign(
                9.9,
                "credentials could not be loaded | could not load credentials | "
                "could not assume role | assumerolewithwebidentity | accessdenied",
                around("id-token | oidc | trust policy sub | subject claim | web identity | sub condition"),
                unless="eks",
            ),
            sign(
                9.9,
                "actions_id_token_request_url | no openidconnect provider found | invalididentitytoken | "
                "incorrect token audience | unable to get oidc token | could not get id token | "
                "couldn t retrieve verification key | openidconnect provider",
            ),
            sign(
                9.4,
                "sts:assumerolewithwebidentity | assumerolewithwebidentity | web identity | could not assume "
                "role with oidc",
            ),
        ),
        sources=("docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws",),
    ),
    Cause(
        label="role.pass-role-denied",
        means="Whoever calls lacks iam:PassRole for the role that is handed over.",
        looks=(
            "`not authorized to perform: iam:PassRole on resource: arn:…:role/X` from "
            "RegisterTaskDefinition, RunTask, CreateService or UpdateService; in blue/green by the "
            "infrastructure role."
        ),
        known_by="the refused action is iam:PassRole",
        unlike=("role.cannot-assume",),
        look="`aws iam simulate-principal-policy --action-names iam:PassRole --resource-arns ROLE` of the caller",
        fix=(
            "Allow the caller iam:PassRole on the task and the execution role, with the condition "
            "`iam:PassedToService: ecs-tasks.amazonaws.com`."
        ),
        signs=(
            sign(9.6, "iam:passrole"),
            sign(9.2, "launch instance s for capacity provider", "unauthorizedoperation"),
            sign(9.2, ASSUME, around("moved to another group | lost iam:passrole | passrole | iam user had been")),
        ),
        sources=(
            "docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
            "github.com/aws-samples/aws-modern-application-workshop/issues/149",
        ),
    ),
)

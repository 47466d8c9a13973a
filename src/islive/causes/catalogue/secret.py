"""Secrets that a task is to be given, from Secrets Manager."""

from islive.causes.cause import Cause, sign
from islive.causes.phrases import DENIED, NETWORK, SECRETS_MANAGER

INITIALIZATION_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html"
SECRETS_GUIDE_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html"
STOP_CODES_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html"
WRAPPED = (
    "On Fargate the words of the agent come inside `ResourceInitializationError: unable to pull secrets or "
    "registry auth: "
    "execution resource retrieval failed: unable to retrieve secret from asm: …`; on EC2 they stand alone, or behind "
    "`Fetching secret data from AWS Secrets Manager in region …`. Since June 2024 a sentence of advice "
    "stands before them; "
    "the last clause is the same."
)

CAUSES = (
    Cause(
        label="secret.access-denied",
        rule="secret-access-denied",
        means="The execution role is not allowed to read the secret.",
        looks=WRAPPED,
        known_by="Secrets Manager refuses secretsmanager:GetSecretValue, and the policy does not name the secret",
        unlike=("secret.partial-arn", "kms.access-denied", "secret.network-unreachable", "secret.not-found"),
        alike=("secret.partial-arn",),
        look=(
            "`aws iam simulate-principal-policy` of the execution role with secretsmanager:GetSecretValue on "
            "the secret's ARN"
        ),
        fix=(
            "Allow secretsmanager:GetSecretValue on the secret's ARN (`…:secret:NAME-??????`) to the "
            "execution role, not to the task role; a secret of another account needs a resource policy as "
            "well."
        ),
        signs=(
            sign(9.2, "secretsmanager:getsecretvalue", DENIED, unless="kms:decrypt | access to kms is not allowed"),
            sign(
                8,
                SECRETS_MANAGER,
                "accessdeniedexception | access denied | not authorized",
                unless="kms:decrypt | access to kms",
            ),
            sign(
                8,
                "api error accessdeniedexception | accessdeniedexception",
                "retrieve secret from asm",
                unless="kms:decrypt | kms",
            ),
        ),
        sources=(SECRETS_GUIDE_PAGE, INITIALIZATION_PAGE),
    ),
    Cause(
        label="secret.network-unreachable",
        rule="aws-endpoint-unreachable",
        means="The task gets no connection to Secrets Manager.",
        looks=(
            "`There is a connection issue between the task and AWS Secrets Manager`, or a timeout last. On "
            "Fargate the words of the agent come inside `ResourceInitializationError: unable to pull secrets "
            "or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: …`; "
            "on EC2 they stand alone, or behind `Fetching secret data from AWS Secrets Manager in region …`. "
            "Since June 2024 a sentence of advice stands before them; the last clause is the same."
        ),
        known_by="Secrets Manager gave no answer: the message ends in a time-out or a connection issue",
        unlike=(
            "secret.access-denied",
            "network.unreachable",
            "network.dns-failure",
            "network.endpoint-dns-propagation",
            "network.endpoint-security-group",
            "network.no-internet-route",
            "network.no-public-ip",
            "network.security-group-egress",
            "network.vpc-endpoint-missing",
            "secret.not-found",
        ),
        alike=(
            "network.no-internet-route",
            "network.no-public-ip",
            "network.vpc-endpoint-missing",
            "network.endpoint-security-group",
            "network.security-group-egress",
        ),
        look=(
            "the task's subnets: a route to NAT or internet gateway with a public address, or an endpoint "
            "for secretsmanager whose security group lets the tasks in on 443"
        ),
        fix=(
            "Give the subnet a way out, or add the interface endpoint `com.amazonaws.REGION.secretsmanager` "
            "with private DNS."
        ),
        signs=(
            sign(8.5, "asm | secrets manager | host:secretsmanager | arn:secretsmanager | getsecretvalue", NETWORK),
            sign(8, "registry auth from asm | fetching secret from the service", "requesterror | request error"),
        ),
        sources=(
            INITIALIZATION_PAGE,
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-tasks-error-messages-updates.html",
            STOP_CODES_PAGE,
        ),
    ),
    Cause(
        label="secret.not-found",
        rule="secret-not-found",
        means="No secret with that ARN or name exists in that account and region.",
        looks=WRAPPED,
        known_by="the reference is well-formed, and Secrets Manager can't find it in that account and region",
        unlike=(
            "secret.value-missing",
            "secret.partial-arn",
            "secret.access-denied",
            "secret.invalid-reference",
            "secret.network-unreachable",
            "secret.scheduled-for-deletion",
        ),
        look="`aws secretsmanager describe-secret --secret-id ARN --region REGION`",
        fix="Create it, or correct account, region and name in `valueFrom`.",
        signs=(
            sign(8.5, "secrets manager can t find the specified secret", unless="staging label"),
            sign(8, "resourcenotfoundexception", SECRETS_MANAGER, unless="staging label | log group"),
            sign(8, "can t retrieve the secret with arn", "check whether the secret exists", unless="staging label"),
            sign(7, "check whether the secret exists | secret does not exist | secret not found"),
        ),
        sources=(
            INITIALIZATION_PAGE,
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-not-found-error.html",
            STOP_CODES_PAGE,
        ),
    ),
    Cause(
        label="secret.value-missing",
        rule="secret-version-missing",
        means="The secret exists and holds no value under the wanted stage: nobody has put one yet.",
        looks=WRAPPED,
        known_by="`for staging label`: the secret is there, its value is not",
        unlike=("secret.not-found",),
        look="`aws secretsmanager describe-secret`: `VersionIdsToStages` has no AWSCURRENT",
        fix="Put a value: `aws secretsmanager put-secret-value --secret-id NAME --secret-string file://…`.",
        signs=(
            sign(9.5, "secret value for staging label | for staging label | value for versionid"),
            sign(8, SECRETS_MANAGER, "awscurrent", "can t find | resourcenotfoundexception"),
        ),
        sources=(SECRETS_GUIDE_PAGE,),
    ),
    Cause(
        label="secret.scheduled-for-deletion",
        rule="secret-scheduled-for-deletion",
        means="Somebody deleted the secret: until the recovery window ends it can be neither read nor made again.",
        looks=(
            "`InvalidRequestException: You can't perform this operation on the secret because it was marked "
            "for deletion.`, the same on EC2 and Fargate; creating it again: `a secret with this name is "
            "already scheduled for deletion`."
        ),
        known_by="the message says marked for deletion, or the secret has a DeletedDate",
        unlike=("secret.not-found",),
        look="`aws secretsmanager describe-secret`: `DeletedDate`",
        fix=(
            "`aws secretsmanager restore-secret --secret-id NAME`, then start the deployment again; to make "
            "it anew at once, delete it with `--force-delete-without-recovery` first."
        ),
        signs=(
            sign(
                9.5, "marked for deletion | scheduled for deletion | was marked deleted | marked as deleted", "secret"
            ),
        ),
        sources=("docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",),
    ),
)

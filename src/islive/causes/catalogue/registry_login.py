"""Logging in to a registry."""

from islive.causes.cause import Cause, around, sign, told
from islive.causes.phrases import DENIED

ECR_ERRORS_PAGE = "docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors-docker.html"

CAUSES = (
    Cause(
        label="registry.auth",
        means="The login for that registry is missing or wrong.",
        looks=(
            "`no basic auth credentials`, `unauthorized: authentication required`, `incorrect username or "
            "password`, `401 Unauthorized`, `failed to fetch oauth token`; ECS: CannotPullContainerError, "
            "builds: in the pull or push."
        ),
        known_by="nobody is logged in to that registry, or with the wrong password",
        unlike=(
            "iam.credentials-missing",
            "image.invalid-reference",
            "image.not-found",
            "image.pull-denied",
            "registry.auth-expired",
            "registry.auth-token-denied",
            "registry.push-denied",
            "registry.wrong-region",
            "registry.wrong-registry",
        ),
        look="the registry's host in `docker login` and in the image's name; for a task `repositoryCredentials`",
        fix=(
            "`aws ecr get-login-password --region REGION | docker login --username AWS --password-stdin "
            "ACCOUNT.dkr.ecr.REGION.amazonaws.com` before the push; for a private registry of others set "
            "`repositoryCredentials`."
        ),
        signs=(
            sign(
                8.6,
                "error logging into | error logging in to | invalid username/password | "
                "invalid username password | logging into host:ecr failed",
            ),
            sign(
                9.6,
                "docker-credential-ecr-login | docker-credential-desktop | native keychain | credential helper",
                "not found | error getting credentials | error during connect",
            ),
            sign(
                8.6,
                "unauthorized for host:ecr | unauthorized for | please login prior to push | "
                "login prior to push | please run docker login | native keychain | need to be logged in | "
                "not logged in",
                unless="user | api | token has expired",
            ),
            sign(
                8.8,
                "shorthand flag e in e | unknown shorthand flag | invalid choice | unknown flag | "
                "flag provided but not defined",
                "docker login | get-login-password | get-login | login",
            ),
            sign(
                8.8,
                "error saving credentials | error storing credentials | error getting credentials | "
                "credential helper | docker-credential-ecr-login | docker-credential-desktop | "
                "docker-credential-pass | docker-credential-secretservice",
            ),
            sign(
                8.6,
                "http basic access denied | unauthorized http basic | docker login failed | "
                "error logging in | login failed docker",
            ),
            sign(8.6, "login attempt to", "failed with status"),
            sign(
                8.6,
                "denied denied | non tty device | unexpected status 401 unauthorized | "
                "failed to fetch oauth token | checking push permissions | unauthorized unauthorized | "
                "401 unauthorized ¶ | authentication is required",
                unless="toomanyrequests | 429 | i/o timeout | 500 | 502 | 503 | pull request | insufficient_scope | "
                "¶ 401 unauthorized ¶ | ¶ error 401 unauthorized ¶",
            ),
            sign(9, "no basic auth credentials"),
            sign(
                9,
                "incorrect username or password | unauthorized incorrect | authentication required | "
                "unauthorized authentication",
            ),
            sign(
                8.2,
                "401 unauthorized | status 401 | unauthorized",
                "docker | registry | manifests | v2 | url | pull | push | login",
                unless="not authorized to perform",
            ),
            sign(7.4, "not found does not exist or no pull access", unless="api error 404"),
            sign(
                7,
                "requested access to the resource is denied",
                unless="check whether the image exists | pull access denied | cannotpullcontainererror",
            ),
        ),
        sources=(ECR_ERRORS_PAGE,),
    ),
    Cause(
        label="registry.auth-expired",
        means="The login has expired: an ECR token lives twelve hours.",
        looks=(
            "`denied: Your authorization token has expired. Reauthenticate and try again.`, ExpiredToken; in "
            "long builds, or with a login stored on a build machine."
        ),
        known_by="the message says expired",
        unlike=("registry.auth", "registry.push-denied"),
        look="when the login was made: an ECR token lives twelve hours, a session of a role one hour unless set",
        fix="Log in again right before pull or push, or use amazon-ecr-credential-helper.",
        signs=(
            sign(
                9.2,
                "token has expired | token is expired | login expired",
                "docker | ecr | registry | push | pull | denied | reauthenticate | aws",
            ),
            sign(
                9.6,
                "authorization token has expired | authorization token is expired | "
                "expiredtoken | login has expired | security token included in the request is expired",
            ),
        ),
        sources=(ECR_ERRORS_PAGE,),
    ),
    Cause(
        label="registry.auth-token-denied",
        rule="image-pull-denied",
        means="The role or user may not call ecr:GetAuthorizationToken.",
        looks=(
            "`not authorized to perform: ecr:GetAuthorizationToken on resource: *`: on Fargate inside "
            "`unable to pull secrets or registry auth … unable to retrieve ecr registry auth`, on EC2 "
            "CannotPullECRContainerError, in builds at the login."
        ),
        known_by="the refused action is ecr:GetAuthorizationToken",
        unlike=("build.role-denied", "registry.auth"),
        look="`aws iam simulate-principal-policy --action-names ecr:GetAuthorizationToken`",
        fix=(
            "Allow ecr:GetAuthorizationToken on `*` (no other resource is possible): "
            "AmazonECSTaskExecutionRolePolicy for a task, the service role of a build."
        ),
        signs=(
            sign(9.6, "ecr:getauthorizationtoken | ecr-public:getauthorizationtoken", DENIED),
            sign(9, "getauthorizationtoken", "accessdeniedexception | not authorized | access denied"),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
            "docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors.html",
        ),
    ),
    Cause(
        label="registry.credentials-secret-invalid",
        means="The secret behind repositoryCredentials is missing, empty, no JSON, or lacks username or password.",
        looks=(
            "EC2: `CannotPullContainerAuthError: … private registry credentials: not found`, `empty secrets "
            "value`, `unable to unmarshal secret value`; Fargate: `unable to retrieve secret from asm` for "
            "the credentials."
        ),
        known_by=(
            "the secret behind repositoryCredentials was read (or looked for), and is not a username and a password"
        ),
        unlike=("role.execution-role-missing",),
        look="`aws secretsmanager describe-secret --secret-id ARN` of `repositoryCredentials.credentialsParameter`",
        fix=(
            'Put `{"username": "…", "password": "…"}` into it (`--secret-string file://…`), and allow '
            "secretsmanager:GetSecretValue to the execution role."
        ),
        signs=(
            sign(
                9.5,
                "private registry credentials not found | empty secrets value | unable to unmarshal secret "
                "value | authorizationdata is malformed",
            ),
            sign(9.4, "asm fetching authorization data | asm fetching username | asm fetching password"),
            sign(
                8.6, "repositorycredentials | credentialsparameter", "invalid | not found | missing | empty | malformed"
            ),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html",
            "github.com/aws/amazon-ecs-agent, agent/asm/asm.go",
        ),
    ),
    Cause(
        label="registry.wrong-region",
        means="Login or push goes to the registry of another region.",
        looks="`no basic auth credentials`, 403 or not found, for a login that plainly worked: in another region.",
        known_by="the login's region and the image's differ",
        unlike=("registry.auth", "registry.push-denied", "registry.repository-missing"),
        look="the region in `aws ecr get-login-password --region` beside the one in the image's host",
        fix="Log in with `--region` of the image's host, or push to the region of the login.",
        signs=(
            sign(
                9.2,
                "no basic auth credentials | denied | 403 | not found | does not exist | name unknown",
                around("other region | wrong region | another region | different region | us-east-1 instead"),
            ),
        ),
        sources=(ECR_ERRORS_PAGE,),
    ),
    Cause(
        label="registry.wrong-registry",
        means="Login and push address different registries: another account, or public and private.",
        looks=(
            "`no basic auth credentials`, `denied` or `name unknown`, for a login that plainly worked: in "
            "another account, or to public.ecr.aws instead of the private registry."
        ),
        known_by="the login's account differs from the image's, or one is public.ecr.aws",
        unlike=("registry.auth", "registry.repository-missing", "registry.repository-name-wrong"),
        look="the host of `docker login` beside the image's first part",
        fix=(
            "Log in to the host that the image's name begins with; for public.ecr.aws: `aws ecr-public "
            "get-login-password --region us-east-1`, in configure `registry-type: public`."
        ),
        signs=(
            sign(
                9.6,
                "denied | not authorized | no basic auth credentials | name unknown | 401 unauthorized | "
                "403 forbidden | not found",
                told(
                    "pushing to public | pushed to public | public.ecr.aws | private ecr | "
                    "another registry | different registry | registry of another account | wrong account"
                ),
            ),
            sign(9.4, "name unknown | no basic auth credentials | denied | does not exist", "public.ecr.aws"),
            sign(
                9.2,
                "no basic auth credentials | denied | name unknown | not found",
                around(
                    "other account | another account | different account | wrong account | wrong registry | "
                    "profile of another"
                ),
            ),
        ),
        sources=(ECR_ERRORS_PAGE, "github.com/aws-actions/amazon-ecr-login/issues/202"),
    ),
)

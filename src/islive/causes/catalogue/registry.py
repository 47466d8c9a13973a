"""Reaching a registry, logging in to it, pushing to it."""

from islive.causes.cause import Cause, around, sign
from islive.causes.phrases import DENIED, NETWORK, PULLING, REGISTRY

CAUSES = (
    Cause(
        label="registry.auth",
        means="The login for that registry is missing or wrong.",
        look="which registry the login was for, and which one is asked",
        fix="`aws ecr get-login-password | docker login --username AWS --password-stdin REGISTRY`; for others, "
        "repositoryCredentials.",
        signs=(
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
    ),
    Cause(
        label="registry.auth-expired",
        means="The login has expired: an ECR token lives twelve hours.",
        look="when the login was made",
        fix="Log in again right before the pull or push.",
        signs=(
            sign(
                9.6,
                "authorization token has expired | authorization token is expired | token has expired | "
                "expiredtoken | login has expired | security token included in the request is expired",
            ),
        ),
    ),
    Cause(
        label="registry.auth-token-denied",
        means="The role or user may not call ecr:GetAuthorizationToken.",
        look="ecr:GetAuthorizationToken of the execution role; its resource can only be *",
        fix="Attach AmazonECSTaskExecutionRolePolicy to the execution role, or allow ecr:GetAuthorizationToken on *.",
        signs=(
            sign(9.6, "ecr:getauthorizationtoken | ecr-public:getauthorizationtoken", DENIED),
            sign(9, "getauthorizationtoken", "accessdeniedexception | not authorized | access denied"),
        ),
    ),
    Cause(
        label="registry.credentials-secret-invalid",
        means="The secret behind repositoryCredentials is missing, empty, no JSON, or lacks username or password.",
        look="the keys of that secret: `username` and `password`, neither empty",
        fix='Put `{"username": …, "password": …}` into it.',
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
    ),
    Cause(
        label="registry.network-unreachable",
        rule="registry-unreachable",
        means="The task, or the build, gets no connection to the registry.",
        look="the task's subnets: a route out, or endpoints for ecr.api, ecr.dkr and S3",
        fix="Give the subnet a way out, or add the endpoints; for a public registry there is only a way out.",
        signs=(
            sign(9, PULLING, NETWORK, unless="no space left on device | starport-layer-bucket | toomanyrequests"),
            sign(
                8.8,
                REGISTRY,
                NETWORK,
                unless="asm | from ssm | validate logger args | starport-layer-bucket | no space left on device | "
                "toomanyrequests",
            ),
            sign(
                8.4,
                "connection issue between the task and amazon ecr | connection issue between the task and the registry",
            ),
            sign(8.2, "pull command failed", "panic | nil pointer dereference"),
            sign(8, "inactivity time exceeded timeout while pulling image | manifest_pulled"),
            sign(8, "net http", "request canceled while waiting for connection | tls handshake timeout"),
            sign(7.2, PULLING, "eof | connection refused | connection reset", unless="no space left"),
            sign(6.6, "v2", NETWORK, unless="asm | from ssm"),
        ),
    ),
    Cause(
        label="registry.pull-through-cache-failed",
        means="A pull-through cache could not fetch the image from upstream.",
        look="the cache rule, ecr:BatchImportUpstreamImage and ecr:CreateRepository of whoever pulls, the "
        "upstream's name",
        fix="Allow both actions, and pull under `PREFIX/UPSTREAM-REPOSITORY`.",
        signs=(
            sign(
                9.5,
                "ecr:batchimportupstreamimage | pull through cache | pull-through cache | unable to find "
                "upstream | upstream"
                " repository | upstreamregistry",
            ),
            sign(9, "not found | manifest unknown | does not exist", "ecr-public | docker-hub | dockerhub | quay"),
            sign(9, "does not exist | manifest unknown | not found", around("pull-through | pull through")),
        ),
    ),
    Cause(
        label="registry.push-denied",
        rule="push-denied",
        means="Whoever pushes lacks the upload permissions.",
        look="ecr:InitiateLayerUpload, UploadLayerPart, CompleteLayerUpload, PutImage of the build role",
        fix="Allow them on the repository's ARN (and ecr:GetAuthorizationToken on *).",
        signs=(
            sign(
                9.4,
                "ecr:initiatelayerupload | ecr:uploadlayerpart | ecr:completelayerupload | ecr:putimage",
                DENIED + " | denied",
            ),
            sign(
                8, "push", "403 forbidden | denied user | access denied | not authorized", unless="pull access denied"
            ),
            sign(4.6, "http 403", "forbidden"),
        ),
    ),
    Cause(
        label="registry.repository-missing",
        means="The push goes to a repository that was never made in that account and region.",
        look="`aws ecr describe-repositories --repository-names NAME --region REGION`",
        fix="Create the repository, or push to the right account and region.",
        signs=(
            sign(8.4, "name unknown", "repository with name", "does not exist in the registry"),
            sign(8, "repositorynotfoundexception | repository with name", "does not exist", unless="pull"),
            sign(6.8, "name unknown"),
        ),
    ),
    Cause(
        label="registry.repository-name-wrong",
        means="The repository is there, and its name was put together wrongly: a whole address as a name.",
        look="how the pipeline composes registry, repository and tag",
        fix="The name is only what stands behind the registry's host.",
        signs=(
            sign(9.2, "repository with name host:ecr | repository with name public.ecr.aws | repository with name url"),
            sign(8.6, "repository name", "invalid | failed to satisfy constraint | must satisfy"),
            sign(8.2, "repository with name host:ecr", "does not exist"),
        ),
    ),
    Cause(
        label="registry.repository-policy-denied",
        means="The repository's policy does not admit the caller: another account, or a service.",
        look="`aws ecr get-repository-policy`",
        fix="Let the policy admit the other account's role (or codebuild.amazonaws.com).",
        signs=(
            sign(9.7, "no resource-based policy allows", "ecr"),
            sign(9.4, "build_container_unable_to_pull_image", "pull access denied", "denied user codebuild"),
            sign(
                9.3,
                "ecr:batchgetimage | ecr:getdownloadurlforlayer",
                DENIED,
                around("cross-account | cross account | other account | another account"),
            ),
        ),
    ),
    Cause(
        label="registry.tag-immutable",
        means="The tag exists already, and the repository's tags cannot be moved.",
        look="`imageTagMutability` of the repository",
        fix="Push under a new tag (the commit), or exclude `latest` from immutability.",
        signs=(
            sign(
                9.6,
                "imagetagalreadyexistsexception | cannot be overwritten because | tag invalid",
            ),
            sign(9.2, "already exists", "immutable | cannot be overwritten"),
        ),
    ),
    Cause(
        label="registry.upstream-outage",
        means="The public registry itself fails.",
        look="the registry's status page",
        fix="Wait, or pull from a copy in ECR.",
        signs=(
            sign(
                8.9,
                PULLING + " | registry-1.docker.io | docker.io | quay.io | ghcr.io | public.ecr.aws",
                "500 internal server error | 502 bad gateway | 503 service unavailable | 504 gateway | "
                "service unavailable | bad gateway | internal server error",
            ),
            sign(8.6, "received unexpected http status", "5"),
        ),
    ),
    Cause(
        label="registry.wrong-region",
        means="Login or push goes to the registry of another region.",
        look="the region in the login and in the image's address",
        fix="Use one region for both.",
        signs=(
            sign(
                9.2,
                "no basic auth credentials | denied | 403 | not found | does not exist | name unknown",
                around("other region | wrong region | another region | different region | us-east-1 instead"),
            ),
        ),
    ),
    Cause(
        label="registry.wrong-registry",
        means="Login and push address different registries: another account, or public and private.",
        look="the host in `docker login` and in the image's name",
        fix="Log in to the host that the image's name begins with.",
        signs=(
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
    ),
)

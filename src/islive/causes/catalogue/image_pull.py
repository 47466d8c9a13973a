"""Pulling an image."""

from islive.causes.cause import Cause, Kind, sign
from islive.causes.phrases import DENIED, NETWORK, PULLING

PULL_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html"
UNREACHED = NETWORK + " | toomanyrequests | no space left on device"

CAUSES = (
    Cause(
        label="image.layer-verification",
        means="A layer arrived damaged or cut off.",
        looks=(
            "`filesystem layer verification failed for digest`, `unexpected EOF`, `failed size validation`, "
            "`short read`; often gone at the next pull."
        ),
        known_by="layers were received, and are damaged or incomplete",
        unlike=("image.not-found", "registry.network-unreachable", "storage.instance-disk-full"),
        look="whether a second pull works: `docker pull IMAGE`; disk and proxy between instance and registry",
        fix=(
            "Pull again (the service does); if it stays, push the image anew under a new tag and clear the "
            "instance's images (`docker system prune -a`)."
        ),
        signs=(
            sign(9.5, "filesystem layer verification failed | layer verification failed"),
            sign(8.8, "unexpected eof | failed size validation | short read | content digest", PULLING + " | layer"),
            sign(7.8, "404 image not found | 404 : image not found"),
        ),
        sources=(PULL_PAGE,),
    ),
    Cause(
        label="image.pull-denied",
        rule="image-pull-denied",
        means="Whoever pulls may not: no permission on the repository, or a private image pulled anonymously.",
        looks=(
            "`403 Forbidden`, `not authorized to perform: ecr:BatchGetImage`, `pull access denied for …: "
            "denied: User: …`; since June 2024 with `Check that the role has the permissions to pull images "
            "from the registry`. EC2 without an execution role uses the instance role."
        ),
        known_by="the registry knows who asks, and refuses the pull",
        unlike=(
            "build.role-denied",
            "image.digest-gone",
            "image.invalid-reference",
            "image.not-found",
            "image.pull-failed",
            "registry.auth",
            "registry.pull-through-cache-failed",
            "registry.repository-policy-denied",
        ),
        look=(
            "`aws iam simulate-principal-policy --policy-source-arn EXECUTION_ROLE --action-names "
            "ecr:BatchGetImage ecr:GetDownloadUrlForLayer`; `aws ecr get-repository-policy`"
        ),
        fix=(
            "Attach AmazonECSTaskExecutionRolePolicy to the execution role (ecr:BatchGetImage, "
            "GetDownloadUrlForLayer, BatchCheckLayerAvailability); for a private image elsewhere set "
            "`repositoryCredentials`."
        ),
        signs=(
            sign(
                8.7,
                "pulling from host | unexpected status from head request | unexpected status from get request",
                "403 forbidden",
                unless="toomanyrequests | post request | put request",
            ),
            sign(8.8, "permission_denied read_package | read_package | pull image denied | denied permission_denied"),
            sign(
                9.2,
                "ecr:batchgetimage | ecr:getdownloadurlforlayer | ecr:batchchecklayeravailability",
                DENIED,
                unless="no resource-based policy allows | codebuild",
            ),
            sign(8.9, PULLING, "403 forbidden | forbidden | statuscode 403", unless="kms | toomanyrequests"),
            sign(8.4, "pull access denied", "denied user"),
            sign(7.2, "check that the role has the permissions to pull"),
            sign(6.6, "does not exist or no pull access"),
            sign(
                6.2,
                "pull access denied",
                unless="requested access to the resource is denied | insufficient_scope | check whether the image "
                "exists",
            ),
            sign(6, "pull access denied", "insufficient_scope | authorization failed"),
        ),
        sources=(
            PULL_PAGE,
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
            "github.com/aws/aws-cdk/issues/29876",
        ),
    ),
    Cause(
        label="image.pull-failed",
        kind=Kind.SYMPTOM,
        means="The pull failed, and the message is cut off before the reason.",
        looks=(
            "`CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve "
            "ref …`, and the message ends there (the console cuts it, events too)."
        ),
        known_by="the message ends before the registry's answer",
        unlike=(
            "image.not-found",
            "image.pull-denied",
            "image.rate-limited",
            "network.security-group-egress",
            "registry.network-unreachable",
            "storage.ephemeral-too-small",
            "storage.instance-disk-full",
        ),
        look=(
            "`islive SERVICE` (asks the registry); the whole reason: `aws ecs describe-tasks --query "
            "'tasks[].containers[].reason' --output text`"
        ),
        fix="Read the last clause of the whole reason, and mend what that says.",
        signs=(
            sign(3.4, PULLING, unless=UNREACHED),
            sign(
                4,
                "cannotpullcontainererror | cannotpullecrcontainererror | cannotpullimagemanifesterror | "
                "build_container_unable_to_pull_image",
            ),
        ),
        sources=(PULL_PAGE,),
    ),
    Cause(
        label="image.rate-limited",
        rule="image-pull-rate-limited",
        means="The registry, mostly Docker Hub, refuses pulls beyond its quota.",
        looks=(
            "`toomanyrequests: You have reached your (unauthenticated) pull rate limit`, `429 Too Many "
            "Requests`, in the build's FROM or at the task's start; public.ecr.aws says `toomanyrequests: "
            "Rate exceeded`."
        ),
        known_by="the registry answers 429 or toomanyrequests",
        unlike=("image.pull-failed", "registry.upstream-outage"),
        look="which images come from docker.io: the FROM lines and the task definition",
        fix=(
            "Pull from `public.ecr.aws/docker/library/…` or through an ECR pull-through cache, or log in "
            "(repositoryCredentials, `docker login` in the build)."
        ),
        signs=(
            sign(9.6, "parsing http 429 | http 429 response | 429 response"),
            sign(5, "429 too many requests"),
            sign(
                9.6,
                "429 too many requests | too many requests | http 429 | rate limit exceeded | status 429 | code 429",
                "docker | docker.io | registry-1.docker.io | auth.docker.io | registry | pull | "
                "pulling | manifest | manifests | image | hub | ecr | public.ecr.aws | ghcr.io | "
                "quay.io | failed to solve | fetch anonymous token | server message | toomanyrequests | "
                "cannotpullcontainererror",
            ),
            sign(
                9.6,
                "toomanyrequests | pull rate limit | download rate limit",
            ),
        ),
        sources=(
            PULL_PAGE,
            "docs.docker.com/docker-hub/usage/pulls/",
            "github.com/aws-samples/aws-modern-application-workshop/issues/237",
        ),
    ),
)

"""The image that a task (or a FROM line) names, and whether it is there."""

from islive.causes.cause import Cause, around, sign
from islive.causes.phrases import NETWORK, PULLING

PULL_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html"
UNREACHED = NETWORK + " | toomanyrequests | no space left on device"

CAUSES = (
    Cause(
        label="image.digest-gone",
        rule="image-expired",
        means="The digest that ECS pinned when it deployed was removed from the repository.",
        looks=(
            "`…@sha256:…: not found` in a service that ran for weeks: ECS resolves the tag once per "
            "deployment, and every new task pulls that digest; a lifecycle rule removed it."
        ),
        known_by="the message names a digest, and tasks of this deployment ran before",
        unlike=("image.not-found", "image.pull-denied", "image.stale-tag", "registry.repository-policy-denied"),
        look=(
            "`aws ecr describe-images --repository-name NAME --image-ids imageDigest=DIGEST`; `aws ecr "
            "get-lifecycle-policy`"
        ),
        fix=(
            "`aws ecs update-service --force-new-deployment` (resolves the tag anew), or push the image "
            "again; keep deployed images by a tag prefix in the lifecycle policy."
        ),
        signs=(
            sign(9.4, PULLING, "digest not found | digest : not found", unless=UNREACHED),
            sign(
                9.6,
                "not found",
                around(
                    "lifecycle policy | lifecycle rule | expired image | digest was deleted | untagged image "
                    "| digest was removed | image was deleted"
                ),
            ),
            sign(8.8, "manifests digest", "404 | not found"),
            sign(8.6, "requested image not found", "digest"),
        ),
        sources=(
            PULL_PAGE,
            "docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
            "github.com/aws/containers-roadmap/issues/2493",
        ),
    ),
    Cause(
        label="image.invalid-reference",
        means="The image string is malformed, or is read as another name than meant.",
        looks=(
            "`invalid reference format`, `repository name must be lowercase`, `lookup "
            "ACCOUNT.dkr.ecr.REGION.amazonaws.com…: no such host`, `docker.io/library/sha256:…`; CLI: "
            "`Container.image should not be null or empty`."
        ),
        known_by="the string itself is malformed, or names a host or repository that nobody meant",
        unlike=(
            "image.not-found",
            "image.placeholder",
            "image.pull-denied",
            "registry.auth",
            "registry.network-unreachable",
        ),
        look=(
            "`aws ecs describe-task-definition --query 'taskDefinition.containerDefinitions[].image' "
            "--output text | od -c`"
        ),
        fix=(
            "Write `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG` in lower case (or "
            "`REPOSITORY@sha256:…`), without spaces, quotes, `https://` or variables that nobody expanded."
        ),
        signs=(
            sign(
                9.5,
                "failed to normalize image reference | failed to parse image reference | "
                "error parsing reference | invalid image reference | invalid tag format | "
                "unable to parse image | failed to parse reference | invalid image name | "
                "couldn t parse image reference | invalid image identifier | invalidimagename",
            ),
            sign(
                9.3,
                PULLING,
                "no such host",
                unless="host:ecr | docker.io | registry-1.docker.io | ghcr.io | quay.io | public.ecr.aws | "
                "auth.docker.io | bare-host",
            ),
            sign(
                8.8,
                "container.image | container image",
                "contains invalid characters | is invalid | invalid characters",
            ),
            sign(
                9.5,
                "invalid reference format | is not a valid repository tag | not a valid repository | "
                "repository name must be lowercase | could not parse reference | invalid repository name",
            ),
            sign(8.8, "lookup", "amazonaws", "no such host"),
            sign(8.8, PULLING, "no such host"),
            sign(
                8.6,
                "invalid argument",
                "for t | for --tag | tag flag",
            ),
            sign(8.4, "container.image | image", "should not be null or empty | must not be empty | cannot be empty"),
            sign(
                8,
                "library latest | library none | null latest",
            ),
        ),
        sources=(PULL_PAGE, "github.com/aws-actions/amazon-ecs-deploy-task-definition/issues/584"),
    ),
    Cause(
        label="image.not-found",
        rule="image-not-found",
        means="The repository, tag or digest that is to be pulled is not in the registry.",
        looks=(
            "EC2: `manifest for … not found: manifest unknown`; Fargate: `pull image manifest has been "
            "retried 5 time(s): failed to resolve ref …: not found`; since June 2024 with `The task can't "
            "pull the image. Check whether the image exists.` Docker Hub says `pull access denied … may "
            "require docker login` for what is not there."
        ),
        known_by="the registry answered, and has no such tag (or digest, or repository)",
        unlike=(
            "build.pipeline-condition-wrong",
            "deploy.resource-order",
            "image.digest-gone",
            "image.invalid-reference",
            "image.layer-verification",
            "image.placeholder",
            "image.pull-denied",
            "image.pull-failed",
            "registry.auth",
            "registry.pull-through-cache-failed",
            "registry.repository-missing",
        ),
        look="`islive SERVICE VERSION`; `aws ecr describe-images --repository-name NAME --image-ids imageTag=TAG`",
        fix=(
            "Push the image under exactly that tag to that account and region, or register a revision with a "
            "tag that is there."
        ),
        signs=(
            sign(
                7.4,
                "host:ecr not found | host:ecr digest not found | host:ecr does not exist",
                unless="secret | repository with name | no basic auth",
            ),
            sign(8.2, "pulling from host", "404 not found | manifest unknown"),
            sign(
                8,
                "container image | image | tag",
                "couldn t be found | could not be found | can t be found | cannot be found | no longer exists",
                unless="secret | log group | task definition | service | cluster | parameter",
            ),
            sign(
                8.4,
                "reading manifest",
                "manifest unknown | requested access to the resource is denied | not found | name unknown",
            ),
            sign(7.2, "¶ error docker.io library not found | docker.io library", "not found"),
            sign(7.4, "error internal load metadata for"),
            sign(
                8.3,
                "image",
                "does not exist within the repository | was not found in the registry | not found in repository",
                unless="permission",
            ),
            sign(
                8.4,
                "failed to resolve source metadata | load metadata for | error building image | manifest_unknown",
                "not found | manifest unknown | manifest_unknown",
                unless="toomanyrequests | 429 | dial tcp | i/o timeout | 401 unauthorized | no match for platform",
            ),
            sign(
                8.6,
                PULLING,
                "not found | manifest unknown | does not exist",
                unless=UNREACHED
                + " | 403 forbidden | not authorized | digest not found | no basic auth | name unknown",
            ),
            sign(
                8.8,
                "manifest unknown | requested image not found | imagenotfoundexception | manifest for",
                "not found | unknown | imagenotfoundexception",
                unless=UNREACHED,
            ),
            sign(8.6, "manifest unknown | imagenotfoundexception"),
            sign(8.2, "api error 404", "repository", "not found", unless="does not exist or no pull access"),
            sign(8, "check whether the image exists", unless="not authorized to perform"),
            sign(7.6, "failed to find a repo digest matching"),
            sign(7.4, "failed to resolve ref | failed to resolve reference", "not found"),
            sign(
                6.4,
                "repository does not exist or may require docker login | repository does not exist or may "
                "require authorization",
                "requested access to the resource is denied",
                unless="not authorized to perform",
            ),
            sign(6.4, "no such image | image not found", unless="placeholder | product | user"),
            sign(
                8,
                "docker.io | ghcr.io | quay.io | public.ecr.aws | mcr.microsoft.com | gcr.io",
                "name not found | not found",
                unless=UNREACHED + " | 401 unauthorized",
            ),
        ),
        sources=(PULL_PAGE,),
    ),
    Cause(
        label="image.placeholder",
        means="The task definition still names a placeholder that was never meant to run.",
        looks=(
            "The image in the message is `docker.io/library/repository:latest`, `<IMAGE1_NAME>`, "
            "`placeholder`, or the sample of a template."
        ),
        known_by="the name is a template's own, which nobody replaced",
        unlike=("build.pipeline-condition-wrong", "image.invalid-reference", "image.not-found"),
        look=(
            "`aws ecs describe-task-definition --query 'taskDefinition.containerDefinitions[].image'`; the "
            "deploy step that should replace it"
        ),
        fix=(
            "Let the step write the built image into the task definition before it registers it "
            "(render-task-definition, imageDetail.json with `IMAGE1_NAME`), and in infrastructure code "
            "ignore later changes of it."
        ),
        signs=(
            sign(
                9.2,
                "library repository latest | library placeholder | image1_name | image placeholder | "
                "placeholder image | library bootstrap | library image latest | library your",
            ),
            sign(9.2, PULLING, around("placeholder")),
            sign(9.2, "library repository"),
        ),
        sources=("docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html", PULL_PAGE),
    ),
)

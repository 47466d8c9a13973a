"""Pushing to a registry."""

from islive.causes.cause import Cause, around, sign
from islive.causes.phrases import DENIED

ECR_ERRORS_PAGE = "docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors-docker.html"

CAUSES = (
    Cause(
        label="registry.push-denied",
        rule="push-denied",
        means="Whoever pushes lacks the upload permissions.",
        looks=(
            "`denied: User: … is not authorized to perform: ecr:InitiateLayerUpload`, `403 Forbidden` at the "
            "push; nothing reaches ECS."
        ),
        known_by=(
            "the refused action is an upload (ecr:InitiateLayerUpload, UploadLayerPart, CompleteLayerUpload, PutImage)"
        ),
        unlike=(
            "build.command-failed",
            "build.role-denied",
            "registry.auth",
            "registry.auth-expired",
            "registry.repository-policy-denied",
            "registry.tag-immutable",
            "registry.wrong-region",
        ),
        look=(
            "`aws iam simulate-principal-policy --action-names ecr:InitiateLayerUpload ecr:PutImage`; `aws "
            "ecr get-repository-policy`"
        ),
        fix=(
            "Allow ecr:BatchCheckLayerAvailability, InitiateLayerUpload, UploadLayerPart, "
            "CompleteLayerUpload and PutImage on the repository's ARN (AmazonEC2ContainerRegistryPowerUser) "
            "to the build's role."
        ),
        signs=(
            sign(8.8, "permission_denied write_package | write_package"),
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
        sources=(ECR_ERRORS_PAGE, "docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html"),
    ),
    Cause(
        label="registry.repository-missing",
        means="The push goes to a repository that was never made in that account and region.",
        looks=(
            "`name unknown: The repository with name 'X' does not exist in the registry with id 'ACCOUNT'` "
            "at the push: ECR makes no repository by itself (unless a creation template does)."
        ),
        known_by="the push names a plain repository that was never made there",
        unlike=(
            "image.not-found",
            "registry.pull-through-cache-failed",
            "registry.repository-name-wrong",
            "registry.wrong-region",
            "registry.wrong-registry",
        ),
        look="`aws ecr describe-repositories --repository-names NAME --region REGION`",
        fix=(
            "`aws ecr create-repository --repository-name NAME --region REGION`, or push to the account and "
            "region that has it."
        ),
        signs=(
            sign(7, "repositorynotfoundexception", unless="pull | batchgetimage"),
            sign(7.2, "failed to push | push", "404 not found | status 404", unless="fetch | pull"),
            sign(8.4, "name unknown", "repository with name", "does not exist in the registry"),
            sign(8, "repositorynotfoundexception | repository with name", "does not exist", unless="pull"),
            sign(6.8, "name unknown"),
        ),
        sources=(ECR_ERRORS_PAGE, "github.com/aws-actions/amazon-ecr-login/issues/166"),
    ),
    Cause(
        label="registry.repository-name-wrong",
        means="The repository is there, and its name was put together wrongly: a whole address as a name.",
        looks=(
            "`The repository with name 'ACCOUNT.dkr.ecr.REGION.amazonaws.com/app' does not exist`: a host "
            "inside the name; or `failed to satisfy constraint` for upper case."
        ),
        known_by="the name in the message contains a registry's host or a tag",
        unlike=("registry.repository-missing", "registry.wrong-registry"),
        look="how the pipeline joins registry, repository and tag",
        fix="Give the step the bare name (`app`), and let it add the registry once: `$REGISTRY/$REPOSITORY:$TAG`.",
        signs=(
            sign(9.2, "repository with name host:ecr | repository with name public.ecr.aws | repository with name url"),
            sign(8.6, "repository name", "invalid | failed to satisfy constraint | must satisfy"),
            sign(8.2, "repository with name host:ecr", "does not exist"),
        ),
        sources=(ECR_ERRORS_PAGE, "github.com/aws-actions/amazon-ecr-login/issues/4"),
    ),
    Cause(
        label="registry.repository-policy-denied",
        rule="image-pull-denied",
        means="The repository's policy does not admit the caller: another account, or a service.",
        looks=(
            "`… because no resource-based policy allows the ecr:BatchGetImage action`, or a pull from "
            "another account, or CodeBuild's own pull (BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE)."
        ),
        known_by="no resource-based policy allows it, or the caller is of another account or a service",
        unlike=("image.digest-gone", "image.pull-denied", "registry.push-denied"),
        look="`aws ecr get-repository-policy --repository-name NAME`",
        fix=(
            "`aws ecr set-repository-policy` with Principal `arn:aws:iam::OTHER:root` (or Service "
            "codebuild.amazonaws.com) and ecr:BatchGetImage, GetDownloadUrlForLayer, "
            "BatchCheckLayerAvailability."
        ),
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
        sources=("docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",),
    ),
    Cause(
        label="registry.tag-immutable",
        means="The tag exists already, and the repository's tags cannot be moved.",
        looks=(
            "`tag invalid: The image tag 'X' already exists in the 'Y' repository and cannot be overwritten "
            "because the tag is immutable` (ImageTagAlreadyExistsException)."
        ),
        known_by="the tag is there already and immutable",
        unlike=("registry.push-denied",),
        look="`aws ecr describe-repositories --query 'repositories[].imageTagMutability'`",
        fix=(
            "Push under a tag of its own (the commit: `$GITHUB_SHA`), or exclude `latest` "
            "(`--image-tag-mutability IMMUTABLE_WITH_EXCLUSION`)."
        ),
        signs=(
            sign(6.9, "put request | failed commit on ref | failed to put manifest", "400 bad request"),
            sign(
                9.6,
                "imagetagalreadyexistsexception | cannot be overwritten because | tag invalid",
            ),
            sign(9.2, "already exists", "immutable | cannot be overwritten"),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
            "github.com/moby/buildkit/issues/3776",
        ),
    ),
)

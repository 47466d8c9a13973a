"""What a task (or a FROM line) names and pulls."""

from islive.causes.cause import Cause, Kind, around, sign
from islive.causes.phrases import DENIED, NETWORK, PULLING

PULL = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html"
UNREACHED = NETWORK + " | toomanyrequests | no space left on device"

CAUSES = (
    Cause(
        label="image.arch-mismatch",
        rule="image-wrong-architecture",
        means="The image was built for another processor or operating system than the task runs on.",
        look="the platforms of the image's index, beside `runtimePlatform` of the task definition",
        fix="Build with `docker buildx build --platform linux/amd64` (or set `runtimePlatform.cpuArchitecture` "
        "to ARM64).",
        signs=(
            sign(9.5, "exec format error"),
            sign(
                9.5,
                "does not contain descriptor matching platform | no matching manifest for | no match for "
                "platform in manifest",
            ),
            sign(9.3, "windows version", "incompatible"),
            sign(9, "requested image s platform", "does not match"),
            sign(8, "image operating system", "cannot be used on this platform | linux | windows"),
        ),
        sources=(PULL,),
    ),
    Cause(
        label="image.digest-gone",
        rule="image-expired",
        means="The digest that ECS pinned when it deployed was removed from the repository.",
        look="the lifecycle policy of the repository, and the digest in the service revision",
        fix="Deploy an image that is there, and keep a tag on what is deployed, so that no lifecycle rule removes it.",
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
        sources=(PULL,),
    ),
    Cause(
        label="image.invalid-reference",
        means="The image string is malformed, or is read as another name than meant.",
        look="the `image` of the container definition, character by character",
        fix="Write `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG` without spaces, quotes or unexpanded "
        "variables.",
        signs=(
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
    ),
    Cause(
        label="image.layer-verification",
        means="A layer arrived damaged or cut off.",
        look="whether a second pull works; disk and network of the instance",
        fix="Pull again; if it stays, push the image anew.",
        signs=(
            sign(9.5, "filesystem layer verification failed | layer verification failed"),
            sign(8.8, "unexpected eof | failed size validation | short read | content digest", PULLING + " | layer"),
            sign(7.8, "404 image not found | 404 : image not found"),
        ),
    ),
    Cause(
        label="image.manifest-unsupported",
        means="Registry or runtime cannot use the manifest or the layers (attestations, OCI variants, mixed "
        "compression).",
        look="the media types of the manifest",
        fix="Build with `--provenance=false` (and `--sbom=false`), or with docker media types.",
        signs=(
            sign(
                9.4, "media type | mediatype", "unsupported | no longer supported | not supported | invalid | unknown"
            ),
            sign(
                9.2, "manifest", "unsupported | not supported | schema 1 | schema v1 | manifest invalid | unknown blob"
            ),
            sign(
                8.6,
                "unexpected media type | mismatched image rootfs | image manifest contains two layers with "
                "the same digest | duplicate layer",
            ),
            sign(8.4, "application vnd", "unsupported | not supported"),
        ),
    ),
    Cause(
        label="image.not-found",
        rule="image-not-found",
        means="The repository, tag or digest that is to be pulled is not in the registry.",
        look="`aws ecr describe-images --repository-name NAME`: which tags are there",
        fix="Push the image under that tag, or deploy a tag that is there.",
        signs=(
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
            sign(6.4, "no such image | image not found"),
            sign(
                8,
                "docker.io | ghcr.io | quay.io | public.ecr.aws | mcr.microsoft.com | gcr.io",
                "name not found | not found",
                unless=UNREACHED + " | 401 unauthorized",
            ),
        ),
        sources=(PULL,),
    ),
    Cause(
        label="image.placeholder",
        means="The task definition still names a placeholder that was never meant to run.",
        look="the `image` of the container definition, and the step that should have replaced it",
        fix="Let the pipeline write the built image into the task definition before it registers it.",
        signs=(
            sign(
                9.2,
                "library repository latest | library placeholder | image1_name | image placeholder | "
                "placeholder image | library bootstrap | library image latest | library your",
            ),
            sign(9.2, PULLING, around("placeholder")),
            sign(9.2, "library repository"),
        ),
    ),
    Cause(
        label="image.pull-denied",
        rule="pull-denied",
        means="Whoever pulls may not: no permission on the repository, or a private image pulled anonymously.",
        look="ecr:BatchGetImage, GetDownloadUrlForLayer and BatchCheckLayerAvailability of the execution role; "
        "the repository's policy",
        fix="Attach AmazonECSTaskExecutionRolePolicy to the execution role; across accounts, let the "
        "repository's policy admit it.",
        signs=(
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
        sources=(PULL,),
    ),
    Cause(
        label="image.pull-failed",
        kind=Kind.SYMPTOM,
        means="The pull failed, and the message is cut off before the reason.",
        look="the end of the message: `containers[].reason` of the stopped task",
        fix="`islive SERVICE` asks the registry what is wrong.",
        signs=(
            sign(3.4, PULLING, unless=UNREACHED),
            sign(
                4,
                "cannotpullcontainererror | cannotpullecrcontainererror | cannotpullimagemanifesterror | "
                "build_container_unable_to_pull_image",
            ),
        ),
        sources=(PULL,),
    ),
    Cause(
        label="image.rate-limited",
        rule="registry-rate-limited",
        means="The registry, mostly Docker Hub, refuses pulls beyond its quota.",
        look="which images come from Docker Hub, without login",
        fix="Copy the image into ECR (a pull-through cache does it), or log in with repositoryCredentials.",
        signs=(
            sign(
                9.6,
                "toomanyrequests | pull rate limit | 429 too many requests | too many requests | http 429 | "
                "rate limit exceeded | download rate limit",
            ),
        ),
        sources=(PULL,),
    ),
    Cause(
        label="image.stale-tag",
        means="The tag moved, or did not: a cached or earlier image runs under the same name.",
        look="the digest of the running task beside the digest of the tag",
        fix="Deploy by digest, or by a tag that is never used twice.",
        signs=(
            sign(
                8.8,
                around(
                    "old image | stale image | cached image | image_pull_behavior | prefer-cached | same tag "
                    "| old code | old version"
                ),
                "latest | steady state | tag | deployed | digest",
            ),
        ),
    ),
    Cause(
        label="image.upstream-broken",
        means="Somebody else published a broken image, or changed it under the same tag.",
        look="the publisher's releases and issues",
        fix="Pin the last digest that worked.",
        signs=(
            sign(
                9.2,
                "error | failed | panic | exec | exited",
                around(
                    "upstream image | third-party image | upstream released | vendor image | new release of "
                    "the image | image was republished | moving tag | publisher"
                ),
            ),
        ),
    ),
    Cause(
        label="image.wrong-image",
        means="What runs is not the image that was meant.",
        look="`image` and digest of the running task",
        fix="Correct the image of the container definition.",
        signs=(
            sign(
                8.6,
                "exited | error | not found | unhealthy | exit",
                around("wrong image | another image | image of another | swapped images | different image"),
            ),
        ),
    ),
)

"""What is in an image, and whether it is the one that was meant."""

from islive.causes.cause import Cause, around, sign, told

PULL_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html"

CAUSES = (
    Cause(
        label="image.arch-mismatch",
        rule="image-wrong-platform",
        means="The image was built for another processor or operating system than the task runs on.",
        looks=(
            "At the pull: `image Manifest does not contain descriptor matching platform 'linux/amd64'` "
            "(Fargate, containerd), `no matching manifest for linux/arm64/v8` (Docker); after it `exec "
            "format error`, exit code 1 or 255, in the container's log only. Images built on an Apple "
            "machine are ARM64."
        ),
        known_by="the platform of image and task differ",
        unlike=(
            "app.exit-nonzero",
            "deploy.circuit-breaker-triggered",
            "image.manifest-unsupported",
            "image.upstream-broken",
        ),
        look="`docker buildx imagetools inspect IMAGE`; `runtimePlatform` of the task definition",
        fix=(
            "`docker buildx build --platform linux/amd64 --push`, or `runtimePlatform.cpuArchitecture: "
            "ARM64`; in a multi-stage file drop `--platform=$BUILDPLATFORM` from the last FROM."
        ),
        signs=(
            sign(
                9.4,
                "does not match the specified platform | was found but does not match | "
                "image platform does not match | wrong architecture | unsupported architecture | "
                "illegal instruction",
            ),
            sign(
                8.8,
                "essential container | exited | tasks failed to start | failed to start | exit code | "
                "circuit breaker | crash | exec | cannotpullcontainererror | unhealthy",
                told("m1 | m2 | m3 | apple silicon | apple | arm64 | arm | aarch64 | graviton"),
                told("mac | macbook | built | image | x86_64 | amd64 | x86 | task | architecture | platform"),
            ),
            sign(
                9.3,
                "qemu-x86_64 | qemu-aarch64 | rosetta error | cannot execute binary file | "
                "wrong elf class | not a dynamic executable bad cpu | bad cpu type in executable",
            ),
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
        sources=(PULL_PAGE, "github.com/aws-samples/amazon-bedrock-serverless-prompt-chaining/issues/213"),
    ),
    Cause(
        label="image.manifest-unsupported",
        means=(
            "Registry or runtime cannot use the manifest or the layers (attestations, OCI variants, mixed compression)."
        ),
        looks=(
            "`mediaType in manifest should be … not …`, `unsupported media type application/vnd.oci.empty`, "
            "`manifest schema 1 … no longer supported`, `unexpected media type text/html`."
        ),
        known_by="the complaint is about a media type or schema, not about a platform",
        unlike=("image.arch-mismatch",),
        look=(
            "`docker manifest inspect --verbose IMAGE`, or `aws ecr batch-get-image --query "
            "'images[].imageManifestMediaType'`"
        ),
        fix=(
            "Build with `--provenance=false --sbom=false` (and `--output type=image,oci-mediatypes=false`), "
            "or update what pulls."
        ),
        signs=(
            sign(7.2, "manifest blob unknown | manifest list unknown"),
            sign(9.4, "mediatype in manifest should be"),
            sign(
                9.6,
                "cannotpullcontainererror | manifest | failed",
                around("provenance | attestation | attestations | oci media types | zstd"),
            ),
            sign(
                9.4,
                "mediatype in manifest should be | no default available | image format v1 | "
                "manifest invalid | media type for the source image | in-toto",
            ),
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
        sources=(PULL_PAGE,),
    ),
    Cause(
        label="image.stale-tag",
        rule="tag-moved-since-deployment",
        means="The tag moved, or did not: a cached or earlier image runs under the same name.",
        looks=(
            "No error: steady state, and the old behaviour. On EC2 with ECS_IMAGE_PULL_BEHAVIOR `once` or "
            "`prefer-cached` the instance's copy runs; everywhere a tag that was not pushed, or pushed after "
            "the deployment began."
        ),
        known_by="the tag leads to another digest than the one that runs",
        unlike=("deploy.image-unchanged", "image.digest-gone", "network.dns-failure", "registry.network-unreachable"),
        look="`islive SERVICE VERSION`; digest of the task beside `aws ecr describe-images --image-ids imageTag=TAG`",
        fix=(
            "Deploy by digest or by a tag per commit; for now `aws ecs update-service "
            "--force-new-deployment`, and set ECS_IMAGE_PULL_BEHAVIOR=always on EC2."
        ),
        signs=(
            sign(9.1, "service is stable | stable | steady state", told("cached | not pulled again | latest")),
            sign(
                9.1,
                "steady state | completed | no such host | digest | deployed | latest | running",
                told(
                    "cached image | keep old digest | old digest | cached | latest tag | same latest | "
                    "stale image | old copy | prefer-cached | image_pull_behavior | kept the cached | "
                    "moving tag | same tag"
                ),
            ),
            sign(
                8.8,
                around(
                    "old image | stale image | cached image | image_pull_behavior | prefer-cached | same tag "
                    "| old code | old version"
                ),
                "latest | steady state | tag | deployed | digest",
            ),
        ),
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",),
    ),
    Cause(
        label="image.upstream-broken",
        means="Somebody else published a broken image, or changed it under the same tag.",
        looks=(
            "Tasks or builds that did not change fail since a certain hour; the image comes from somebody "
            "else under a moving tag."
        ),
        known_by="the image is a third party's, and its digest changed when the failures began",
        unlike=("app.permission-denied", "image.arch-mismatch"),
        look="the digest before and now: `docker buildx imagetools inspect IMAGE`; the publisher's issues",
        fix="Pin the last digest that worked (`IMAGE@sha256:…`), and copy it into ECR.",
        signs=(
            sign(
                9.7,
                "error | failed | panic | exec | exited | denied | cannotpullcontainererror | not found",
                told(
                    "vendor published | updated upstream | upstream released | pinning the previous | "
                    "pinned the previous | upstream image | broken release | broken latest | "
                    "third-party image | publisher | published a broken | upstream bug | "
                    "new upstream version | republished"
                ),
            ),
            sign(
                9.2,
                "error | failed | panic | exec | exited",
                around(
                    "upstream image | third-party image | upstream released | vendor image | new release of "
                    "the image | image was republished | moving tag | publisher"
                ),
            ),
        ),
        sources=(PULL_PAGE,),
    ),
    Cause(
        label="image.wrong-image",
        means="What runs is not the image that was meant.",
        looks=(
            "The container starts something else: a stranger's log, `command not found` for a command that "
            "the right image has, exit code 0 at once."
        ),
        known_by="digest or labels of what runs belong to another repository or build",
        unlike=("app.command-not-found", "app.exit-zero"),
        look="`islive SERVICE VERSION`; `aws ecs describe-tasks --query 'tasks[].containers[].[image,imageDigest]'`",
        fix="Correct `image` of that container (mind the order of containers in a template), register and deploy.",
        signs=(
            sign(
                8.6,
                "exited | error | not found | unhealthy | exit",
                around("wrong image | another image | image of another | swapped images | different image"),
            ),
        ),
        sources=(PULL_PAGE,),
    ),
)

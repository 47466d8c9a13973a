"""The newest image has no name of its own."""

import re
from collections.abc import Iterator

from islive.facts.images import Image, Images, Repository
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage

# A version, a build's number or a date has a digit; a commit is hexadecimal. What has neither floats.
SPECIFIC = re.compile(r"\d|(?:^|[-_.])[0-9a-f]{7,40}$")


@rule(stage=Stage.IMAGE, severity=Severity.LOW, root=False)
def image_without_version_tag(images: Images) -> Iterator[Sighting]:
    """The newest image carries only tags that will move on.

    ## What it means

    The image that was pushed last is tagged `latest`, `main` or the like and nothing else. With the next push the
    tag moves, and this image is left without a name: nobody can ask for it, roll back to it or tell what it is, and
    a lifecycle policy for untagged images may delete it.

    ## Why it happens

    The build pushes one fixed tag. It is what every tutorial begins with.

    ## What to do

    Push each image under its commit and its version as well; `latest` may stay beside them. In a CodeBuild
    buildspec the commit is `$CODEBUILD_RESOLVED_SOURCE_VERSION`. For the image that is there already,
    `islive tag SERVICE VERSION` adds the names, provided that the image provably is that version.

    ## References

    - Tagging and pushing: https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-ecr-image.html
    - Retagging: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html
    - Lifecycle policies: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    - The build's variables: https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
    """
    for key in sorted(images.repositories):
        repository = images.repositories[key]
        newest = _newest(repository) if isinstance(repository, Repository) else None
        if newest and not any(SPECIFIC.search(tag) for tag in newest.tags):
            yield _sighting(newest)


def _newest(repository: Repository) -> Image | None:
    # Untagged ones are parts of a multi-platform image, or have lost their tag already.
    return next((image for image in repository.images if image.tags), None)


def _sighting(image: Image) -> Sighting:
    return Sighting(
        subject=f"{image.repository}@{image.digest}",
        summary=f"the newest image is tagged {', '.join(image.tags)} only: {image.repository}, pushed "
        f"{image.pushed_at:%Y-%m-%d %H:%M} UTC, expected a version or commit as well",
        because=(
            Citation(
                "ecr:DescribeImages",
                f"imageDetails[{image.digest[:19]}].imageTags",
                ", ".join(image.tags),
            ),
        ),
        remedies=(_remedy(image.repository),),
    )


def _remedy(repository: str) -> Remedy:
    commit = "$CODEBUILD_RESOLVED_SOURCE_VERSION"
    return Remedy(
        "tag every image with its commit and version",
        Risk.MANUAL,
        Horizon.LATER,
        steps=(
            Step(
                f"Push each image under its commit as well, beside the floating tag: `docker push "
                f"HOST/{repository}:git-{commit}`; and a release under its version."
            ),
        ),
    )

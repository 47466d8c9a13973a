"""The registry does not let the tag be moved."""

import re
from collections.abc import Iterator

from islive.facts.builds import Build
from islive.facts.failed_build import FailedBuild
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_again

IMMUTABLE = re.compile(
    r"The image tag '(?P<tag>[^']+)' already exists in the '(?P<repository>[^']+)' repository and cannot be overwritten"
)


@rule(stage=Stage.PUSH, severity=Severity.HIGH, explains=("build-failed", "version-image-missing"))
def push_tag_immutable(failed: FailedBuild) -> Iterator[Sighting]:
    """The push failed because its tag is taken, and the repository's tags are immutable.

    ## What it means

    The image was built, and ECR refused its tag: an image with that tag exists, and the repository does not let tags be
    moved. That protects releases from being replaced; the build wanted to replace something.

    ## Why it happens

    - The build pushes `latest` (or `prod`) into a repository whose tags are all immutable.
    - The same version was built again: a build that is repeated gives another digest, for it holds other times.
    - Two builds of one commit ran side by side, and the other was faster.

    ## What to do

    1. If the image that has the tag is the version, deploy that one; nothing needs to be built.
    2. For tags that are meant to move, exclude them from immutability (`latest*`), or stop pushing them.
    3. Let the build look whether the tag exists before it builds.

    ## References

    - Immutable tags: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
    - PutImage: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html
    - Pushing: https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-ecr-image.html
    """
    found = next(((line.strip(), match) for line in failed.lines if (match := IMMUTABLE.search(line))), None)
    if failed.build and found:
        line, match = found
        yield Sighting(
            subject=failed.build.id,
            summary=f"the push of {match['repository']}:{match['tag']} was refused: that tag exists, and tags are "
            "immutable there, expected a tag of its own",
            because=(Citation("logs:GetLogEvents", "events[].message", line),),
            remedies=(_remedy(match["repository"], match["tag"], failed.build),),
        )


def _remedy(repository: str, tag: str, build: Build) -> Remedy:
    return Remedy(
        f"push under a tag that is free in {repository}",
        Risk.MANUAL,
        steps=(
            Step(
                f"Push the version under its own tag alone, or exclude {tag} from the immutability of "
                f"{repository}: `aws ecr "
                f"put-image-tag-mutability --repository-name {repository} --image-tag-mutability "
                "IMMUTABLE_WITH_EXCLUSION "
                f"--image-tag-mutability-exclusion-filters filterType=WILDCARD,filter={tag}`."
            ),
            start_again(build),
        ),
    )

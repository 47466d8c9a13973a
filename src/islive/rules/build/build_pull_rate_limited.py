"""The base image could not be pulled: the registry limits pulls."""

import re
from collections.abc import Iterator

from islive.causes.said import said
from islive.facts.builds import Build
from islive.facts.failed_build import FailedBuild
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_again

BASE = re.compile(
    r"(?:registry-1\.docker\.io/v2/|load metadata for docker\.io/)(?P<name>[\w./-]+?)(?:/manifests|:|\s|$)"
)


@rule(
    stage=Stage.BUILD, severity=Severity.HIGH, explains=("build-failed", "version-image-missing", "push-found-no-image")
)
def build_pull_rate_limited(failed: FailedBuild) -> Iterator[Sighting]:
    """The build could not pull its base image, because the registry limits pulls.

    ## What it means

    Docker Hub answered `toomanyrequests` to a pull of the build. It counts pulls by address where nobody is logged in,
    and CodeBuild's addresses are shared by many customers: such a build fails now and then whatever one's own count.
    Nothing is wrong with the commit.

    ## Why it happens

    - The Dockerfile's `FROM` names an image of Docker Hub, and the buildspec does not log in there.
    - The project builds in a VPC, and every build leaves through the same NAT gateway.

    ## What to do

    1. Start the build again later: the limit is counted over hours.
    2. Take base images from `public.ecr.aws/docker/library/…`, or from ECR by a pull-through cache rule.
    3. Or log in to Docker Hub in pre_build, with a token out of Secrets Manager.

    ## References

    - Docker Hub's limits: https://docs.docker.com/docker-hub/usage/pulls/
    - Pull-through cache: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
    - Troubleshooting CodeBuild: https://docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html
    """
    line = next((line.strip() for line in failed.lines if said(line).says("image.rate-limited")), None)
    if failed.build is None or line is None:
        return
    named = (match["name"] for one in failed.lines if (match := BASE.search(one)))
    image = next(named, "its base image").removeprefix("library/")
    yield Sighting(
        subject=failed.build.id,
        summary=f"Docker Hub limits the build's pulls: {image} was refused with toomanyrequests, expected a login or "
        "a copy in ECR",
        because=(Citation("logs:GetLogEvents", "events[].message", line),),
        remedies=tuple(_remedies(image, failed.build)),
    )


def _remedies(image: str, build: Build) -> Iterator[Remedy]:
    again = start_again(build, "Start the build again in an hour; the commit need not change.")
    yield Remedy("start the build again later", Risk.MANUAL, Horizon.NOW, (again,))
    name = image.partition(":")[0]
    mirror = Step(
        f"Take {image} from Amazon's public registry: `sed -i 's#^FROM {name}#FROM "
        f"public.ecr.aws/docker/library/{name}#' "
        "Dockerfile`."
    )
    yield Remedy("take base images from ECR", Risk.MANUAL, Horizon.LATER, (mirror,))

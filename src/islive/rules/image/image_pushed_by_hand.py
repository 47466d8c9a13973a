"""No build made the newest image."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from islive.facts.build_project import BuildProject
from islive.facts.builds import Build, Builds
from islive.facts.ci_runs import CiRuns
from islive.facts.images import Image, Images, Repository
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.grants import lines
from islive.rules.who_did_it import events_named

# The clocks of CodeBuild and ECR, and the moment between a push and the end of its build.
SLACK = timedelta(minutes=2)


@rule(stage=Stage.IMAGE, severity=Severity.MEDIUM, root=False)
def image_pushed_by_hand(
    images: Images, project: BuildProject, builds: Builds, runs: CiRuns | Gap
) -> Iterator[Sighting]:
    """The newest image was pushed while no build was running.

    ## What it means

    The project has pushed to this repository before, its builds are known back to a time before this image, and none
    of them was under way when the image came in. So somebody or something else pushed it: most often a person, from
    a laptop. What is in it depends on the files that lay there, committed or not, and nobody else can build it again.

    It is *likely*, not certain: another pipeline that islive does not see may have pushed it.

    ## Why it happens

    - The pipeline was broken, and somebody helped themselves.
    - Somebody tested the push, with the tag that production deploys.
    - An old pipeline or a copy from another registry still pushes here.

    ## What to do

    1. CloudTrail knows who it was: look up the event PutImage of the repository at that time.
    2. Let the pipeline build and push the version again, and deploy that image.
    3. Give only the build role the right to push.

    ## References

    - ECR in CloudTrail: https://docs.aws.amazon.com/AmazonECR/latest/userguide/logging-using-cloudtrail.html
    - What a push needs: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
    - Repository policies: https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
    """
    for key in sorted(images.repositories):
        repository = images.repositories[key]
        if project.name is None or not isinstance(repository, Repository):
            continue
        newest = next((image for image in repository.images if image.tags), None)
        if newest and _pushes_here(builds, repository) and _reaches(builds, newest) and not _made(newest, builds, runs):
            yield _sighting(project.name, newest, builds, project.service_role)


def _pushes_here(builds: Builds, repository: Repository) -> bool:
    return any(_pushed(build, image) for build in builds.builds for image in repository.images)


def _pushed(build: Build, image: Image) -> bool:
    inside = build.status == "SUCCEEDED" and _during(image.pushed_at, build.started_at, build.ended_at)
    return image.digest in build.digests or inside


def _reaches(builds: Builds, image: Image) -> bool:
    return any(build.started_at < image.pushed_at for build in builds.builds)


def _made(image: Image, builds: Builds, runs: CiRuns | Gap) -> bool:
    spans = [(build.started_at, build.ended_at) for build in builds.builds]
    if isinstance(runs, CiRuns):
        spans += [(run.started_at, run.ended_at) for run in runs.runs]
    exported = any(image.digest in build.digests for build in builds.builds)
    return exported or any(_during(image.pushed_at, started, ended) for started, ended in spans)


def _during(moment: datetime, started: datetime, ended: datetime | None) -> bool:
    return started - SLACK <= moment and (ended is None or moment <= ended + SLACK)


def _sighting(project: str, image: Image, builds: Builds, role: str | None) -> Sighting:
    before = next(build for build in builds.builds if build.started_at < image.pushed_at)
    return Sighting(
        subject=f"{image.repository}@{image.digest}",
        summary=f"no build pushed the newest image: {image.repository}:{image.tags[0]} came "
        f"{image.pushed_at:%Y-%m-%d %H:%M} UTC, while {project} was building nothing",
        because=(
            Citation(
                "ecr:DescribeImages",
                f"imageDetails[{image.digest[:19]}].imagePushedAt",
                image.pushed_at.isoformat(),
            ),
            Citation(
                "codebuild:BatchGetBuilds",
                f"builds[{before.id}].endTime",
                before.ended_at.isoformat() if before.ended_at else "",
            ),
        ),
        certainty=Certainty.LIKELY,
        remedies=(_remedy(image, role),),
    )


def _remedy(image: Image, role: str | None) -> Remedy:
    who = events_named("PutImage", image.pushed_at)
    deny = {
        "Sid": "OnlyTheBuildPushes",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "ecr:PutImage",
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": role or "ARN-OF-THE-BUILD-ROLE"}},
    }
    return Remedy(
        "let only the pipeline push",
        Risk.MANUAL,
        Horizon.LATER,
        steps=(
            Step(f"Look up who it was, repository {image.repository}: `{who}`."),
            Step(
                f"Allow the push to the build role only: this statement in the policy of {image.repository} (`aws ecr "
                "set-repository-policy`).",
                document=lines(deny),
            ),
        ),
    )

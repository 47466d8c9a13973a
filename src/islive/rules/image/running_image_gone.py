"""The image that the tasks run is no longer in the registry."""

from collections.abc import Iterator

from islive.facts.missing_images import MissingImage, MissingImages
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_build


@rule(stage=Stage.IMAGE, severity=Severity.HIGH, root=False)
def running_image_gone(missing: MissingImages) -> Iterator[Sighting]:
    """Every task runs, from an image that the registry no longer has: the next one cannot start.

    ## What it means

    ECS resolved the image's digest when it deployed it, the tasks pulled it, and go on serving. The registry does not
    have that digest any more. Nothing has failed yet; but no task can be replaced, moved or added, and a rollback to
    this deployment fails as well. The first task that ends is missing until the image is back.

    Tags and annotations of the image are gone with it. Which version it is then only a build can tell that recorded
    the digest; without one islive does not say that the version is live.

    ## Why it happens

    - A lifecycle policy expired the image. ECR does not know what ECS runs.
    - Somebody deleted it, or the repository was made anew.
    - A tag was moved to a newer image, and a policy or a clean-up removed the untagged one.

    ## What to do

    1. Build the same commit again, push it, and deploy the new digest, before a task ends. Do not stop tasks meanwhile.
    2. Keep what is deployed out of clean-ups: a tag such as `live-<service>`, and a lifecycle rule that spares it.

    ## References

    - How ECS resolves tags: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    - Lifecycle policies: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    - Deleting images: https://docs.aws.amazon.com/AmazonECR/latest/userguide/delete_image.html
    """
    for one in missing.images:
        if one.still_runs and one.digest:
            yield _sighting(one, one.digest)


def _sighting(one: MissingImage, digest: str) -> Sighting:
    tags = ", ".join(tag for image in one.repository.images for tag in image.tags)
    path = f"serviceRevisions[].containerImages[{one.container}].imageDigest"
    return Sighting(
        subject=one.reference.text,
        summary=f"image {one.short} runs, and {one.repository.name} no longer has it: no other task of "
        f"{one.task_definition} can start",
        because=(
            Citation("ecs:DescribeServiceRevisions", path, digest),
            Citation("ecr:DescribeImages", "imageDetails[].imageTags", tags or "[]"),
        ),
        remedies=(_again(one),),
    )


def _again(one: MissingImage) -> Remedy:
    says = f"Build the commit of {one.reference.repository}:{one.reference.tag or 'latest'} again, push it, and deploy "
    version = one.reference.tag or "COMMIT-OR-TAG"
    step = start_build("PROJECT", version, f"{says}its new digest; until then stop no task of {one.task_definition}.")
    return Remedy("bring the image back before a task ends", Risk.MANUAL, Horizon.NOW, (step,))

"""The image is in the registry's archive, from which nothing can be pulled."""

from collections.abc import Iterator

from islive.facts.archived_images import ArchivedImage, ArchivedImages
from islive.facts.missing_images import MissingImage, MissingImages
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage


@rule(
    stage=Stage.IMAGE,
    severity=Severity.CRITICAL,
    root=False,
    explains=("image-not-found", "version-image-missing", "tasks-failed-to-start"),
)
def image_archived(missing: MissingImages, archived: ArchivedImages) -> Iterator[Sighting]:
    """The image was moved to the archive, and an archived image cannot be pulled.

    ## What it means

    ECR still has the image, in its archive storage class. There it is kept at a lower price, lists of images leave it
    out unless they ask for it, and a pull is answered as if it did not exist. It can be restored.

    ## Why it happens

    - A lifecycle rule with the action `transition` archived it: by its age, or because nobody had pulled it for long. A
      service whose tasks run for months pulls nothing, and looks unused.
    - Somebody archived it by hand to save storage.

    ## What to do

    1. Restore it; the remedy holds the command. It takes some minutes until it can be pulled, and ECS tries again by
       itself.
    2. Keep what is deployed out of the rule that archives.

    ## References

    - Archived images: https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive-image.html
    - Lifecycle policies: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    - ECR, API shape ImageDetail: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html
    """
    for one in missing.images:
        for image in archived.images:
            if image.repository == one.repository.key and _is_it(image, one):
                yield _sighting(one, image)


def _is_it(image: ArchivedImage, one: MissingImage) -> bool:
    digest = one.digest or one.reference.digest
    return image.digest == digest if digest else (one.reference.tag or "latest") in image.tags


def _sighting(one: MissingImage, image: ArchivedImage) -> Sighting:
    when = f" since {image.archived_at:%Y-%m-%d}" if image.archived_at else ""
    return Sighting(
        subject=one.reference.text,
        summary=f"image {one.short} is archived{when}: its imageStatus is ARCHIVED, expected ACTIVE; "
        f"{one.task_definition} names it",
        because=(Citation("ecr:DescribeImages", f"imageDetails[{image.digest[:19]}].imageStatus", "ARCHIVED"),),
        remedies=(_restore(one, image),),
    )


def _restore(one: MissingImage, image: ArchivedImage) -> Remedy:
    step = Step(
        says=f"Restore {image.digest[:19]} of {one.repository.name} from the archive.",
        operation="ecr:UpdateImageStorageClass",
        params={
            "repositoryName": one.repository.name,
            "imageId": {"imageDigest": image.digest},
            "targetStorageClass": "STANDARD",
        },
        expects="Its imageStatus is still ARCHIVED.",
        undo="Archive it again with targetStorageClass ARCHIVE.",
    )
    return Remedy("restore the image from the archive", Risk.SAFE, steps=(step,))

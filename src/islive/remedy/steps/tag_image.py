"""Give an image in ECR another tag, without pulling or pushing it: its bytes stay, and so does its digest."""

from islive.facts.identity import SHORT_DIGEST
from islive.facts.image_manifest import ACCEPTED
from islive.facts.images import Image, repository_arn
from islive.facts.images_of_interest import reference_to
from islive.model.aws_cli import cli_line
from islive.model.remedy import Precondition, Risk, Source, Step
from islive.remedy.builder import writes

PUT, LOOK, GET = "ecr:PutImage", "ecr:DescribeImages", "ecr:BatchGetImage"
ABSENT = frozenset({"ImageNotFoundException"})


@writes(PUT, reads=(LOOK, GET))
def tag_image(image: Image, tag: str, held: Image | None = None, risk: Risk = Risk.SAFE) -> Step:
    """The step that gives `image` the tag, which `held` has now.

    PutImage with the manifest as BatchGetImage gives it (Amazon ECR user guide, "Retagging an image"): of an index it
    is the index that gets the tag. With imageDigest ECR refuses bytes that are not the image's.
    """
    reference = reference_to(image)
    at = repository_arn(reference)
    repository = {"registryId": reference.account, "repositoryName": image.repository}
    accepted = [image.media_type] if image.media_type else list(ACCEPTED)
    whole = {**repository, "imageIds": [{"imageDigest": image.digest}], "acceptedMediaTypes": accepted}
    taken = {"imageManifest": Source(GET, whole, "images[0].imageManifest", at)}
    kind = {"imageManifestMediaType": image.media_type} if image.media_type else {}
    if not image.media_type:
        taken["imageManifestMediaType"] = Source(GET, whole, "images[0].imageManifestMediaType", at)
    named = {**repository, "imageIds": [{"imageTag": tag}]}
    return Step(
        says=_says(image, tag, held),
        operation=PUT,
        params={**repository, "imageTag": tag, "imageDigest": image.digest, **kind},
        expects=f"{tag} stands at {held.digest}" if held else f"no image has the tag {tag}",
        undo=_undo(image, tag, held),
        risk=risk,
        at=at,
        precondition=Precondition(
            Source(LOOK, named, "imageDetails[0].imageDigest", at, ABSENT),
            was=held.digest if held else None,
            becomes=image.digest,
        ),
        takes=taken,
        idempotent=True,
    )


def _says(image: Image, tag: str, held: Image | None) -> str:
    here = f"{image.repository}@{image.digest[:SHORT_DIGEST]}"
    if held is None:
        return f"give the tag {tag} to {here}"
    left = [one for one in held.tags if one != tag]
    rest = f"which keeps {', '.join(left)}" if left else "which is left without a tag"
    return f"move the tag {tag} to {here}, away from {held.digest[:SHORT_DIGEST]}, {rest}"


def _undo(image: Image, tag: str, held: Image | None) -> str:
    """Amazon ECR API reference, BatchDeleteImage: whoever takes an image's last tag away deletes the image."""
    if held:
        return tag_image(held, tag).aws_cli or ""
    if not image.tags:
        return f"leave it: {tag} may be its only tag, and taking the last tag away deletes the image"
    params = {"repositoryName": image.repository, "imageIds": [{"imageTag": tag}]}
    return cli_line("ecr:BatchDeleteImage", {"registryId": reference_to(image).account, **params})

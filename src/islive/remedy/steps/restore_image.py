"""Restore an image from the archive of its repository."""

from islive.model.expected import OneOf
from islive.model.remedy import Precondition, Risk, Source, Step
from islive.remedy.builder import writes

UPDATE, LOOK = "ecr:UpdateImageStorageClass", "ecr:DescribeImages"
SHORT = 19


@writes(UPDATE, reads=(LOOK,))
def restore_image(repository: str, digest: str) -> Step:
    """The step that restores it; `repository` is the ARN of its repository.

    It can be pulled once ECR has restored it, usually within twenty minutes (Amazon ECR user guide, "Archiving an
    image in Amazon ECR"); until then it is ACTIVATING.
    """
    account, name = repository.split(":")[4], repository.partition(":repository/")[2]
    place = {"registryId": account, "repositoryName": name}
    source = Source(LOOK, {**place, "imageIds": [{"imageDigest": digest}]}, "imageDetails[0].imageStatus", repository)
    return Step(
        says=f"restore {digest[:SHORT]} of {name} from the archive, which takes ECR up to 20 minutes",
        operation=UPDATE,
        params={**place, "imageId": {"imageDigest": digest}, "targetStorageClass": "STANDARD"},
        expects=f"{digest[:SHORT]} is ARCHIVED",
        undo="archive it again with --target-storage-class ARCHIVE",
        risk=Risk.SAFE,
        at=repository,
        precondition=Precondition(source, "ARCHIVED", OneOf(("ACTIVATING", "ACTIVE"))),
        idempotent=True,
        tells={"imageStatus": "imageStatus"},
    )

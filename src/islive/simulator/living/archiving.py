"""UpdateImageStorageClass: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UpdateImageStorageClass.html.

An archived image cannot be pulled, and one that is being restored not yet:
https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive_restore_image.html
"""

from islive.simulator.living.living import Living
from islive.simulator.names import Json
from islive.simulator.refusal import Refusal
from islive.simulator.resources.ecr import Repository

ACTIVE, ARCHIVED, ACTIVATING = "ACTIVE", "ARCHIVED", "ACTIVATING"
_CLASSES = {"STANDARD": ACTIVE, "ARCHIVE": ARCHIVED}


def update_storage_class(living: Living, repository: Repository, digest: str, params: Json) -> str:
    """Archive an image at once, or begin to restore it; its status then. Raises Refusal."""
    wanted = _CLASSES.get(params.get("targetStorageClass", ""))
    if wanted is None:
        says = "Invalid parameter at 'targetStorageClass' failed to satisfy constraint: 'must be STANDARD or ARCHIVE'"
        raise Refusal("InvalidParameterException", says)
    key = next(key for key, image in repository.by_key.items() if image.digest == digest)
    status = repository.by_key[key].document.get("imageStatus", ACTIVE)
    if status in (wanted, ACTIVATING):
        says = f"The storage class of an image with status {status} cannot be updated."
        raise Refusal("ImageStorageClassUpdateNotSupportedException", says)
    name: str = repository.description["repositoryName"]
    if wanted == ARCHIVED:
        _set(living, name, key, ARCHIVED)
        return ARCHIVED
    _set(living, name, key, ACTIVATING)
    living.engine.agenda.after(living.engine.pace.restoring, lambda: _set(living, name, key, ACTIVE))
    return ACTIVATING


def _set(living: Living, repository: str, key: str, status: str) -> None:
    images = {key: {"imageStatus": status}}
    living.change({"aws": {"ecr": {"repositories": {repository: {"images": images}}}}})

"""PutImage: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html.

The layers of an image that the world does not have were never uploaded, so only a manifest that is there already can be
put: another tag for it (https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html).
"""

from islive.simulator.images import sha256
from islive.simulator.living.living import Living
from islive.simulator.names import Json
from islive.simulator.refusal import Refusal
from islive.simulator.resources.ecr import Repository
from islive.simulator.wildcards import like


def put_image(living: Living, repository: Repository, params: Json) -> Json:
    """Give a manifest of the repository a tag; the image as PutImage answers it."""
    manifest, tag = params["imageManifest"], params.get("imageTag")
    name: str = repository.description["repositoryName"]
    digest = sha256(manifest)
    if params.get("imageDigest", digest) != digest:
        says = (
            f"The provided image digest '{params['imageDigest']}' does not match the one calculated by ECR '{digest}'"
        )
        raise Refusal("ImageDigestDoesNotMatchException", says)
    key = next((key for key, image in repository.by_key.items() if image.digest == digest), None)
    if key is None:
        raise Refusal("LayersNotFoundException", f"The layers of the image do not exist in the repository '{name}'.")
    if tag:
        _tag(living, repository, key, tag)
    return {
        "registryId": repository.description["registryId"],
        "repositoryName": name,
        "imageId": {"imageDigest": digest} | ({"imageTag": tag} if tag else {}),
        "imageManifest": manifest,
        "imageManifestMediaType": repository.by_key[key].media_type,
    }


def _moves(repository: Repository, tag: str) -> bool:
    """Whether that tag may be given to another image.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
    """
    setting = repository.description["imageTagMutability"]
    filters = repository.description.get("imageTagMutabilityExclusionFilters", [])
    excluded = setting.endswith("_WITH_EXCLUSION") and any(like(it["filter"], tag, ignore_case=False) for it in filters)
    return setting.startswith("MUTABLE") != excluded


def _tag(living: Living, repository: Repository, key: str, tag: str) -> None:
    name, registry = repository.description["repositoryName"], repository.description["registryId"]
    image = repository.by_key[key]
    if tag in image.tags:
        says = f"Image with digest '{image.digest}' and tag '{tag}' already exists in the repository with name '{name}'"
        raise Refusal("ImageAlreadyExistsException", f"{says} in registry with id '{registry}'")
    others = {other: it.tags for other, it in repository.by_key.items() if tag in it.tags}
    if others and not _moves(repository, tag):
        says = f"The image tag '{tag}' already exists in the '{name}' repository and cannot be overwritten"
        raise Refusal("ImageTagAlreadyExistsException", f"{says} because the repository is immutable.")
    images: Json = {other: {"tags": [it for it in tags if it != tag]} for other, tags in others.items()}
    images[key] = {"tags": [*image.tags, tag]}
    living.change({"aws": {"ecr": {"repositories": {name: {"images": images}}}}})

"""PutImage: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html.

A manifest that is there gets another tag (https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html). One
that is new is put as it is, if the repository has the layers, or the images, that it names.
"""

import json

from islive.simulator.images import sha256
from islive.simulator.living.living import Living
from islive.simulator.moments import written_at
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
        _check(repository, manifest, params.get("imageManifestMediaType"))
    _tag(living, repository, key, manifest, tag)
    return {
        "registryId": repository.description["registryId"],
        "repositoryName": name,
        "imageId": {"imageDigest": digest} | ({"imageTag": tag} if tag else {}),
        "imageManifest": manifest,
        "imageManifestMediaType": living.world.ecr.repositories[name].by_key[key or digest].media_type,
    }


def _check(repository: Repository, manifest: str, media_type: str | None) -> None:
    """Whether a manifest that is new can be put: what it names must be there."""
    name = repository.description["repositoryName"]
    try:
        told: Json = json.loads(manifest)
    except ValueError:
        says = "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'"
        raise Refusal("InvalidParameterException", says) from None
    if "mediaType" not in told and media_type is None:
        says = "Invalid parameter at 'imageManifestMediaType' failed to satisfy constraint: 'must not be null'"
        raise Refusal("InvalidParameterException", says)
    known = {it.digest for it in repository.images}
    if any(it["digest"] not in known for it in told.get("manifests", ())):
        says = f"Images with digests referenced by the manifest list do not exist in the repository '{name}'"
        raise Refusal("ReferencedImagesNotFoundException", says)
    blobs = {digest for it in repository.images for digest in (*it.blobs, *it.layers)}
    parts = [] if "manifests" in told else [told.get("config", {}), *told.get("layers", ())]
    if any(it.get("digest") not in blobs for it in parts):
        raise Refusal("LayersNotFoundException", f"The layers of the image do not exist in the repository '{name}'.")


def moves(repository: Repository, tag: str) -> bool:
    """Whether that tag may be given to another image.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
    """
    setting = repository.description["imageTagMutability"]
    filters = repository.description.get("imageTagMutabilityExclusionFilters", [])
    excluded = setting.endswith("_WITH_EXCLUSION") and any(like(it["filter"], tag) for it in filters)
    return setting.startswith("MUTABLE") != excluded


def _tag(living: Living, repository: Repository, key: str | None, manifest: str, tag: str | None) -> None:
    """Write the image with its tag into the world, which its other image of that tag loses."""
    name, registry = repository.description["repositoryName"], repository.description["registryId"]
    image, digest = repository.by_key[key] if key else None, sha256(manifest)
    if image and (tag is None or tag in image.tags):
        says = f"Image with digest '{digest}' and tag '{tag}' already exists in the repository with name '{name}'"
        raise Refusal("ImageAlreadyExistsException", f"{says} in registry with id '{registry}'")
    others = {other: it.tags for other, it in repository.by_key.items() if tag in it.tags}
    if tag and others and not moves(repository, tag):
        says = f"The image tag '{tag}' already exists in the '{name}' repository and cannot be overwritten"
        raise Refusal("ImageTagAlreadyExistsException", f"{says} because the repository is immutable.")
    images: Json = {other: {"tags": [it for it in tags if it != tag]} for other, tags in others.items()}
    tags = [*(image.tags if image else ()), *([tag] if tag else ())]
    images[key or digest] = {"tags": tags} if image else _new(living, repository, manifest) | {"tags": tags}
    living.change({"aws": {"ecr": {"repositories": {name: {"images": images}}}}})


def _new(living: Living, repository: Repository, manifest: str) -> Json:
    """The image of a new manifest: it runs what the image does from which it has its config."""
    config = json.loads(manifest).get("config", {}).get("digest")
    source = next((it.document for it in repository.images if config in it.blobs), {})
    same = {name: source[name] for name in ("version", "revision", "process", "architecture") if name in source}
    return same | {"manifest": manifest, "pushedAt": written_at(living.engine.now)}

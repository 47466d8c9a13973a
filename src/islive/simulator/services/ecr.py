"""Elastic Container Registry: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/."""

from islive.simulator.images import Image
from islive.simulator.living import archiving, pushing
from islive.simulator.names import Json, hexadecimal
from islive.simulator.paging import Pages
from islive.simulator.refusal import Refusal, at_most
from islive.simulator.resources.ecr import Repository
from islive.simulator.world import World, alive

_PAGES = Pages(default=100, largest=1000)


def describe_repositories(world: World, params: Json) -> Json:
    """All repositories of the registry, or the named ones."""
    asked = params.get("repositoryNames")
    found = (
        [_repository(world, {"repositoryName": name}) for name in asked]
        if asked
        else list(world.ecr.repositories.values())
    )
    page = _PAGES.of(found, params.get("maxResults"), params.get("nextToken"), world.page_size)
    return {"repositories": [it.description for it in page.items], "nextToken": page.next_token}


def describe_images(world: World, params: Json) -> Json:
    """A repository's images, one entry for each digest, or those asked for (then none may be missing)."""
    name = params["repositoryName"]
    repository = _repository(world, params)
    if params.get("imageIds"):
        return {"imageDetails": [_detail(world, name, _existing(world, repository, it)) for it in params["imageIds"]]}
    wanted = params.get("filter", {})
    images = [image for image in repository.images if _passes(image, wanted)]
    page = _PAGES.of(images, params.get("maxResults"), params.get("nextToken"), world.page_size)
    return {"imageDetails": [_detail(world, name, it) for it in page.items], "nextToken": page.next_token}


def batch_get_image(world: World, params: Json) -> Json:
    """The manifests of images by digest or tag, at most 100; what is missing stands in `failures`."""
    repository = _repository(world, params)
    ids: list[Json] = params.get("imageIds", [])
    at_most(100, [str(it) for it in ids], "InvalidParameterException", "At most 100 image ids are accepted.")
    found = [(image_id, _find(repository, image_id)) for image_id in ids]
    return {
        "images": [_manifest(world, params["repositoryName"], it, image) for it, image in found if image is not None],
        "failures": [
            {"imageId": it, "failureCode": "ImageNotFound", "failureReason": "Requested image not found"}
            for it, image in found
            if image is None
        ],
    }


def get_download_url_for_layer(world: World, params: Json) -> Json:
    """The pre-signed address of a blob, which the world's HTTP side answers."""
    repository, digest = _repository(world, params), params["layerDigest"]
    if not any(digest in image.blobs or digest in image.layers for image in repository.images):
        raise Refusal("LayersNotFoundException", f"The layers with digest '{digest}' do not exist.")
    query = f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=3600&X-Amz-Signature={hexadecimal(digest, 64)}"
    return {"downloadUrl": f"{world.layers_at}/{world.scope.account}/{digest}?{query}", "layerDigest": digest}


def get_lifecycle_policy(world: World, params: Json) -> Json:
    """The text of a repository's lifecycle policy, which is refused where there is none."""
    name, policy = params["repositoryName"], _repository(world, params).lifecycle
    if policy is None:
        raise _no_policy(world, "LifecyclePolicyNotFoundException", "Lifecycle policy", name)
    named = {"registryId": world.scope.account, "repositoryName": name}
    return {**named, "lifecyclePolicyText": policy, "lastEvaluatedAt": world.now.isoformat()}


def get_repository_policy(world: World, params: Json) -> Json:
    """The text of a repository's policy, which is refused where there is none."""
    name, policy = params["repositoryName"], _repository(world, params).policy
    if policy is None:
        raise _no_policy(world, "RepositoryPolicyNotFoundException", "Repository policy", name)
    return {"registryId": world.scope.account, "repositoryName": name, "policyText": policy}


def describe_pull_through_cache_rules(world: World, params: Json) -> Json:
    """The registry's pull-through cache rules."""
    page = _PAGES.of(world.ecr.pull_through, params.get("maxResults"), params.get("nextToken"), world.page_size)
    return {"pullThroughCacheRules": page.items, "nextToken": page.next_token}


def put_image(world: World, params: Json) -> Json:
    """An image of a manifest, or another tag for one that is there, in a world that lives."""
    return {"image": pushing.put_image(alive(world, "ecr:PutImage"), _repository(world, params), params)}


def update_image_storage_class(world: World, params: Json) -> Json:
    """An image archived or restored, in a world that lives."""
    living, repository = alive(world, "ecr:UpdateImageStorageClass"), _repository(world, params)
    image = _existing(world, repository, params["imageId"])
    status = archiving.update_storage_class(living, repository, image.digest, params)
    named = {"registryId": world.scope.account, "repositoryName": params["repositoryName"]}
    return {**named, "imageId": params["imageId"], "imageStatus": status}


def _no_policy(world: World, code: str, kind: str, name: str) -> Refusal:
    says = f"{kind} does not exist for the repository with name '{name}' in the registry with id"
    return Refusal(code, f"{says} '{world.scope.account}'")


def _repository(world: World, params: Json) -> Repository:
    """A repository of this account: another account's refuses a stranger, whether it exists or not."""
    name, registry = params["repositoryName"], params.get("registryId", world.scope.account)
    if registry != world.scope.account:
        arn = f"arn:aws:ecr:{world.scope.region}:{registry}:repository/{name}"
        says = f"User: {world.caller} is not authorized to perform this action on resource: {arn}"
        raise Refusal("AccessDeniedException", f"{says} because no resource-based policy allows it")
    repository = world.ecr.repositories.get(name)
    if repository is None:
        says = f"The repository with name '{name}' does not exist in the registry"
        raise Refusal("RepositoryNotFoundException", f"{says} with id '{world.scope.account}'")
    return repository


def _find(repository: Repository, image_id: Json) -> Image | None:
    digest, tag = image_id.get("imageDigest"), image_id.get("imageTag")
    return next(
        (
            image
            for image in repository.images
            if digest in (None, image.digest) and (tag is None or tag in image.tags) and (digest or tag)
        ),
        None,
    )


def _existing(world: World, repository: Repository, image_id: Json) -> Image:
    image = _find(repository, image_id)
    if image is None:
        name = repository.description["repositoryName"]
        shown = ", ".join(f"{key}:'{image_id.get(key, 'null')}'" for key in ("imageDigest", "imageTag"))
        says = f"The image with imageId {{{shown}}} does not exist within the repository with name '{name}'"
        raise Refusal("ImageNotFoundException", f"{says} in the registry with id '{world.scope.account}'")
    return image


def _passes(image: Image, wanted: Json) -> bool:
    tags, status = wanted.get("tagStatus", "ANY"), wanted.get("imageStatus", "ACTIVE")
    tagged = {"TAGGED": bool(image.tags), "UNTAGGED": not image.tags}.get(tags, True)
    return tagged and status in ("ANY", image.document.get("imageStatus", "ACTIVE"))


def _detail(world: World, repository: str, image: Image) -> Json:
    return {
        "registryId": world.scope.account,
        "repositoryName": repository,
        "imageDigest": image.digest,
        "imageTags": list(image.tags) or None,
        "imageSizeInBytes": image.size,
        "imagePushedAt": image.document["pushedAt"],
        "imageManifestMediaType": image.media_type,
        "artifactMediaType": image.config_media_type,
        "lastRecordedPullTime": image.document.get("lastRecordedPullTime"),
        "imageStatus": image.document.get("imageStatus", "ACTIVE"),
    }


def _manifest(world: World, repository: str, image_id: Json, image: Image) -> Json:
    tag = image_id.get("imageTag")
    return {
        "registryId": world.scope.account,
        "repositoryName": repository,
        "imageId": {"imageDigest": image.digest} | ({"imageTag": tag} if tag else {}),
        "imageManifest": image.manifest,
        "imageManifestMediaType": image.media_type,
    }

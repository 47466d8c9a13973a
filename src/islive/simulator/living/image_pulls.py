"""Which image a container's reference means, and whether a task can pull it."""

from dataclasses import dataclass

from islive.simulator.images import INDEX_MEDIA_TYPE, Image
from islive.simulator.living.failure import SECRETS, Failure, refused
from islive.simulator.living.network_path import unreachable
from islive.simulator.names import Json
from islive.simulator.resources.ecr import Repository
from islive.simulator.world import World

_PULLS = ("ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage")
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html
_ARCHITECTURES = {"X86_64": "amd64", "ARM64": "arm64"}


# "Archived images cannot be pulled. Requests to pull the archived image will fail with a 404 error", and one that is
# being restored "cannot be pulled until the restore completes":
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive_restore_image.html
_ACTIVE = "ACTIVE"
_MIB = 1024 * 1024
_DAEMON = "Error response from daemon: "


@dataclass(frozen=True)
class Reference:
    """An image of the account's own registry: its repository, and the tag or digest that the reference gives."""

    repository: str
    word: str

    @property
    def is_digest(self) -> bool:
        """Whether the word is a digest."""
        return self.word.startswith("sha256:")


def own(world: World, image: str) -> Reference | None:
    """The reference, None for an image of another registry: those are there, and can be pulled."""
    host, _, path = image.partition("/")
    if host != world.scope.registry:
        return None
    if "@" in path:
        name, _, word = path.partition("@")
        return Reference(name.partition(":")[0], word)
    name, _, tag = path.partition(":")
    return Reference(name, tag or "latest")


def key_of(world: World, reference: Reference) -> str | None:
    """The world's name of the image, None if the registry has none of that tag or digest."""
    repository = world.ecr.repositories.get(reference.repository)
    for key, image in repository.by_key.items() if repository else ():
        named = image.digest == reference.word if reference.is_digest else reference.word in image.tags
        if named and not image.document.get("deleted"):
            return key
    return None


def puller(definition: Json, placement: Json) -> str | None:
    """Who pulls: the execution role, on an instance without one its own role.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_ECS.html
    """
    role: str | None = definition.get("executionRoleArn") or placement["role"]
    return role


def denied_login(world: World, definition: Json, placement: Json) -> Failure | None:
    """What keeps the task from logging in to the registry, for which it needs its execution role and a way there."""
    images = [container["image"] for container in definition["containerDefinitions"]]
    if not any(own(world, image) for image in images):
        return None
    lost = unreachable(world, "ecr", placement)
    if lost:
        reason = f"{SECRETS}: The task cannot pull registry auth from Amazon ECR: {lost.says} {lost.error}"
        return Failure(lost.cause, "resources", reason)
    denied = refused(world, puller(definition, placement), "ecr:GetAuthorizationToken", "*")
    if denied is None:
        return None
    if placement["instance"]:
        reason = f"CannotPullECRContainerError: AccessDeniedException: {denied}"
        return Failure("registry-login-denied", "pull", reason, definition["containerDefinitions"][0]["name"])
    begins = f"{SECRETS}: execution resource retrieval failed: unable to retrieve ecr registry auth"
    reason = f"{begins}: service call has been retried 1 time(s): AccessDeniedException: {denied}"
    return Failure("registry-login-denied", "resources", reason)


def trouble(world: World, definition: Json, container: Json, resolved: str | None, placement: Json) -> Failure | None:
    """What keeps the container's image from being pulled; `resolved` is the image that the deployment has recorded.

    Words: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
    """
    reference, instance = own(world, container["image"]), placement["instance"]
    if reference is None:
        return None
    repository = world.ecr.repositories.get(reference.repository)
    image = f"{world.scope.registry}/{reference.repository}"
    arn = world.scope.arn("ecr", f"repository/{reference.repository}")
    for action in _PULLS:
        denied = refused(world, puller(definition, placement), action, arn)
        if denied:
            return _failure("image-pull-denied", container, _denial(image, denied, instance))
    found = repository and _found(world, repository, reference, resolved)
    if not found or found.document.get("imageStatus", _ACTIVE) != _ACTIVE:
        separator = "@" if reference.is_digest else ":"
        name = f"{image}{separator}{reference.word}"
        says = f"pull image manifest has been retried 1 time(s): failed to resolve ref {name}: {name}: not found"
        unknown = f"manifest for {name} not found: manifest unknown: Requested image not found"
        cause = "image-archived" if found else "image-missing"
        return _failure(cause, container, f"{_DAEMON}{unknown}" if instance else says)
    if placement["disk"] is not None and found.size > placement["disk"] * _MIB:
        full = "write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device"
        return _failure("disk-full", container, full)
    return _wrong_platform(definition, container, found, instance)


def _found(world: World, repository: Repository, reference: Reference, resolved: str | None) -> Image | None:
    key = resolved.partition("@")[2] if resolved else key_of(world, reference)
    image = repository.by_key.get(key or "")
    return None if image is None or image.document.get("deleted") else image


def _denial(image: str, denied: str, instance: str | None) -> str:
    says = (
        f"{_DAEMON}pull access denied for {image}, repository does not exist or may require "
        f"'docker login': denied: {denied}"
    )
    if instance:
        return says
    begins = (
        "The task can\u2019t pull the image. Check that the role has the permissions to pull images from the registry."
    )
    return f"{begins} {says}"


def _wrong_platform(definition: Json, container: Json, image: Image, instance: str | None) -> Failure | None:
    wanted = f"linux/{architecture_of(definition)}"
    if wanted in platforms_of(image):
        return None
    says = (
        "pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor matching platform"
    )
    if not instance:
        return _failure("image-wrong-platform", container, f"{says} '{wanted}'")
    # Docker pulls an image of one platform, whichever it is: that it is the wrong one shows when it starts.
    lacking = f"no matching manifest for {wanted} in the manifest list entries"
    return _failure("image-wrong-platform", container, lacking) if image.media_type == INDEX_MEDIA_TYPE else None


def architecture_of(definition: Json) -> str:
    """The processor that the tasks of a definition run on, as images call it."""
    asked = (definition.get("runtimePlatform") or {}).get("cpuArchitecture", "X86_64")
    return _ARCHITECTURES.get(asked, "amd64")


def platforms_of(image: Image) -> list[str]:
    """The platforms that an image holds."""
    return image.document.get("platforms") or [f"linux/{image.document.get('architecture', 'amd64')}"]


def _failure(cause: str, container: Json, says: str) -> Failure:
    return Failure(cause, "pull", f"CannotPullContainerError: {says}", container["name"])

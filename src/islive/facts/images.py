"""The images in the registry: of every repository that a task definition names, what stands under which tag."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from islive.facts.image_reference import ImageReference
from islive.facts.reading import Part, answered, ask_at, gaps_among, partition_of
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.versions import is_floating
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap


@dataclass(frozen=True, slots=True)
class Image:
    """One image (API shape ImageDetail); `repository` is its name, `registry` the host, `size` compressed bytes."""

    repository: str
    digest: str
    tags: tuple[str, ...]
    pushed_at: datetime
    media_type: str | None
    registry: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Repository:
    """One ECR repository; `images` newest push first; `exists` is False where ECR does not know it."""

    registry: str
    name: str
    exists: bool
    images: tuple[Image, ...]

    @property
    def key(self) -> str:
        """As `Images.repositories` names it."""
        return f"{self.registry}/{self.name}"

    def tagged(self, tag: str) -> Image | None:
        """The image under that tag."""
        return next((image for image in self.images if tag in image.tags), None)

    def with_digest(self, digest: str) -> Image | None:
        """The image with that digest."""
        return next((image for image in self.images if image.digest == digest), None)


@dataclass(frozen=True, slots=True)
class Images:
    """Repositories by "registry/name", each as value or gap. References outside private ECR are `elsewhere`."""

    repositories: Mapping[str, Repository | Gap]
    elsewhere: tuple[ImageReference, ...]
    gaps: tuple[Gap, ...] = ()

    def repository_of(self, reference: ImageReference) -> Repository | None:
        """Where that reference lives, if it is a repository that was read."""
        found = self.repositories.get(f"{reference.registry}/{reference.repository}")
        return found if isinstance(found, Repository) else None

    def resolve(self, reference: ImageReference) -> Image | None:
        """The image that a reference leads to now; None when it was not read or is not there."""
        repository = self.repository_of(reference)
        if repository is None:
            return None
        if reference.digest:
            return repository.with_digest(reference.digest)
        return repository.tagged(reference.tag or "latest")

    def is_missing(self, reference: ImageReference) -> bool:
        """The repository was read, and nothing in it answers to the reference."""
        return self.repository_of(reference) is not None and self.resolve(reference) is None

    def is_there(self, reference: ImageReference) -> bool:
        """The repository was read, and something in it answers to the reference."""
        return self.resolve(reference) is not None

    @property
    def all(self) -> tuple[Image, ...]:
        """Every image that was read."""
        return tuple(i for r in self.repositories.values() if isinstance(r, Repository) for i in r.images)


@collects("ecr:DescribeImages")
def collect(aws: Aws, task_definitions: TaskDefinitions) -> Images:
    """Ask each repository for all its images."""
    references = [container.image for one in task_definitions.known for container in one.containers]
    here = {repository_key(one): one for one in references if one.account}
    questions = [(repository_arn(one), _question(one)) for one in here.values()]
    answers = [_read(one, answer) for one, answer in zip(here.values(), ask_at(aws, questions), strict=True)]
    elsewhere = dict.fromkeys(one for one in references if not one.account)
    return Images(dict(zip(here, answers, strict=True)), tuple(elsewhere), gaps_among(answers))


def repository_key(reference: ImageReference) -> str:
    """Where a reference lives, as `Images.repositories` names it."""
    return f"{reference.registry}/{reference.repository}"


def repository_arn(reference: ImageReference) -> str:
    """The ARN of the private ECR repository that a reference names."""
    region = reference.region or ""
    return f"arn:{partition_of(region)}:ecr:{region}:{reference.account}:repository/{reference.repository}"


def _question(reference: ImageReference) -> Question:
    return Question("ecr:DescribeImages", {"registryId": reference.account, "repositoryName": reference.repository})


def _read(reference: ImageReference, answer: Reply | Refused) -> Repository | Gap:
    if isinstance(answer, Refused) and answer.code == "RepositoryNotFoundException":
        return Repository(reference.registry, reference.repository, exists=False, images=())
    try:
        images = [_image(reference, part) for part in answered(answer).parts("imageDetails")]
    except Refused as refused:
        return gap("Images", refused)
    newest_first = sorted(images, key=lambda image: (image.pushed_at, image.digest), reverse=True)
    return Repository(reference.registry, reference.repository, exists=True, images=tuple(newest_first))


def _image(reference: ImageReference, part: Part) -> Image:
    return Image(
        repository=reference.repository,
        digest=part.text("imageDigest"),
        tags=tuple(sorted(part.texts_or_none("imageTags"), key=lambda tag: (is_floating(tag), tag))),
        pushed_at=part.time("imagePushedAt"),
        media_type=part.text_or_none("imageManifestMediaType"),
        registry=reference.registry,
        size=part.number_or_none("imageSizeInBytes"),
    )

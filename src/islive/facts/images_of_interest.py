"""Which images are worth a look inside: what runs, what is declared, what was asked for, what is newest (derived)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from islive.facts.commits import Commits, wanted_commit
from islive.facts.image_reference import ImageReference, image_reference
from islive.facts.images import Image, Images, Repository
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.versions import agree, commit_in, commits_agree, same
from islive.model.collector import collects
from islive.model.evidence import Gap
from islive.model.target import Requested

# One image in an ECR repository: how its repository is named, and its digest.
Place = tuple[ImageReference, str]
MOST = 12


@dataclass(frozen=True, slots=True)
class ImagesOfInterest:
    """At most twelve, the most important first; `places` are repository and digest."""

    places: tuple[Place, ...]

    @property
    def digests(self) -> frozenset[str]:
        """The digests alone."""
        return frozenset(digest for _, digest in self.places)


@collects()
def collect(
    service: Service,
    service_deployments: ServiceDeployments | Gap,
    task_definitions: TaskDefinitions,
    running_tasks: RunningTasks | Gap,
    images: Images,
    commits: Commits | Gap,
    requested: Requested,
) -> ImagesOfInterest:
    """Put together from what is known of the service and of the registry; only private ECR can be looked into."""
    commit = wanted_commit(commits, requested)
    names = _names(requested, commits, commit)
    every = (
        *_running(running_tasks),
        *_recorded(service, service_deployments),
        *_declared(service, task_definitions, images),
        *_asked(names, commit, images),
        *_newest(images),
        *_akin(names, images),
    )
    distinct: dict[str, Place] = {}
    for place in every:
        if place[0].account:
            distinct.setdefault(place[1], place)
    return ImagesOfInterest(tuple(distinct.values())[:MOST])


def _running(tasks: RunningTasks | Gap) -> Iterator[Place]:
    for task in () if isinstance(tasks, Gap) else tasks.tasks:
        for container in task.containers:
            if container.digest:
                yield image_reference(container.image), container.digest


def _recorded(service: Service, deployments: ServiceDeployments | Gap) -> Iterator[Place]:
    """What ECS recorded for PRIMARY."""
    revision = None if isinstance(deployments, Gap) else deployments.revision_behind(service)
    for image in revision.images if revision else ():
        if image.digest:
            yield image_reference(image.reference), image.digest


def _declared(service: Service, definitions: TaskDefinitions, images: Images) -> Iterator[Place]:
    """What the references of the PRIMARY and of the newest revision lead to now."""
    newest = None if isinstance(definitions.newest, Gap) else definitions.newest
    for revision in (definitions.get(service.primary.task_definition), newest):
        for container in revision.containers if revision else ():
            image = images.resolve(container.image)
            if image:
                yield container.image, image.digest


def _names(requested: Requested, commits: Commits | Gap, commit: str | None) -> frozenset[str]:
    """What was asked for, as tags may spell it."""
    tags = commits.tags_of(commit) if commit and isinstance(commits, Commits) else ()
    return frozenset({*tags, *([requested.version] if requested.version else [])})


def _asked(names: Iterable[str], commit: str | None, images: Images) -> Iterator[Place]:
    """What has that very name or commit as a tag or digest."""
    for image in images.all:
        named = any(same(name, said) for name in names for said in (image.digest, *image.tags))
        meant = commit and any(commits_agree(said, commit) for said in map(commit_in, image.tags) if said)
        if named or meant:
            yield reference_to(image), image.digest


def _newest(images: Images) -> Iterator[Place]:
    """The newest push of each repository: under a tag, if anything is."""
    for repository in images.repositories.values():
        pushed = repository.images if isinstance(repository, Repository) else ()
        found = next((image for image in pushed if image.tags), next(iter(pushed), None))
        if found:
            yield reference_to(found), found.digest


def _akin(names: Iterable[str], images: Images) -> Iterator[Place]:
    """What has a tag that says more, or less, of the name."""
    for image in images.all:
        if any(agree(name, tag) for name in names for tag in image.tags):
            yield reference_to(image), image.digest


def reference_to(image: Image) -> ImageReference:
    """A reference that leads to that image by its digest."""
    text = f"{image.registry}/{image.repository}@{image.digest}"
    return ImageReference(text, image.registry, image.repository, None, image.digest)

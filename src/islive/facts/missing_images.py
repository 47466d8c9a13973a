"""What the service's task definitions name and the registry does not have (derived)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from islive.facts.image_reference import ImageReference
from islive.facts.images import Images, Repository
from islive.facts.pull_failures import PullFailures
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import TaskDefinitions
from islive.model.collector import collects
from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class MissingImage:
    """One image of a revision; `digest` is what ECS once resolved the reference to, where it did and that is gone.

    `still_runs` where as many tasks of PRIMARY as are desired run it all the same: they pulled it when it was there.
    """

    task_definition: str
    container: str
    reference: ImageReference
    repository: Repository
    digest: str | None
    still_runs: bool = False

    @property
    def short(self) -> str:
        """The reference without its registry, its digest cut."""
        tag = f":{self.reference.tag}" if self.reference.tag else ""
        digest = self.digest or self.reference.digest
        return f"{self.reference.repository}{tag}{f'@{digest[:19]}' if digest else ''}"


@dataclass(frozen=True, slots=True)
class MissingImages:
    """Those of PRIMARY, and of revisions whose tasks could not pull."""

    images: tuple[MissingImage, ...]

    @property
    def repositories(self) -> tuple[ImageReference, ...]:
        """One reference into each repository that something is missing from."""
        return tuple({one.repository.key: one.reference for one in self.images}.values())


@collects()
def collect(
    service: Service,
    definitions: TaskDefinitions,
    images: Images,
    deployments: ServiceDeployments | Gap,
    pulls: PullFailures,
) -> MissingImages:
    """Look each reference up, or the digest that ECS recorded for it: ECS pulls by that one."""
    primary = [service.primary.task_definition] if service.deployments else []
    names = dict.fromkeys([*primary, *(pull.task_definition for pull in pulls.pulls)])
    recorded = _recorded(service, deployments)
    found = (one for name in names for one in _missing(name, definitions, images, recorded))
    return MissingImages(tuple(replace(one, still_runs=_still_runs(one, service)) for one in found))


# Revision and container → the digest that ECS resolved.
Recorded = dict[tuple[str, str], str]


def _recorded(service: Service, deployments: ServiceDeployments | Gap) -> Recorded:
    """Of what is being deployed or tried: an older record may have been resolved when the tag led elsewhere."""
    if isinstance(deployments, Gap):
        return {}
    newest = deployments.newest
    revisions = [deployments.revision_behind(service), deployments.revision_of(newest) if newest else None]
    return {
        (revision.task_definition, image.container): image.digest
        for revision in revisions
        if revision
        for image in revision.images
        if image.digest
    }


def _missing(name: str, definitions: TaskDefinitions, images: Images, recorded: Recorded) -> Iterator[MissingImage]:
    definition = definitions.get(name)
    for container in definition.containers if definition else ():
        repository, digest = images.repository_of(container.image), recorded.get((name, container.name))
        if repository is None:
            continue
        gone = repository.with_digest(digest) is None if digest else not images.is_there(container.image)
        if gone:
            yield MissingImage(name, container.name, container.image, repository, digest)


def _still_runs(one: MissingImage, service: Service) -> bool:
    """PRIMARY has all its tasks, and ECS starts each of them from the digest that it resolved once."""
    named = one.task_definition == service.primary.task_definition
    return named and one.digest is not None and service.primary.running >= service.primary.desired > 0

"""The service's own images (derived): those of its application, without the agents and proxies beside it.

A task definition has many containers. The service's own image is that of its first essential container, and of those
that live in the same repository (or in the repository that the settings name). Agents and proxies from elsewhere never
carry the version, and must neither prove nor hinder it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from islive.facts.image_reference import ImageReference, image_reference
from islive.facts.images import Image, Images
from islive.facts.images_of_interest import ImagesOfInterest
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments, ServiceRevision
from islive.facts.task import Task
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions, asked_revision
from islive.model.collector import collects
from islive.model.doors import Refused
from islive.model.evidence import Gap
from islive.model.settings import Settings
from islive.model.target import Requested

# Registry and repository.
Home = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OwnImages:
    """`homes` are registry and repository, `primary` and `asked` the digests that these deploy.

    These are PRIMARY, and the revision that was asked for ("family:revision"). Both are what ECS recorded, or, where it
    never resolved a reference, what that leads to now; a gap where the record could not be read, for a tag may have
    moved since. `recorded` is all that ECS recorded of them, `elsewhere` the part of it that lives in a registry that
    islive cannot ask; `interest` is what is worth a look inside.
    """

    homes: frozenset[Home]
    primary: frozenset[str] | Gap
    asked: frozenset[str] | Gap
    recorded: frozenset[str]
    interest: frozenset[str]
    elsewhere: frozenset[str] = frozenset()

    def digests(self, images: Images) -> frozenset[str]:
        """Every image of the service that is known: in its repositories, or recorded by ECS."""
        return frozenset(image.digest for image in self._at_home(images)) | self.recorded

    def of_task(self, task: Task) -> frozenset[str]:
        """What the task runs of the service's own, without what runs beside it."""
        ours = (one for one in task.containers if _home(image_reference(one.image)) in self.homes)
        return frozenset(one.digest for one in ours if one.digest)

    def tagged(self, images: Images, tag: str) -> frozenset[str]:
        """What stands under that tag now."""
        return frozenset(image.digest for image in self._at_home(images) if tag in image.tags)

    def matters(self, digest: str) -> bool:
        """It runs, is declared, is newest or was asked for."""
        return digest in self.interest

    def _at_home(self, images: Images) -> Iterator[Image]:
        return (image for image in images.all if (image.registry, image.repository) in self.homes)


@collects()
def collect(
    service: Service,
    service_deployments: ServiceDeployments | Gap,
    task_definitions: TaskDefinitions,
    images: Images,
    interest: ImagesOfInterest,
    settings: Settings,
    requested: Requested,
) -> OwnImages:
    """Put together from the task definitions, ECS's record of them, and the registry."""
    named = settings.of(service.name).repository
    homes = frozenset(home for one in task_definitions.known for home in _homes(one, named))
    for unread in task_definitions.gaps if not homes else ():
        raise Refused(unread.operation, unread.reason)
    known = _Known(homes, service_deployments, task_definitions, images)
    revision = None if isinstance(service_deployments, Gap) else service_deployments.revision_behind(service)
    asked = asked_revision(requested)
    return OwnImages(
        homes=homes,
        primary=known.deployed(service.primary.task_definition, [revision] if revision else []),
        asked=known.deployed(asked, known.revisions_of(asked)) if asked else frozenset(),
        recorded=frozenset().union(*(known.recorded(one) for one in known.revisions())),
        interest=interest.digests,
        elsewhere=frozenset().union(*(known.recorded(one, elsewhere=True) for one in known.revisions())),
    )


def _homes(definition: TaskDefinition, named: str | None) -> Iterator[Home]:
    essential = [one for one in definition.containers if one.essential] or definition.containers
    references = [one.image for one in definition.containers]
    own = [one for one in references if named and named in {one.repository, _home(one)[0] + "/" + one.repository}]
    yield from (_home(one) for one in own or [essential[0].image])


def _home(reference: ImageReference) -> Home:
    return reference.registry, reference.repository


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is to tell images by."""

    homes: frozenset[Home]
    service_deployments: ServiceDeployments | Gap
    task_definitions: TaskDefinitions
    images: Images

    def revisions(self) -> tuple[ServiceRevision, ...]:
        """All that ECS's record names."""
        recorded = self.service_deployments
        return () if isinstance(recorded, Gap) else tuple(recorded.revisions.values())

    def revisions_of(self, task_definition: str) -> list[ServiceRevision]:
        """Those with that task definition."""
        return [one for one in self.revisions() if one.task_definition == task_definition]

    def recorded(self, revision: ServiceRevision, *, elsewhere: bool = False) -> frozenset[str]:
        """What ECS resolved the service's own references to; of those outside private ECR alone, if so asked."""
        named = [(image_reference(one.reference), one.digest) for one in revision.images]
        ours = [(one, digest) for one, digest in named if _home(one) in self.homes]
        return frozenset(digest for one, digest in ours if digest and not (elsewhere and one.account))

    def deployed(self, task_definition: str, revisions: list[ServiceRevision]) -> frozenset[str] | Gap:
        """The digests that a task definition means: recorded ones, else what its references lead to now."""
        recorded = frozenset[str]().union(*(self.recorded(one) for one in revisions))
        if recorded:
            return recorded
        unread = self._unread()
        return unread[0] if unread and not revisions else self._lead_to(task_definition)

    def _unread(self) -> tuple[Gap, ...]:
        recorded = self.service_deployments
        return (recorded,) if isinstance(recorded, Gap) else recorded.gaps

    def _lead_to(self, task_definition: str) -> frozenset[str] | Gap:
        """What the own references lead to now; a digest in a reference is what it says, in whatever registry."""
        definition = self.task_definitions.get(task_definition)
        if definition is None:
            return next(iter(self.task_definitions.gaps), frozenset())
        ours = [one.image for one in definition.containers if _home(one.image) in self.homes]
        found = [(self.images.resolve(one), one.digest) for one in ours]
        return frozenset(digest for image, pinned in found if (digest := image.digest if image else pinned))

"""What the PRIMARY deployment deploys (derived): its record, its revision, and the images that these mean."""

from dataclasses import dataclass

from islive.facts.images import Images
from islive.facts.own_images import OwnImages
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments, ServiceRevision
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.model.collector import collects
from islive.model.doors import Refused
from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class Deployed:
    """The service's own images (OwnImages) that PRIMARY deploys, and that the family's newest revision would deploy.

    `digests` are those that ECS recorded for PRIMARY, or, where it never resolved any, what it names leads to now.
    `coming` are those of a task set that is being brought up beside PRIMARY: what its definition leads to.
    """

    revision: ServiceRevision | None
    record: ServiceDeployment | None
    digests: frozenset[str]
    newest_digests: frozenset[str]
    coming: frozenset[str] = frozenset()


@collects()
def collect(
    service: Service, deployments: ServiceDeployments, definitions: TaskDefinitions, images: Images, own: OwnImages
) -> Deployed:
    """Put together from the service, its records, its task definitions and the registry."""
    if isinstance(own.primary, Gap):
        raise Refused(own.primary.operation, own.primary.reason)
    newest = definitions.newest if isinstance(definitions.newest, TaskDefinition) else None
    return Deployed(
        revision=deployments.revision_behind(service),
        record=deployments.record_of(service.primary),
        digests=own.primary,
        newest_digests=_lead_to(images, own, newest),
        coming=_lead_to(images, own, _beside(service, definitions)),
    )


def _beside(service: Service, definitions: TaskDefinitions) -> TaskDefinition | None:
    """What the task set runs that is newer than PRIMARY, where there is one."""
    front = service.front
    return definitions.get(front.task_definition) if front.id != service.primary.id else None


def _lead_to(images: Images, own: OwnImages, definition: TaskDefinition | None) -> frozenset[str]:
    """What the own references of that revision lead to now."""
    resolved = (images.resolve(one.image) for one in definition.containers) if definition else ()
    return frozenset(image.digest for image in resolved if image and (image.registry, image.repository) in own.homes)

"""What the PRIMARY deployment deploys (derived): its record, its revision, and the images that these mean."""

from dataclasses import dataclass

from islive.facts.images import Images
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments, ServiceRevision
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.model.collector import collects


@dataclass(frozen=True, slots=True)
class Deployed:
    """`digests` are those that ECS recorded for PRIMARY, or, where it never resolved any, what it names leads to now.

    `newest_digests` are what the references of the family's newest ACTIVE revision lead to now.
    """

    revision: ServiceRevision | None
    record: ServiceDeployment | None
    digests: frozenset[str]
    newest_digests: frozenset[str]


@collects()
def collect(
    service: Service, deployments: ServiceDeployments, definitions: TaskDefinitions, images: Images
) -> Deployed:
    """Put together from the service, its records, its task definitions and the registry."""
    name = service.primary.task_definition
    revision = _revision(service, deployments)
    recorded = revision.digests if revision else frozenset[str]()
    newest = definitions.newest if isinstance(definitions.newest, TaskDefinition) else None
    return Deployed(
        revision=revision,
        record=_record(deployments, revision),
        digests=recorded or _lead_to(images, definitions.get(name)),
        newest_digests=_lead_to(images, newest),
    )


def _revision(service: Service, deployments: ServiceDeployments) -> ServiceRevision | None:
    """The current revision with PRIMARY's task definition; where the service names none, the newest recorded one."""
    current = (deployments.revisions.get(arn) for arn in service.current_revisions)
    recorded = (deployments.revision_of(one) for one in deployments.deployments)
    name = service.primary.task_definition
    return next((one for one in (*current, *recorded) if one and one.task_definition == name), None)


def _record(deployments: ServiceDeployments, revision: ServiceRevision | None) -> ServiceDeployment | None:
    of_it = (one for one in deployments.deployments if revision and one.target_revision == revision.arn)
    return next(of_it, None)


def _lead_to(images: Images, definition: TaskDefinition | None) -> frozenset[str]:
    resolved = (images.resolve(one.image) for one in definition.containers) if definition else ()
    return frozenset(image.digest for image in resolved if image)

"""The service deployments that were to bring the wanted version (derived)."""

from dataclasses import dataclass
from datetime import datetime

from islive.facts.images import Images
from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments, ServiceRevision
from islive.facts.task_definitions import ImageReference, TaskDefinitions
from islive.facts.versions import is_floating, same
from islive.facts.wanted_version import WantedVersion
from islive.model.collector import collects
from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class Tried:
    """Those of the wanted version, newest first; `by_name` where a task definition "family:revision" was asked for."""

    deployments: tuple[ServiceDeployment, ...]
    by_name: bool = False


@collects()
def collect(
    wanted: WantedVersion, deployments: ServiceDeployments, definitions: TaskDefinitions, images: Images | Gap
) -> Tried:
    """Of each service deployment ask what it deploys: by name, by recorded digest, or by where its references lead."""
    revisions = deployments.revisions.values()
    if any(revision.task_definition == wanted.name for revision in revisions):
        named = (one for one in deployments.deployments if _name(one, deployments) == wanted.name)
        return Tried(tuple(named), by_name=True)
    return Tried(
        tuple(
            one
            for one in deployments.deployments
            if (revision := deployments.revision_of(one)) and _deploys(one, revision, wanted, definitions, images)
        )
    )


def _name(one: ServiceDeployment, deployments: ServiceDeployments) -> str | None:
    revision = deployments.revision_of(one)
    return revision.task_definition if revision else None


def _deploys(
    one: ServiceDeployment,
    revision: ServiceRevision,
    wanted: WantedVersion,
    definitions: TaskDefinitions,
    images: Images | Gap,
) -> bool:
    if revision.digests & wanted.digests:
        return True
    references = _unresolved(revision, definitions)
    return any(_leads_to(reference, wanted, images, one.created_at) for reference in references)


def _unresolved(revision: ServiceRevision, definitions: TaskDefinitions) -> tuple[ImageReference, ...]:
    """The references whose digest ECS never recorded, for no task got that far."""
    definition = definitions.get(revision.task_definition)
    names = {image.container for image in revision.images if not image.digest}
    return tuple(one.image for one in (definition.containers if definition else ()) if one.name in names)


def _leads_to(reference: ImageReference, wanted: WantedVersion, images: Images | Gap, begun: datetime) -> bool:
    """It names the wanted image for good; or it leads there now, and the image was there when the deployment began."""
    if reference.digest:
        return reference.digest in wanted.digests
    if reference.tag and wanted.name and same(reference.tag, wanted.name) and not is_floating(reference.tag):
        return True
    image = None if isinstance(images, Gap) else images.resolve(reference)
    return image is not None and image.digest in wanted.digests and image.pushed_at < begun

"""The image is there, and no revision names it."""

import re
from collections.abc import Iterator

from islive.facts.images import Images
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import Container, TaskDefinition, TaskDefinitions
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage

# A digest, and what of it is shown.
LONG = re.compile(r"(@sha256:[0-9a-f]{12})[0-9a-f]+")


@rule(stage=Stage.TASK_DEFINITION, severity=Severity.HIGH, explains=("version-not-deployed",))
def version_not_in_task_definition(
    wanted: WantedVersion,
    service: Service,
    definitions: TaskDefinitions,
    images: Images,
    deployments: ServiceDeployments | Gap,
) -> Iterator[Sighting]:
    """The image of this version exists, but no task definition names it.

    ## What it means

    The registry holds the version. Neither the revision that the service uses nor the newest revision of its family
    names that image, be it by digest or by a tag that leads to it now. ECS deploys what the task definition says, so
    nothing can bring this version up until a revision names it.

    islive is silent where the service ever deployed the version: then some revision did name it, and why it is not
    deployed now is another finding.

    ## Why it happens

    - The pipeline builds and pushes, and has no step that registers a revision.
    - That step failed, or registered another family than the service uses.
    - The image tag in the task definition's file was not raised.
    - Only `force-new-deployment` was called, on a revision that names a fixed older tag.
    - The step changed another container (a sidecar) than the application's.

    ## What to do

    1. Register a revision whose container names the image by its digest, and update the service to it:
       `islive deploy SERVICE VERSION` does both, with checks before and a proof after.
    2. Give the pipeline that step.

    ## References

    - RegisterTaskDefinition: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    - Updating a service: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-service-console-v2.html
    - How ECS resolves tags: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    """
    newest = definitions.newest
    primary = definitions.get(service.primary.task_definition) if service.deployments else None
    if not wanted.explicit or not wanted.digests or primary is None or isinstance(newest, Gap):
        return
    revisions = tuple({one.name: one for one in (primary, newest)}.values())
    containers = [container for revision in revisions for container in revision.containers]
    if any(_may_be(wanted, container, images) for container in containers) or _was_deployed(wanted, deployments):
        return
    yield Sighting(
        subject=newest.name,
        summary=f"no task definition names {wanted.label}: {_told(revisions)}, expected {_shown(wanted, images)}",
        because=tuple(_because(revision, container) for revision in revisions for container in revision.containers),
        remedies=(_remedy(wanted, service, newest, images),),
    )


def _may_be(wanted: WantedVersion, container: Container, images: Images) -> bool:
    reference = container.image
    if reference.digest in wanted.digests:
        return True
    # A private repository that was not read may hold the version under this reference.
    if images.repository_of(reference) is None:
        return reference.account is not None
    image = images.resolve(reference)
    return image is not None and image.digest in wanted.digests


def _was_deployed(wanted: WantedVersion, deployments: ServiceDeployments | Gap) -> bool:
    # Some revision named it, then: an older one, or one whose tag has moved on since ECS looked it up.
    known = () if isinstance(deployments, Gap) else deployments.revisions.values()
    return any(one.digests & wanted.digests for one in known)


def _shown(wanted: WantedVersion, images: Images) -> str:
    tagged = (image for image in images.all if image.digest in wanted.digests and image.tags)
    image = next(tagged, None)
    if image is None:
        return min(wanted.digests)[:19]
    return f"{image.repository}:{image.tags[0]}"


def _told(revisions: tuple[TaskDefinition, ...]) -> str:
    return " and ".join(f"{revision.name} names {_named(revision)}" for revision in revisions)


def _named(revision: TaskDefinition) -> str:
    images = (container.image for container in revision.containers)
    return ", ".join(LONG.sub(r"\1", image.text.removeprefix(f"{image.registry}/")) for image in images)


def _because(revision: TaskDefinition, container: Container) -> Citation:
    path = f"taskDefinition[{revision.name}].containerDefinitions[{container.name}].image"
    return Citation("ecs:DescribeTaskDefinition", path, container.image.text)


def _remedy(wanted: WantedVersion, service: Service, newest: TaskDefinition, images: Images) -> Remedy:
    return Remedy(
        f"register a revision that names {wanted.label}, and deploy it",
        Risk.MANUAL,
        steps=(
            Step(
                f"Run `islive deploy {service.name} {wanted.label}`, or register a revision of {newest.family} whose "
                f"container names {_shown(wanted, images)} by its full digest, and update the service to it."
            ),
        ),
    )

"""The task definition names a tag that moves."""

from collections.abc import Iterator

from islive.facts.images import Images
from islive.facts.last_good import LastGood
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import Container, ImageReference, TaskDefinition, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.correction import correct, correct_by_hand, pinned

FLOATING = frozenset(
    {"latest", "main", "master", "prod", "production", "dev", "develop", "development", "stable", "staging"}
)


@rule(stage=Stage.TASK_DEFINITION, severity=Severity.MEDIUM, root=False)
def mutable_tag_in_task_definition(
    service: Service,
    definitions: TaskDefinitions,
    deployments: ServiceDeployments | Gap,
    images: Images | Gap,
    last: LastGood,
) -> Iterator[Sighting]:
    """The task definition names an image by a tag that moves.

    ## What it means

    The revision that the service uses says `latest` (or another tag that every push moves, or no tag at all, which
    means `latest`). So the revision does not say what it deploys: the same revision is one version today and another
    tomorrow, and rolling back to it brings back whatever the tag leads to then.

    ECS looks the tag up once for each deployment and keeps the digest. So a push alone changes nothing, and many a
    "why is the old version still there" begins here.

    ## Why it happens

    Most examples say `latest`, and a revision that never changes needs no pipeline step to register a new one.

    ## What to do

    Let the pipeline register a revision for every deployment and name the image by digest
    (`repository@sha256:…`), or at least by a version tag in a repository whose tags are immutable. The digest stands
    in what `docker push` prints, and in `aws ecr describe-images`.

    ## References

    - How ECS resolves tags: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    - API shape ContainerDefinition (image):
      https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    - Immutable tags: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
    """
    definition = definitions.get(service.primary.task_definition) if service.deployments else None
    for container in definition.containers if definition else ():
        if definition and _floats(container.image):
            digest = _runs(service, container, deployments, images)
            yield _sighting(definition, container, _remedy(definition, container, digest, last))


def _floats(image: ImageReference) -> bool:
    return image.digest is None and (image.tag is None or image.tag in FLOATING)


def _runs(
    service: Service, container: Container, deployments: ServiceDeployments | Gap, images: Images | Gap
) -> str | None:
    """What ECS recorded for it, where all its tasks run and the tag still leads there: to name it changes nothing."""
    primary = service.primary
    settled = primary.rollout_state == "COMPLETED" and primary.running >= primary.desired > 0 and not service.older
    if isinstance(deployments, Gap) or isinstance(images, Gap) or not settled:
        return None
    revision, now = deployments.revision_behind(service), images.resolve(container.image)
    recorded = {image.container: image.digest for image in revision.images} if revision else {}
    return now.digest if now and now.digest == recorded.get(container.name) else None


def _sighting(definition: TaskDefinition, container: Container, remedy: Remedy) -> Sighting:
    image = container.image.text.removeprefix(f"{container.image.registry}/")
    moves = "a tag that moves" if container.image.tag else "without a tag, which means latest and moves"
    path = f"taskDefinition[{definition.name}].containerDefinitions[{container.name}].image"
    return Sighting(
        subject=definition.name,
        summary=f"{definition.name} names {image}, {moves}: name a digest",
        because=(Citation("ecs:DescribeTaskDefinition", path, container.image.text),),
        remedies=(remedy,),
    )


def _remedy(definition: TaskDefinition, container: Container, digest: str | None, last: LastGood) -> Remedy:
    title = f"name the image of {container.name} by its digest"
    if digest:
        return correct(title, definition, last, pinned(container, digest), horizon=Horizon.LATER)
    host = f"{container.image.registry}/" if container.image.registry else ""
    change = f"the image of {container.name} is {host}{container.image.repository}@ and the digest of its build"
    return correct_by_hand(title, definition.name, change, Horizon.LATER)

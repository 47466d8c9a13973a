"""The version was pushed under another tag than the one that is deployed."""

from collections.abc import Iterator

from islive.facts.deployed import Deployed
from islive.facts.identity import Identities
from islive.facts.image_reference import ImageReference
from islive.facts.images import Image, Images
from islive.facts.pull_failures import PullFailures
from islive.facts.service import Service
from islive.facts.task_definitions import Container, TaskDefinition, TaskDefinitions
from islive.facts.versions import agree, is_floating
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.correction import correct, nothing_before, pinned


@rule(
    stage=Stage.PUSH,
    severity=Severity.HIGH,
    explains=("image-not-found", "version-not-in-task-definition", "version-not-deployed", "image-unchanged"),
)
def pushed_under_another_tag(
    wanted: WantedVersion,
    service: Service,
    definitions: TaskDefinitions,
    images: Images,
    deployed: Deployed | Gap,
    identities: Identities | Gap,
    pulls: PullFailures | Gap,
) -> Iterator[Sighting]:
    """The image was pushed under one tag, and the task definition names another.

    ## What it means

    The registry holds the version, under its own tags. The task definition names another tag of the same repository:
    one that means this version and was never pushed (`1.4.2` beside `v1.4.2`), or one that moves with each release
    (`latest`, `prod`) and was not moved this time. ECS takes what stands under the tag that it is told, and nothing
    else.

    ## Why it happens

    - Two places make the tag's name: the build from the git tag, the deployment from a version without the `v`, or one
      from the short and one from the long commit.
    - The pipeline pushes `v1.4.2` and forgot `latest`; or the repository's tags are immutable, so that `latest` cannot
      be moved, and the refused push went unnoticed.

    ## What to do

    1. Let the task definition name the digest of the build. No tag can be wrong then.
    2. Or let one step make the tag's name, and hand it to build and deployment.
    3. For the moment, register a revision that names the tag that is there, and deploy it.

    ## References

    - Tagging and pushing: https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-ecr-image.html
    - Immutable tags: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
    - How ECS resolves tags: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    """
    if not wanted.explicit or (isinstance(deployed, Deployed) and deployed.digests & wanted.digests):
        return
    for definition in _tried(service, definitions, pulls):
        for container in definition.containers:
            pushed = _pushed(wanted, container.image, images)
            if pushed and _was_meant(container.image, pushed, wanted, images):
                there = images.resolve(container.image)
                remedies = _remedies(definition, container, pushed, service)
                yield _sighting(definition, container.image, pushed, _leads(there, identities), remedies)


def _tried(service: Service, definitions: TaskDefinitions, pulls: PullFailures | Gap) -> Iterator[TaskDefinition]:
    """What PRIMARY deploys, and what could not be pulled before ECS went back."""
    primary = (service.primary.task_definition,) if service.deployments else ()
    failed = () if isinstance(pulls, Gap) else (pull.task_definition for pull in pulls.missing)
    for name in dict.fromkeys((*primary, *failed)):
        if definition := definitions.get(name):
            yield definition


def _pushed(wanted: WantedVersion, reference: ImageReference, images: Images) -> Image | None:
    """The version's image in the repository that the reference names, if it has a tag."""
    repository = images.repository_of(reference)
    known = repository.images if repository else ()
    return next((image for image in known if image.digest in wanted.digests and image.tags), None)


def _was_meant(reference: ImageReference, pushed: Image, wanted: WantedVersion, images: Images) -> bool:
    """The tag that is named means the version and is not there, or moves and stayed behind."""
    tag = reference.tag or "latest"
    if reference.digest or tag in pushed.tags:
        return False
    there = images.resolve(reference)
    if there is None:
        return is_floating(tag) or _means(tag, wanted)
    return is_floating(tag) and there.pushed_at < pushed.pushed_at


def _means(tag: str, wanted: WantedVersion) -> bool:
    name = wanted.name or ""
    of_name = bool(name) and (agree(tag, name) or name.lower().lstrip("v") in tag.lower())
    return of_name or bool(wanted.commit and wanted.commit[:7] in tag)


def _sighting(
    definition: TaskDefinition,
    reference: ImageReference,
    pushed: Image,
    leads: str,
    remedies: tuple[Remedy, ...],
) -> Sighting:
    tag, tags = reference.tag or "latest", ", ".join(pushed.tags)
    path = f"taskDefinition[{definition.name}].containerDefinitions[].image"
    return Sighting(
        subject=reference.text,
        summary=f"pushed as {reference.repository}:{tags}, deployed as {reference.repository}:{tag}, which {leads}: "
        f"{definition.name} names it",
        because=(
            Citation("ecs:DescribeTaskDefinition", path, reference.text),
            Citation("ecr:DescribeImages", f"imageDetails[{pushed.digest[:19]}].imageTags", tags),
        ),
        remedies=remedies,
    )


def _leads(there: Image | None, identities: Identities | Gap) -> str:
    label = identities.label(there.digest) if there and isinstance(identities, Identities) else "another image"
    return f"leads to {label}" if there else "is no tag there"


def _remedies(definition: TaskDefinition, container: Container, pushed: Image, service: Service) -> tuple[Remedy, ...]:
    title = f"deploy what was pushed: {pushed.repository}:{pushed.tags[0]}"
    later = Step(
        "Let the pipeline hand the digest of its build to the deployment, rather than make the tag twice: `aws ecr "
        f"describe-images --repository-name {pushed.repository} --image-ids imageTag={pushed.tags[0]}` tells it."
    )
    now = correct(title, definition, nothing_before(service), pinned(container, pushed.digest))
    return now, Remedy("let the build hand its digest to the deployment", Risk.MANUAL, Horizon.LATER, (later,))

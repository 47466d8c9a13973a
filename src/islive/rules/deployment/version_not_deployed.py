"""version-not-deployed: the deployment that ECS steers to uses another image."""

from collections.abc import Iterator

from islive.facts.deployed import Deployed
from islive.facts.identity import Identities
from islive.facts.images import Images
from islive.facts.service import Service
from islive.facts.service_deployments import RevisionImage, ServiceDeployments
from islive.facts.task_definitions import ImageReference, TaskDefinitions
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

ON_THE_WAY = frozenset({"PENDING", "IN_PROGRESS"})
HEAD = len("sha256:") + 12


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.HIGH)
def version_not_deployed(
    wanted: WantedVersion,
    service: Service,
    deployed: Deployed,
    deployments: ServiceDeployments,
    definitions: TaskDefinitions,
    images: Images,
    identities: Identities | Gap,
) -> Iterator[Sighting]:
    """The service was never told to run this version, or has been told to run another one.

    ## What it means
    The image of the wanted version exists, but neither the PRIMARY deployment nor any other that is under way uses it.
    However long you wait, the version will not arrive.

    ## Why it happens
    - The image was pushed and no deployment was started afterwards. ECS resolves a tag to a digest when a deployment
      begins and keeps that digest for all of its tasks, also for those that it starts weeks later. Moving `latest`
      therefore changes nothing by itself.
    - The pipeline registered a task definition and did not update the service, or it updated another service.
    - Somebody deployed another version after yours, or infrastructure code put its own revision back.
    - A deployment of the version was rolled back; then that is a finding of its own.

    ## What to do
    Deploy the version, and name its image by digest or by a tag that nobody moves. If the tag in the task definition
    leads to the version already, a new deployment of the same task definition is enough: it resolves the tag anew.
    Before that, look for other findings: a deployment that cannot start its tasks will not start yours either.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-revision.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    """
    known = _is_known(deployed, definitions, images) or _is_known_of_task_set(service, deployed, images)
    if not (wanted.explicit and wanted.digests and known):
        return
    others = _under_way_beside(deployed, deployments)
    if others is None or wanted.digests & (deployed.digests | deployed.coming | others):
        return
    primary = service.primary
    yield Sighting(
        subject=primary.id,
        summary=f"{wanted.label} is not deployed: {primary.task_definition} has used "
        f"{_called(deployed.digests, identities, wanted)} since {primary.created_at:%Y-%m-%d %H:%M} UTC"
        f"{_although_moved(deployed, definitions, images, identities)}",
        because=_citations(service, deployed),
        remedies=(_deploy(service.name, wanted.label),),
    )


def _is_known(deployed: Deployed, definitions: TaskDefinitions, images: Images) -> bool:
    """What PRIMARY uses is on record whole; or ECS resolved nothing, and the registry tells where everything leads."""
    used = deployed.revision.images if deployed.revision else ()
    recorded = [image.digest for image in used]
    if any(recorded) or images.gaps:
        return bool(used) and all(recorded)
    references = [_reference(image, definitions, deployed) for image in used]
    return bool(used) and (bool(deployed.digests) or all(one and images.is_missing(one) for one in references))


def _is_known_of_task_set(service: Service, deployed: Deployed, images: Images) -> bool:
    """ECS records no revision of a task set: what it uses is where its task definition leads."""
    return service.primary.is_task_set and bool(deployed.digests) and not images.gaps


def _under_way_beside(deployed: Deployed, deployments: ServiceDeployments) -> frozenset[str] | None:
    """The digests of other deployments under way; None where one of them has not told its digests yet."""
    ours = deployed.revision.arn if deployed.revision else None
    others = [one for one in deployments.deployments if one.status in ON_THE_WAY and one.target_revision != ours]
    revisions = [deployments.revision_of(one) for one in others]
    digests = [revision.digests if revision else frozenset[str]() for revision in revisions]
    return frozenset[str]().union(*digests) if all(digests) else None


def _called(digests: frozenset[str], identities: Identities | Gap, wanted: WantedVersion) -> str:
    names = (_name(digest, identities, wanted) for digest in sorted(digests))
    return ", ".join(names) or "a reference that leads to no image"


def _name(digest: str, identities: Identities | Gap, wanted: WantedVersion) -> str:
    """The image's name; the head of its digest where it has none, or the same as the wanted version."""
    head = digest[:HEAD]
    label = head if isinstance(identities, Gap) or digest not in identities.identities else identities.label(digest)
    return f"{label} ({head})" if label == wanted.label else label


def _although_moved(
    deployed: Deployed, definitions: TaskDefinitions, images: Images, identities: Identities | Gap
) -> str:
    """The clause on a tag that leads elsewhere now than when the deployment began."""
    for image in deployed.revision.images if deployed.revision else ():
        reference = _reference(image, definitions, deployed)
        now = images.resolve(reference) if reference else None
        if reference and now and image.digest and image.digest not in _same_code(now.digest, identities):
            return f"; {reference.tag or 'latest'} has moved since, and ECS keeps the old digest"
    return ""


def _same_code(digest: str, identities: Identities | Gap) -> frozenset[str]:
    identity = None if isinstance(identities, Gap) else identities.identities.get(digest)
    return frozenset({digest}) | (identity.aliases if identity else frozenset[str]())


def _reference(image: RevisionImage, definitions: TaskDefinitions, deployed: Deployed) -> ImageReference | None:
    definition = definitions.get(deployed.revision.task_definition) if deployed.revision else None
    containers = definition.containers if definition else ()
    return next((one.image for one in containers if one.name == image.container), None)


def _citations(service: Service, deployed: Deployed) -> tuple[Citation, ...]:
    declared = Citation(
        "ecs:DescribeServices",
        "services[0].deployments[0].taskDefinition",
        service.primary.task_definition,
    )
    revision = deployed.revision
    path = f"serviceRevisions[{revision.arn.rsplit('/', 1)[-1]}]" if revision else ""
    recorded = (
        Citation("ecs:DescribeServiceRevisions", f"{path}.containerImages[{image.container}].imageDigest", image.digest)
        for image in (revision.images if revision else ())
        if image.digest
    )
    return declared, *recorded


def _deploy(service: str, version: str) -> Remedy:
    says = f"Run `islive deploy {service} {version}`: it checks first, pins the digest, and follows the tasks."
    return Remedy(f"deploy {version} to {service}", Risk.MANUAL, Horizon.NOW, (Step(says),))

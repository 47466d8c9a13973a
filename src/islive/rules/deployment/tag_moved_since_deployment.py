"""The tag that was deployed leads to another image now."""

from collections.abc import Iterator

from islive.facts.commits import Commits
from islive.facts.deployed import Deployed
from islive.facts.identity import Identities
from islive.facts.images import Image, Images
from islive.facts.service import Service
from islive.facts.service_deployments import RevisionImage
from islive.facts.task_definitions import ImageReference, TaskDefinition, TaskDefinitions
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.correction import correct, nothing_before, pinned

HEAD = len("sha256:") + 12


@rule(
    stage=Stage.DEPLOYMENT,
    severity=Severity.MEDIUM,
    root=False,
    explains=("version-not-deployed",),
)
def tag_moved_since_deployment(
    wanted: WantedVersion,
    service: Service,
    deployed: Deployed,
    definitions: TaskDefinitions,
    images: Images,
    identities: Identities | Gap,
    commits: Commits | Gap,
) -> Iterator[Sighting]:
    """The tag that the service deployed has been moved to another image since.

    ## What it means

    ECS resolves a tag to a digest when a deployment begins, and every task of that deployment gets that digest, also
    those that start weeks later. The tag was moved afterwards. What runs and what the tag names are two images now:
    the registry and the task definition look as if the new one were deployed, and it is not.

    It is also a trap: the next deployment, made for whatever reason, will bring the new image along.

    Of a version that was asked for and is not deployed islive says so only where the deployment began after the
    version's commit was made: then it was to bring it, and came too early. Otherwise nobody deployed the version.

    ## Why it happens

    - The deployment was started before the push had ended, so that it resolved the tag to the image before.
    - The pipeline pushes and moves the tag, and nothing deploys; somebody expects ECS to notice.
    - Another branch or another service pushes to the same tag.

    ## What to do

    1. If the image behind the tag is what you want, deploy again: a new deployment resolves the tag anew.
    2. Deploy after the push, never beside it; best by the digest that the push gave.
    3. Make version tags immutable, and name no moving tag in a task definition.

    ## References

    - How ECS resolves tags: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    - Service revisions: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-revision.html
    - Immutable tags: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
    """
    definition = definitions.get(service.primary.task_definition) if service.deployments else None
    named = {one.name: one.image for one in definition.containers} if definition else {}
    for image in deployed.revision.images if deployed.revision else ():
        reference = named.get(image.container)
        now = _moved(reference, image, images, identities) if reference else None
        if reference and now and _matters(now, deployed, wanted, commits):
            meant = wanted.explicit and now.digest in wanted.digests
            remedy = _name(definition, image.container, now, service) if meant and definition else None
            yield _sighting(service, reference, image, now, identities, remedy)


def _moved(
    reference: ImageReference, image: RevisionImage, images: Images, identities: Identities | Gap
) -> Image | None:
    """Where the tag leads now, if that is not the code that ECS recorded."""
    now = images.resolve(reference) if image.digest and not reference.digest else None
    known = identities.identities.get(now.digest) if now and isinstance(identities, Identities) else None
    same = known.aliases if known else frozenset({now.digest} if now else ())
    return now if now and image.digest not in same else None


def _matters(now: Image, deployed: Deployed, wanted: WantedVersion, commits: Commits | Gap) -> bool:
    """It is a trap for what is deployed; or the deployment was to bring the version, and came before its image."""
    if not wanted.explicit or deployed.digests & wanted.digests:
        return True
    made = None if isinstance(commits, Gap) or commits.wanted is None else commits.wanted.committed_at
    begun = deployed.record.created_at if deployed.record else None
    return now.digest in wanted.digests and made is not None and begun is not None and begun >= made


def _sighting(
    service: Service,
    reference: ImageReference,
    image: RevisionImage,
    now: Image,
    identities: Identities | Gap,
    remedy: Remedy | None,
) -> Sighting:
    tag = f"{reference.repository}:{reference.tag or 'latest'}"
    recorded = image.digest or ""
    return Sighting(
        subject=reference.text,
        summary=f"tag {tag} has moved since the deployment: {service.primary.task_definition} runs "
        f"{_named(recorded, identities)}, the tag leads to {_named(now.digest, identities)}",
        because=(
            Citation("ecs:DescribeServiceRevisions", f"containerImages[{image.container}].imageDigest", recorded),
            Citation("ecr:DescribeImages", f"imageDetails[{now.digest[:HEAD]}].imageTags", ", ".join(now.tags)),
        ),
        remedies=(remedy or _remedy(service, tag, now),),
    )


def _named(digest: str, identities: Identities | Gap) -> str:
    known = identities.identities if isinstance(identities, Identities) else {}
    return f"{known[digest].label} ({digest[:HEAD]})" if digest in known else digest[:HEAD]


def _name(definition: TaskDefinition, container: str, now: Image, service: Service) -> Remedy | None:
    """The tag leads to the version by now: name that for good."""
    found = definition.container(container)
    if found is None:
        return None
    title = f"deploy what {now.repository}:{found.image.tag or 'latest'} leads to, by its digest"
    return correct(title, definition, nothing_before(service), pinned(found, now.digest))


def _remedy(service: Service, tag: str, now: Image) -> Remedy:
    again = f"aws ecs update-service --cluster {service.cluster} --service {service.name} --force-new-deployment"
    look = f"aws ecr describe-images --repository-name {now.repository} --image-ids imageDigest={now.digest}"
    steps = (
        Step(f"See whether {tag} leads to what you want: `{look}`."),
        Step(f"If it does, deploy again, and the tag is resolved anew: `{again}`."),
        Step(f"Better: name a version, and its digest is pinned: `islive deploy {service.name} VERSION`."),
    )
    return Remedy(f"deploy what {tag} leads to, or name a digest", Risk.MANUAL, steps=steps)

"""The deployment was completed, with the image that ran before."""

from collections.abc import Iterator

from islive.facts.deployed import Deployed
from islive.facts.identity import Identities
from islive.facts.images import Images
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments, ServiceRevision
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage


@rule(
    stage=Stage.TASK_DEFINITION,
    severity=Severity.HIGH,
    root=False,
    explains=("version-not-in-task-definition", "version-not-deployed"),
)
def image_unchanged(
    wanted: WantedVersion,
    service: Service,
    deployed: Deployed,
    deployments: ServiceDeployments,
    images: Images,
    identities: Identities | Gap,
) -> Iterator[Sighting]:
    """The deployment succeeded and changed nothing: it has the same image as the one before.

    ## What it means

    After the version's image was pushed, a deployment was made, and ECS completed it. The image that ECS resolved for
    it is the very one that ran before: same digest, same code. The pipeline is green, the service is stable, and
    nothing new was deployed.

    ## Why it happens

    - The step that registers the revision wrote the old image into it: a variable that was not set, a template that was
      not rendered, a file from another branch.
    - Only a new deployment was forced, on a revision that names a fixed older tag.
    - The tag that the revision names was not moved to the new image.

    ## What to do

    1. Register a revision that names the version's image by its digest, and deploy it.
    2. Let the pipeline compare after the deployment: the digest of the service revision must be that of its build
       (`islive verify SERVICE VERSION` does).

    ## References

    - Service revisions: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-revision.html
    - How ECS resolves tags: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    - Updating a service: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    """
    record, now = deployed.record, deployed.revision
    if not wanted.explicit or record is None or now is None or service.primary.rollout_state != "COMPLETED":
        return
    before = _before(record, deployments)
    if before and now.digests and now.digests == before.digests and _was_to_bring_it(record, now, wanted, images):
        yield _sighting(wanted, record, now, before, identities)


def _before(record: ServiceDeployment, deployments: ServiceDeployments) -> ServiceRevision | None:
    """What the last successful deployment before this one deployed."""
    older = (one for one in deployments.deployments if one.created_at < record.created_at)
    last = next((one for one in older if one.status == "SUCCESSFUL"), None)
    return deployments.revision_of(last) if last else None


def _was_to_bring_it(record: ServiceDeployment, now: ServiceRevision, wanted: WantedVersion, images: Images) -> bool:
    """It began when the version's image was there, and has another one."""
    pushed = [image.pushed_at for image in images.all if image.digest in wanted.digests]
    return bool(pushed) and min(pushed) < record.created_at and not now.digests & wanted.digests


def _sighting(
    wanted: WantedVersion,
    record: ServiceDeployment,
    now: ServiceRevision,
    before: ServiceRevision,
    identities: Identities | Gap,
) -> Sighting:
    digest = min(now.digests)
    label = identities.label(digest) if isinstance(identities, Identities) else digest[:19]
    same = "as before" if now.task_definition == before.task_definition else f"as {before.task_definition}"
    return Sighting(
        subject=record.arn.rsplit("/", 1)[-1],
        summary=f"the deployment of {record.created_at:%Y-%m-%d %H:%M} UTC changed nothing: {now.task_definition} has "
        f"the same image {same}, {label} ({digest[:19]}), expected {wanted.label}",
        because=(_cite(now), _cite(before)),
        remedies=(_remedy(record.arn.split("/")[-2], wanted, now),),
    )


def _cite(revision: ServiceRevision) -> Citation:
    path = f"serviceRevisions[{revision.arn.rsplit('/', 1)[-1]}].containerImages[].imageDigest"
    return Citation("ecs:DescribeServiceRevisions", path, min(revision.digests))


def _remedy(service: str, wanted: WantedVersion, now: ServiceRevision) -> Remedy:
    family = now.task_definition.partition(":")[0]
    says = f"Deploy a revision of {family} with that image: `islive deploy {service} {wanted.label}` pins its digest."
    why = (
        f"Find out why the pipeline wrote the old image into {now.task_definition}: `aws ecs describe-task-definition "
        f"--task-definition {now.task_definition} --query taskDefinition.registeredBy` says who registered it."
    )
    return Remedy(f"deploy the image of {wanted.label}", Risk.MANUAL, steps=(Step(says), Step(why)))

"""deployment-rolled-back: ECS gave this version up."""

from collections.abc import Iterator
from datetime import datetime

from islive.facts.images import Images
from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments, ServiceRevision
from islive.facts.task_definitions import ImageReference, TaskDefinitions
from islive.facts.versions import is_floating, same
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

ROLLED_BACK = frozenset({"ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED", "ROLLBACK_IN_PROGRESS"})


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.HIGH, explains=("version-not-deployed",))
def deployment_rolled_back(
    wanted: WantedVersion, deployments: ServiceDeployments, definitions: TaskDefinitions, images: Images | Gap
) -> Iterator[Sighting]:
    """The version was deployed, and ECS rolled the deployment back.

    ## What it means
    ECS started to deploy the version, gave it up, and went back to the last revision that was deployed successfully.
    The service is stable again, on the old version: a pipeline that only waits until the service is stable reports
    success.

    ## Why it happens
    - The deployment circuit breaker counted too many failed tasks.
    - A CloudWatch alarm of the deployment fired, or a lifecycle hook said no.
    - Somebody stopped the deployment with a rollback.
    The reason that ECS recorded is quoted. Why the tasks failed is another finding, as long as ECS remembers: it
    forgets stopped tasks after about an hour.

    ## What to do
    Do not deploy the same again before its cause is mended: it takes the same way back. Read the reason, then the
    stopped tasks and the log of the failed tasks. ROLLBACK_FAILED means that the way back did not work either (often
    the old image is no longer in the registry): then see what runs at all, first.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Rollback.html
    """
    tries = (one for one in deployments.deployments if _deploys(one, wanted, deployments, definitions, images))
    newest = next(tries, None)
    if newest is None or newest.status not in ROLLED_BACK or _runs_all_the_same(wanted, deployments):
        return
    task_definition = deployments.revisions[newest.target_revision].task_definition
    reason = newest.rollback_reason or newest.status_reason or "ECS recorded no reason"
    yield Sighting(
        subject=_last(newest.arn),
        summary=f"The deployment of {wanted.label} ({task_definition}) begun at "
        f"{newest.created_at:%Y-%m-%d %H:%M} UTC is {newest.status} instead of SUCCESSFUL: "
        f"{reason[:200].rstrip('. ')}",
        because=_citations(newest),
        remedies=(_mend_first(wanted.label, task_definition),),
    )


def _runs_all_the_same(wanted: WantedVersion, deployments: ServiceDeployments) -> bool:
    """What ECS went back to is the wanted image too: only the task definition around it was rolled back."""
    good = deployments.last_successful
    revision = deployments.revision_of(good) if good else None
    return revision is not None and bool(revision.digests & wanted.digests) and not _is_name_of(wanted, deployments)


def _is_name_of(wanted: WantedVersion, deployments: ServiceDeployments) -> bool:
    """What was asked for is a task definition, "family:revision"."""
    return any(revision.task_definition == wanted.name for revision in deployments.revisions.values())


def _deploys(
    one: ServiceDeployment,
    wanted: WantedVersion,
    deployments: ServiceDeployments,
    definitions: TaskDefinitions,
    images: Images | Gap,
) -> bool:
    """Its target is the wanted version: by name, by recorded digest, or by what its references lead to."""
    revision = deployments.revision_of(one)
    if revision is None:
        return False
    if _is_name_of(wanted, deployments):
        return revision.task_definition == wanted.name
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


def _citations(one: ServiceDeployment) -> tuple[Citation, ...]:
    path = "serviceDeployments[]"
    words = {"status": one.status, "statusReason": one.status_reason, "rollback.reason": one.rollback_reason}
    return tuple(
        Citation("ecs:DescribeServiceDeployments", f"{path}.{member}", quote[:300])
        for member, quote in words.items()
        if quote
    )


def _mend_first(version: str, task_definition: str) -> Remedy:
    says = (
        f"Mend what made the tasks of {task_definition} fail (see the other findings and the log of its tasks), and "
        f"only then deploy {version} again."
    )
    return Remedy("Mend the cause before deploying again", Risk.MANUAL, Horizon.NOW, (Step(says),))


def _last(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]

"""deployment-rolled-back: ECS gave this version up."""

from collections.abc import Iterator
from textwrap import shorten

from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.tried import Tried
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

ROLLED_BACK = {
    "ROLLBACK_SUCCESSFUL": "was rolled back",
    "ROLLBACK_FAILED": "failed, and so did its rollback",
    "ROLLBACK_IN_PROGRESS": "is being rolled back",
}


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.HIGH, explains=("version-not-deployed",))
def deployment_rolled_back(
    wanted: WantedVersion, deployments: ServiceDeployments, tried: Tried, stopped: StoppedTasks | Gap
) -> Iterator[Sighting]:
    """The version was deployed, and ECS rolled the deployment back.

    ## What it means
    ECS started to deploy the version, gave it up, and went back to the last revision that was deployed successfully.
    The service is stable again, on the old version. A pipeline that only waits until the service is stable reports
    success.

    ## Why it happens
    - The deployment circuit breaker counted too many failed tasks.
    - A CloudWatch alarm of the deployment fired, or a lifecycle hook said no.
    - Somebody stopped the deployment with a rollback.

    The finding quotes the reason that ECS recorded. Why the tasks failed is another finding, as long as ECS remembers:
    it forgets stopped tasks after about an hour.

    ## What to do
    Do not deploy the same again before its cause is mended: it takes the same way back. Read the reason, then the
    stopped tasks and their log. ROLLBACK_FAILED means that the way back did not work either, often because the old
    image is no longer in the registry: then see first what runs at all.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Rollback.html
    """
    newest = next(iter(tried.deployments), None)
    if newest is None or newest.status not in ROLLED_BACK:
        return
    if not tried.by_name and _runs_all_the_same(wanted, deployments):
        return
    task_definition = deployments.revisions[newest.target_revision].task_definition
    reason = newest.rollback_reason or newest.status_reason or "ECS recorded no reason"
    yield Sighting(
        subject=_last(newest.arn),
        summary=f"deployment of {wanted.label} {ROLLED_BACK[newest.status]}: {task_definition}, begun "
        f"{newest.created_at:%Y-%m-%d %H:%M} UTC; {shorten(reason, 200, placeholder=' …').rstrip('. ')}"
        + ("; ECS has forgotten its tasks" if _forgotten(newest, stopped) else ""),
        because=_citations(newest),
        remedies=(_mend_first(wanted.label, task_definition, newest, forgotten=_forgotten(newest, stopped)),),
    )


def _runs_all_the_same(wanted: WantedVersion, deployments: ServiceDeployments) -> bool:
    """What ECS went back to is the wanted image too: only the task definition around it was rolled back."""
    good = deployments.last_successful
    revision = deployments.revision_of(good) if good else None
    return revision is not None and bool(revision.digests & wanted.digests)


def _citations(one: ServiceDeployment) -> tuple[Citation, ...]:
    path = f"serviceDeployments[{_last(one.arn)}]"
    words = {"status": one.status, "statusReason": one.status_reason, "rollback.reason": one.rollback_reason}
    return tuple(
        Citation("ecs:DescribeServiceDeployments", f"{path}.{member}", quote)
        for member, quote in words.items()
        if quote
    )


def _forgotten(newest: ServiceDeployment, stopped: StoppedTasks | Gap) -> bool:
    """ECS keeps a stopped task for an hour at least; none that it still remembers can be of this deployment."""
    if isinstance(stopped, Gap):
        return False
    return not any(task.created_at and task.created_at >= newest.created_at for task in stopped.tasks)


def _mend_first(version: str, task_definition: str, newest: ServiceDeployment, *, forgotten: bool) -> Remedy:
    witness = "their log group still may tell, ECS has forgotten them" if forgotten else "see the other findings"
    again = f"islive deploy {newest.arn.split('/')[-2]} {version}"
    says = f"Mend what made the tasks of {task_definition} fail ({witness}), and only then deploy it again: `{again}`."
    return Remedy(f"mend the cause before deploying {version} again", Risk.MANUAL, Horizon.NOW, (Step(says),))


def _last(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]

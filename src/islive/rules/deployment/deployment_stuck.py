"""deployment-stuck: the PRIMARY deployment goes on and on."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from islive.facts.service import Deployment, Service
from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.rollback import roll_back

PATIENCE = timedelta(minutes=30)
MANY_FAILURES = 3
CAN_BE_STOPPED = frozenset({"PENDING", "IN_PROGRESS"})


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.HIGH)
def deployment_stuck(service: Service, deployments: ServiceDeployments | Gap, now: datetime) -> Iterator[Sighting]:
    """The deployment is neither done nor given up: its tasks do not come up, and ECS goes on trying.

    ## What it means
    The PRIMARY deployment is still in progress, has fewer tasks running than it should, and either its tasks keep
    failing or nothing has moved for half an hour. The tasks of the deployment before it usually go on serving, so
    users notice nothing; but the new version is not coming.

    ## Why it happens
    Without the deployment circuit breaker ECS never gives up: it starts a task, the task fails, and it waits longer
    before each next attempt, up to about half an hour. Why the tasks fail is another finding; this one only says that
    the deployment will not end by itself.

    ## What to do
    Stop the failing deployment with ECS's own rollback (StopServiceDeployment): ECS goes back to the last revision
    that was deployed successfully, and the healthy tasks keep serving meanwhile. Do not stop the service's tasks, and
    do not lower its desired count: that takes the healthy tasks down too. Then mend the cause, and deploy again.
    Turn the circuit breaker on, so that ECS does this by itself next time.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
    """
    primary = service.front
    record = _under_way(deployments)
    going_on = primary.under_way or (record is not None and primary.rollout_state != "FAILED")
    if not going_on or primary.running >= primary.desired or (record and record.awaiting_hooks):
        return
    if primary.failed_tasks >= MANY_FAILURES or now - _moved(primary) > PATIENCE:
        yield Sighting(
            subject=primary.id,
            summary=f"{primary.task_definition} is stuck since {primary.created_at:%Y-%m-%d %H:%M} UTC: "
            f"{primary.running} of {primary.desired} tasks run, {primary.failed_tasks} failed",
            because=_citations(primary),
            remedies=(_way_back(service, deployments),),
        )


def _under_way(deployments: ServiceDeployments | Gap) -> ServiceDeployment | None:
    newest = None if isinstance(deployments, Gap) else deployments.newest
    return newest if newest and newest.under_way else None


def _moved(deployment: Deployment) -> datetime:
    """When it last got anywhere: one without running tasks got nowhere, whatever ECS touched since."""
    return deployment.updated_at or deployment.created_at if deployment.running else deployment.created_at


def _citations(primary: Deployment) -> tuple[Citation, ...]:
    if primary.is_task_set:
        running = Citation("ecs:DescribeServices", "services[0].taskSets[].runningCount", str(primary.running))
        return (Citation("ecs:DescribeServices", "services[0].taskSets[].stabilityStatus", "STABILIZING"), running)
    path = "services[0].deployments[0]"
    return (
        Citation("ecs:DescribeServices", f"{path}.rolloutState", primary.rollout_state or ""),
        Citation("ecs:DescribeServices", f"{path}.failedTasks", str(primary.failed_tasks)),
        Citation("ecs:DescribeServices", f"{path}.runningCount", str(primary.running)),
    )


def _way_back(service: Service, deployments: ServiceDeployments | Gap) -> Remedy:
    """ECS's own rollback, where it has something under way and something else to go back to."""
    record = _under_way(deployments)
    good = None if isinstance(deployments, Gap) else deployments.last_successful
    if (
        isinstance(deployments, Gap)
        or record is None
        or good is None
        or record.status not in CAN_BE_STOPPED
        or good.target_revision == record.target_revision
    ):
        return _by_hand(service)
    return roll_back(service, deployments, record, good)


def _by_hand(service: Service) -> Remedy:
    stuck = service.primary.task_definition
    says = (
        f"Mend what keeps the tasks of {stuck} from starting, then update service {service.name} to a task definition "
        f"whose tasks start (`islive deploy {service.name} VERSION`); ECS has no other successful deployment on "
        "record that it could go back to by itself."
    )
    return Remedy(f"replace {stuck} by a task definition that starts", Risk.MANUAL, Horizon.NOW, (Step(says),))

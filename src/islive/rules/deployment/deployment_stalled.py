"""deployment-stalled: given up, with nothing to go back to."""

from collections.abc import Iterator

from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.CRITICAL, explains=("versions-mixed",))
def deployment_stalled(service: Service, deployments: ServiceDeployments | Gap) -> Iterator[Sighting]:
    """ECS has given the deployment up and did not go back, so it starts no more tasks of it.

    ## What it means
    The PRIMARY deployment is FAILED. Either the circuit breaker (or an alarm) is on without rollback, or there is no
    deployment that was ever completed and that ECS could return to. It stays like this until somebody deploys again:
    what still runs goes on, and what stops is not replaced by the new version.

    ## Why it happens
    - It is the first deployment of the service, and it failed.
    - The deployment before it had not been completed either: two were started shortly after each other.
    - `rollback` is off in the circuit breaker.

    Why its tasks failed is another finding, as long as ECS remembers them; it forgets stopped tasks after an hour.

    ## What to do
    Mend what made the tasks fail, then deploy again; a new deployment of the same task definition fails as before. If
    users are down and an older version is known to work, deploy that one now.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
    """
    primary = service.primary
    if primary.rollout_state != "FAILED":
        return
    good = None if isinstance(deployments, Gap) else deployments.last_successful
    back = "ECS did not go back" if good else "no earlier deployment was ever successful, so ECS has none to go back to"
    path = "services[0].deployments[0]"
    reason = (
        (Citation("ecs:DescribeServices", f"{path}.rolloutStateReason", primary.rollout_state_reason),)
        if primary.rollout_state_reason
        else ()
    )
    first = f"; if users are down, go back first: `islive rollback {service.name}`" if good else ""
    says = (
        f"Mend what made the tasks of {primary.task_definition} fail (their log group still may tell), then deploy "
        f"again with `islive deploy {service.name} VERSION`; until then ECS starts no task of it{first}."
    )
    yield Sighting(
        subject=primary.id,
        summary=f"deployment of {primary.task_definition} is FAILED, expected COMPLETED: {primary.running} of "
        f"{primary.desired} tasks run, and {back}",
        because=(Citation("ecs:DescribeServices", f"{path}.rolloutState", "FAILED"), *reason),
        remedies=(Remedy("mend the cause, and deploy again", Risk.MANUAL, Horizon.NOW, (Step(says),)),),
    )

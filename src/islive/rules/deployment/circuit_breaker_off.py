"""circuit-breaker-off: nothing stops a failing deployment."""

from collections.abc import Iterator
from math import ceil

from islive.facts.service import CircuitBreaker, Service
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage

# ECS developer guide, "How the Amazon ECS deployment circuit breaker detects failures": half of the desired count.
FEWEST_FAILURES, MOST_FAILURES = 3, 200


@rule(stage=Stage.DEPLOYMENT, when=BOTH, severity=Severity.MEDIUM, root=False)
def circuit_breaker_off(service: Service) -> Iterator[Sighting]:
    """Nothing ends a deployment that fails: the deployment circuit breaker is off, or does not roll back.

    ## What it means
    The deployment circuit breaker counts the tasks of a deployment that fail. When there are too many it marks the
    deployment as failed, and with `rollback` it goes back to the last one that worked. In this service it is off: then
    a failing deployment goes on for hours or days. Or it is on without `rollback`: then it stops half-way.

    ## Why it happens
    Off is the default of the API, the CLI, CloudFormation and Terraform's aws_ecs_service; the console's wizard turns
    it on. For most services without it, nobody ever decided.

    ## What to do
    Turn it on together with `rollback`. That starts no deployment and touches no task. The threshold is half of the
    desired count, but at least 3 and at most 200 failed tasks. If the service belongs to CloudFormation, Terraform or
    the CDK, change it there too, or the next run turns it off again. It counts tasks that never run and tasks that
    fail their health checks; so give the service a health check as well.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html
    """
    breaker = service.circuit_breaker
    if (breaker.enabled and breaker.rollback) or (service.controller, service.strategy) != ("ECS", "ROLLING"):
        return
    yield Sighting(
        subject=service.name,
        summary=_told(service),
        because=_citations(service.circuit_breaker),
        remedies=(_switch_on(service),),
    )


def threshold(desired: int) -> int:
    """After how many failed tasks the circuit breaker ends a deployment, by its default."""
    return min(MOST_FAILURES, max(FEWEST_FAILURES, ceil(desired / 2)))


def _told(service: Service) -> str:
    limit, failed = threshold(service.desired), service.primary.failed_tasks
    if service.circuit_breaker.enabled:
        return f"the circuit breaker is on without rollback: after {limit} failed tasks it stops and does not go back"
    if failed > limit:
        return f"no circuit breaker: it would have gone back after {limit} failed tasks, {failed} have failed"
    return f"no circuit breaker: with rollback it would go back after {limit} failed tasks"


def _citations(breaker: CircuitBreaker) -> tuple[Citation, ...]:
    path = "services[0].deploymentConfiguration.deploymentCircuitBreaker"
    switches = {"enable": breaker.enabled, "rollback": breaker.rollback}
    return tuple(
        Citation("ecs:DescribeServices", f"{path}.{name}", "true" if on else "false") for name, on in switches.items()
    )


def _switch_on(service: Service) -> Remedy:
    was = service.circuit_breaker
    step = Step(
        says=f"Turn the circuit breaker of {service.name} on, with rollback; no task is touched.",
        operation="ecs:UpdateService",
        params={
            "cluster": service.cluster,
            "service": service.name,
            "deploymentConfiguration": {
                "deploymentCircuitBreaker": {"enable": True, "rollback": True},
                "minimumHealthyPercent": service.minimum_percent,
                "maximumPercent": service.maximum_percent,
            },
        },
        expects=f"minimumHealthyPercent is still {service.minimum_percent} and maximumPercent "
        f"{service.maximum_percent}; what else stands in the deployment configuration (alarms, hooks) is sent along.",
        undo=f"The same call with enable {str(was.enabled).lower()} and rollback {str(was.rollback).lower()}.",
    )
    return Remedy("turn the circuit breaker on, with rollback", Risk.SAFE, Horizon.LATER, (step,))

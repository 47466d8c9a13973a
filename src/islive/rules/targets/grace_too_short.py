"""grace-too-short: tasks are stopped before they have had time to start."""

from collections.abc import Iterator

from islive.facts.health_failures import HealthFailure, HealthFailures
from islive.facts.service import Service
from islive.facts.start_times import StartTimes
from islive.model.citation import Citation
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

# What a load balancer says of an application that is still starting: no answer, refused, or its proxy's own errors.
STARTING_REASONS = frozenset({"Target.Timeout", "Target.FailedHealthChecks"})
STARTING_CODES = frozenset({502, 503, 504})
TWICE = 2


@rule(
    stage=Stage.TARGETS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("targets-unhealthy", "deployment-stuck", "deployment-rolled-back", "deployment-stalled"),
)
def grace_too_short(service: Service, failures: HealthFailures, times: StartTimes) -> Iterator[Sighting]:
    """ECS stops the tasks for their health before they have had the time that they need to start.

    ## What it means
    Until a task's health check grace period is over, ECS overlooks that its target is unhealthy; afterwards it stops
    the task and starts another, which has no more time than the first. Earlier deployments of this service needed
    longer to become healthy than tasks are given now, so none can ever arrive.

    ## Why it happens
    - The grace period was never set (its default is 0), or the start has become slower: migrations, warming of caches,
      more to load.
    - The health check is quick to judge: a short interval, and a threshold of two failures.

    ## What to do
    Set the service's health check grace period to at least twice the time that its tasks need. That starts no
    deployment, costs nothing where tasks are quick, and delays only the replacement of tasks that never become
    healthy. Then see whether the start can be made faster.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-healthcheck.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    """
    for failure in failures.failures:
        given = times.cut_short_after(service.grace_seconds, failure.group.check)
        if given is not None and times.usual is not None and _may_be_starting(failure):
            yield _sighting(service, failure, times, given, times.usual)


def _may_be_starting(failure: HealthFailure) -> bool:
    if failure.codes:
        return set(failure.codes) <= STARTING_CODES
    return failure.reason in STARTING_REASONS


def _sighting(service: Service, failure: HealthFailure, times: StartTimes, given: int, usual: int) -> Sighting:
    check, enough = failure.group.check, TWICE * usual
    step = Step(
        says=f"Give the tasks of {service.name} {enough} seconds before ECS looks at their health; no task is touched.",
        operation="ecs:UpdateService",
        params={"cluster": service.cluster, "service": service.name, "healthCheckGracePeriodSeconds": enough},
        expects=f"healthCheckGracePeriodSeconds is still {service.grace_seconds}.",
        undo=f"The same call with {service.grace_seconds}.",
    )
    return Sighting(
        subject=service.name,
        summary=f"health check grace period of {service.grace_seconds} s is too short: tasks are stopped "
        f"after {given} s, "
        f"and before now they took {usual} s to become healthy (a target is unhealthy after {check.unhealthy_after} × "
        f"{check.interval} s)",
        because=(
            failure.citation,
            Citation("ecs:DescribeServices", "services[0].healthCheckGracePeriodSeconds", str(service.grace_seconds)),
        ),
        certainty=Certainty.CONFIRMED if times.given else Certainty.LIKELY,
        remedies=(Remedy(f"give the tasks {enough} s to start", Risk.SAFE, Horizon.NOW, (step,)),),
    )

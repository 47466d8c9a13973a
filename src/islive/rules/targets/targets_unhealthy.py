"""targets-unhealthy: the load balancer does not trust the new tasks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from islive.facts.health_failures import HealthFailure, HealthFailures
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.target_groups import RegisteredTarget, TargetGroup, TargetGroups
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

# Reason (API shape TargetHealth) -> what to look at.
LOOK_AT = {
    "Target.ResponseCodeMismatch": "ask a task for the health check's path and see why it answers with another code",
    "Target.Timeout": "see whether the tasks' security group lets the load balancer in on the health check's port, "
    "and whether the application answers within the timeout while it starts",
    "Target.FailedHealthChecks": "see whether the application listens on that port, on 0.0.0.0 and not on 127.0.0.1",
}


@rule(
    stage=Stage.TARGETS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("deployment-stuck", "deployment-rolled-back", "deployment-stalled"),
)
def targets_unhealthy(
    service: Service, running: RunningTasks, groups: TargetGroups, failures: HealthFailures, now: datetime
) -> Iterator[Sighting]:
    """The load balancer finds tasks of the current deployment unhealthy.

    ## What it means
    The tasks run, but they fail the health check of the target group. They get no traffic, unless every target is
    unhealthy: then the load balancer sends requests to all of them. After the grace period ECS stops such tasks and
    starts others, and the deployment does not end.

    A task that was stopped for it is no target any more, and the next one is not judged yet. Then the service's events
    tell, as long as the target group lacks healthy tasks, also after a deployment that was completed.

    ## Why it happens
    - Target.ResponseCodeMismatch: the path of the health check answers with a code that is not expected. The path is
      wrong, it asks for a login or redirects, or the application is broken.
    - Target.Timeout: no answer in time. A security group is closed, or the application starts slowly.
    - Target.FailedHealthChecks: nobody listens on that port, or only on 127.0.0.1.
    - A health path that asks the database fails for every task when the database does.

    ## What to do
    Ask a task for the health path from inside the network and compare the code with the target group's matcher. If the
    application needs longer to start than the health check allows, give the service a health check grace period.

    ## References
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
    """
    of_front = [task for task in running.tasks if task.deployment == service.front.id]
    due = [task for task in of_front if not task.is_in_grace(service.grace_seconds, now)]
    ours = frozenset(end for task in due for end in task.endpoints)
    told = {one.group.arn: one for one in reversed(failures.told)}
    for group in groups.groups:
        targets = [target for target in group.targets if target.endpoint in ours]
        unhealthy = [target for target in targets if target.state == "unhealthy"]
        if unhealthy:
            yield _sighting(group, unhealthy, len(targets))
        elif group.arn in told:
            yield _stopped(told[group.arn])


def _sighting(group: TargetGroup, unhealthy: Sequence[RegisteredTarget], of: int) -> Sighting:
    reasons = Counter((one.reason or "no reason given", one.description or "") for one in unhealthy)
    (reason, description), _ = min(reasons.items(), key=lambda one: (-one[1], one[0]))
    says = f", {description}" if description else ""
    return Sighting(
        subject=group.name,
        summary=f"{len(unhealthy)} of {of} targets in {group.name} are unhealthy: {reason}{says}; health check "
        f"{_check(group)}",
        because=tuple(_citations(unhealthy)),
        remedies=(_mend(group, reason),),
    )


def _stopped(failure: HealthFailure) -> Sighting:
    """None is unhealthy at this moment: ECS has stopped it, and waits for the next one."""
    name, reason = failure.group.name, failure.reason or "no reason given"
    return Sighting(
        subject=name,
        summary=f"ECS stops tasks that fail the health check of {name}: {reason}, {failure.description}; health check "
        f"{failure.asked}",
        because=(failure.citation,),
        remedies=(_mend(failure.group, reason),),
    )


def _check(group: TargetGroup) -> str:
    return f"{group.protocol or 'TCP'} {group.health_path or ''} on port {group.port or 'of the target'}".replace(
        "  ", " "
    )


def _citations(unhealthy: Sequence[RegisteredTarget]) -> Iterator[Citation]:
    """Of each reason and description one target."""
    said = {(one.reason or "", one.description or ""): one for one in reversed(unhealthy)}
    for (reason, description), one in sorted(said.items(), key=lambda item: item[0]):
        path = f"TargetHealthDescriptions[{one.id}].TargetHealth"
        words = {"State": one.state, "Reason": reason, "Description": description}
        for member, quote in words.items():
            if quote:
                yield Citation("elbv2:DescribeTargetHealth", f"{path}.{member}", quote)


def _mend(group: TargetGroup, reason: str) -> Remedy:
    look = LOOK_AT.get(reason, "read the log of an unhealthy task and the settings of the health check")
    state = f"aws elbv2 describe-target-health --target-group-arn {group.arn}"
    says = f"{look[0].upper()}{look[1:]} (target group {group.name}: `{state}`)."
    return Remedy(f"make the health check of {group.name} pass", Risk.MANUAL, Horizon.NOW, (Step(says),))

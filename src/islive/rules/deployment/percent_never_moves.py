"""percent-never-moves: ECS may neither start a task nor stop one."""

from collections.abc import Iterator

from islive.facts.service import Service, ServiceEvent
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

# ECS developer guide, "Amazon ECS service event messages".
UNABLE = "unable to stop or start tasks during a deployment because of the service deployment configuration"
DOUBLE = 200


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.HIGH, explains=("deployment-stuck",))
def percent_never_moves(service: Service) -> Iterator[Sighting]:
    """The deployment configuration lets ECS neither start a new task nor stop an old one.

    ## What it means
    During a rolling deployment at least `minimumHealthyPercent` of the desired tasks must stay healthy (rounded up),
    and there may be at most `maximumPercent` of them in all (rounded down). Here the first number is no less than the
    desired count and the second no more: there is no room for one more task, and none may go. The deployment waits for
    ever, and ECS counts no failure.

    ## Why it happens
    - minimum and maximum were both set to 100, to save money or because two tasks must never run at once.
    - The desired count is so small that the percentages are rounded away: with 3 tasks, 100 and 125 % leave no room.
    - The percentages are those of a larger service, or autoscaling has made the service smaller.

    ## What to do
    Where a second task may run beside the first: maximum 200. Where it must not: minimum 0, with a short interruption
    at each deployment. A change of these numbers starts no deployment; the one under way goes on by itself.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    """
    primary = service.primary
    rolling = (service.controller, service.strategy, service.scheduling) == ("ECS", "ROLLING", "REPLICA")
    if not rolling or not primary.under_way or not service.older or primary.running >= primary.desired:
        return
    told = next((one for one in service.events if UNABLE in one.message and one.at >= primary.created_at), None)
    if told or service.is_held:
        yield _sighting(service, told)


def _sighting(service: Service, told: ServiceEvent | None) -> Sighting:
    least, most = service.bounds
    path = "services[0].deploymentConfiguration"
    # On container instances there may be no room, or a host port be taken, for a second task.
    risk = Risk.DISRUPTIVE if service.launch_type == "FARGATE" else Risk.MANUAL
    step = Step(
        says=f"Let {service.name} run up to twice its desired tasks during a deployment; no task is touched.",
        operation="ecs:UpdateService",
        params={
            "cluster": service.cluster,
            "service": service.name,
            "deploymentConfiguration": {
                "minimumHealthyPercent": service.minimum_percent,
                "maximumPercent": DOUBLE,
            },
        },
        expects=f"maximumPercent is still {service.maximum_percent}; what else stands in the deployment configuration "
        "(circuit breaker, alarms, hooks) is sent along.",
        undo=f"The same call with maximumPercent {service.maximum_percent}.",
    )
    event = (
        (Citation("ecs:DescribeServices", f"services[0].events[{service.events.index(told)}].message", told.message),)
        if told
        else ()
    )
    return Sighting(
        subject=service.name,
        summary=f"minimum {service.minimum_percent} % and maximum {service.maximum_percent} % of "
        f"{service.desired} tasks "
        f"let nothing move: {least} must stay and {most} may run, expected room for one more or one less",
        because=(
            Citation("ecs:DescribeServices", f"{path}.minimumHealthyPercent", str(service.minimum_percent)),
            Citation("ecs:DescribeServices", f"{path}.maximumPercent", str(service.maximum_percent)),
            *event,
        ),
        remedies=(Remedy("let a second task run beside the first", risk, Horizon.NOW, (step,)),),
    )

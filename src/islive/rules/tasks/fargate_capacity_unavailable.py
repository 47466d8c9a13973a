"""fargate-capacity-unavailable: Fargate has no room for the task in these zones at the moment."""

from collections.abc import Iterator

from islive.facts.network_trouble import NetworkTrouble
from islive.facts.service import Service
from islive.model.finding import Severity, Sighting
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.placement import SYMPTOMS, do, unplaced


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.HIGH, root=False, explains=SYMPTOMS)
def fargate_capacity_unavailable(service: Service, trouble: NetworkTrouble) -> Iterator[Sighting]:
    """Fargate has no capacity for the task in the zones of the service's subnets at the moment.

    ## What it means
    AWS itself has no room left for a task of this size and kind in those Availability Zones. Nothing of yours is
    wrong; ECS goes on trying.

    ## Why it happens
    - Fargate Spot: its capacity comes and goes, and there is none now.
    - The service has subnets in one zone only, or the task is large or of a rarer kind (ARM64, Windows).

    ## What to do
    Add subnets in other zones to the service. With Fargate Spot, give its strategy a part of plain FARGATE. Otherwise
    wait: a forced deployment makes no room.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
    """
    for one in unplaced(trouble, "capacity.fargate-unavailable"):
        where = ", ".join(trouble.where.subnets) if trouble.where else "its subnets"
        yield Sighting(
            subject=service.name,
            summary=f"Fargate has no capacity for {trouble.task_definition} in the zones of {where}: "
            f"{service.primary.running} of {service.primary.desired} tasks run since {one.at:%H:%M} UTC",
            because=(one.citation,),
            remedies=(
                do(
                    "give the service subnets in more zones",
                    f"Add subnets in other Availability Zones to {where}, or some plain FARGATE to a Spot strategy; "
                    f"ECS goes on trying meanwhile (`aws ecs update-service --cluster {service.cluster} "
                    f"--service {service.name} "
                    "--network-configuration …` starts a new deployment).",
                ),
            ),
        )

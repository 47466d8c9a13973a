"""provisioning-limit-reached: too many tasks of the cluster wait for capacity at once."""

from collections.abc import Iterator

from islive.facts.network_trouble import NetworkTrouble
from islive.facts.service import Service
from islive.model.finding import Severity, Sighting
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.placement import SYMPTOMS, do, unplaced


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.HIGH, root=False, explains=SYMPTOMS)
def provisioning_limit_reached(service: Service, trouble: NetworkTrouble) -> Iterator[Sighting]:
    """The cluster has as many tasks in PROVISIONING as it may have, so no others are placed.

    ## What it means
    With capacity providers, tasks for which there is no instance yet wait in PROVISIONING until one comes. A cluster
    may have 500 tasks waiting so; this service's are beyond that.

    ## Why it happens
    - A capacity provider cannot launch instances, and what waits for it piles up, perhaps of another service.
    - Very many tasks were asked for at once.

    ## What to do
    Find the service whose tasks wait and why its capacity provider launches nothing (activity of the Auto Scaling
    group), or lower its desired count. This service's tasks come by themselves then.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
    """
    for one in unplaced(trouble, "quota.ecs-limit"):
        if one.failure.measure != "provisioning":
            continue
        yield Sighting(
            subject=service.cluster,
            summary=f"cluster {service.cluster} has as many tasks in PROVISIONING as it may have: those of "
            f"{trouble.task_definition} are not placed, expected fewer than 500 waiting",
            because=(one.citation,),
            remedies=(
                do(
                    "let the waiting tasks have their instances",
                    f"See which services of cluster {service.cluster} have tasks in PROVISIONING (`aws ecs "
                    "list-services --cluster "
                    f"{service.cluster}`, `aws ecs describe-services`: pendingCount), and why their "
                    "capacity provider launches nothing; or lower their desired count.",
                ),
            ),
        )

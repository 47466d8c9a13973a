"""tasks-not-replaced: tasks of the service are gone, and ECS finds no place for others."""

from collections.abc import Iterator

from islive.facts.network_trouble import NetworkTrouble
from islive.facts.service import Service
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

# Stop codes of tasks that ran, and that nobody's deployment replaced (API shape TaskStopCode).
LOST = frozenset({"TerminationNotice", "SpotInterruption", "InfrastructureHealth", "UserInitiated"})


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("deployment-stuck",))
def tasks_not_replaced(service: Service, trouble: NetworkTrouble, stopped: StoppedTasks | Gap) -> Iterator[Sighting]:
    """Tasks that ran are gone, and ECS finds no place for those that should replace them.

    ## What it means
    The deployment had its tasks, or some of them, and they ended with their host. ECS starts others in their stead at
    once, and its events say that it cannot place them. The version that served is served by fewer tasks, or by none.

    ## Why it happens
    - A container instance was terminated, or its Spot capacity was taken back, and the others have no room left.
    - Fargate retired or interrupted a task, and has no capacity, or the account no quota, for another.

    ## What to do
    Mend what keeps ECS from placing tasks: another finding says what it is. ECS then starts them by itself; a forced
    deployment makes no room.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
    """
    primary = service.primary
    lost = () if isinstance(stopped, Gap) else [it for it in stopped.of(primary.id) if it.stop_code in LOST]
    if primary.running + primary.pending >= primary.desired or not trouble.unplaced or not lost:
        return
    newest = trouble.unplaced[0]
    yield Sighting(
        subject=primary.id,
        summary=f"{len(lost)} task{'s'[: len(lost) != 1]} of {primary.task_definition} ended with their host, and ECS "
        f"finds no place for others: {primary.running} of {primary.desired} run",
        because=(_reason(lost[0]), newest.citation),
        remedies=(
            Remedy(
                "make room for the tasks that are missing",
                Risk.MANUAL,
                steps=(
                    Step(
                        f"Mend what the newest event of {service.name} names (`aws ecs describe-services --cluster "
                        f"{service.cluster} --services {service.name} --query "
                        "'services[0].events[0].message'`); ECS then "
                        "starts them by itself."
                    ),
                ),
            ),
        ),
    )


def _reason(task: Task) -> Citation:
    return Citation("ecs:DescribeTasks", f"tasks[{task.id}].stoppedReason", task.stopped_reason)

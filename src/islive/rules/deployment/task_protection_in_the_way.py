"""task-protection-in-the-way: old tasks that ECS must not stop."""

from collections.abc import Iterator

from islive.facts.service import Service
from islive.facts.task_protection import EVENT, ProtectedTask, TaskProtection
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.HIGH, explains=("deployment-stuck", "versions-mixed"))
def task_protection_in_the_way(service: Service, protection: TaskProtection) -> Iterator[Sighting]:
    """Old tasks are protected from scale-in, so they go on serving the old version.

    ## What it means
    A task can ask ECS not to stop it for a while, for example while it works on a long job. ECS keeps to that during
    deployments as well: the old version runs on in these tasks, beside the new one, until the protection ends.

    ## Why it happens
    - A worker protects itself for a job and does not give the protection back: it crashed inside, or the job hangs.
    - The protection was set for long, up to 48 hours, and renewed again and again.
    - A service that answers requests sets it, which is made for workers.

    ## What to do
    Where the jobs are real, wait: the finding says until when. Otherwise take the protection away (UpdateTaskProtection
    with protectionEnabled false), and ECS stops the tasks by itself. Let the application give it back in a `finally`.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_GetTaskProtection.html
    """
    if protection.tasks:
        yield _sighting(service, protection.tasks)


def _sighting(service: Service, tasks: tuple[ProtectedTask, ...]) -> Sighting:
    ends = [one.until for one in tasks if one.until]
    until = f" until {max(ends):%Y-%m-%d %H:%M} UTC" if ends else ""
    told = (
        Citation("ecs:DescribeServices", f"services[0].events[{i}].message", event.message)
        for i, event in enumerate(service.events)
        if EVENT in event.message
    )
    quotes = [Citation("ecs:GetTaskProtection", f"protectedTasks[{one.id}].protectionEnabled", "true") for one in tasks]
    many = "1 task" if len(tasks) == 1 else f"{len(tasks)} tasks"
    step = Step(
        says=f"Take the protection of {many} away; ECS then stops them and their jobs.",
        operation="ecs:UpdateTaskProtection",
        params={"cluster": service.cluster, "tasks": [one.id for one in tasks], "protectionEnabled": False},
        expects="Nobody needs what these tasks are working on.",
        undo="Protect them again, as long as they still run.",
    )
    return Sighting(
        subject=tasks[0].task_definition,
        summary=f"{many} of {tasks[0].task_definition} may not be stopped: protected from scale-in{until}, "
        "expected none "
        f"beside {service.primary.task_definition}",
        because=(*quotes[:3], *list(told)[:1]),
        remedies=(Remedy("take the protection away", Risk.MANUAL, Horizon.NOW, (step,)),),
    )

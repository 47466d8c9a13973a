"""tasks-keep-ending: it runs at this moment, and not for long."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from islive.facts.service import Service
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.HIGH)
def tasks_keep_ending(service: Service, stopped: StoppedTasks, now: datetime) -> Iterator[Sighting]:
    """The tasks of the newest deployment end one after the other, though at this moment enough of them may run.

    ## What it means
    ECS replaces each task that ends, so at any moment the service may have as many tasks as it should; ECS even calls
    the deployment completed, for without a health check a task counts as healthy 40 seconds after its start. But no
    task stays. What the tasks have under way is lost each time, and users meet a service that comes and goes.

    ## Why it happens
    - The application ends by itself after a while: what it needs refuses connections, it leaks memory, it meets a
      message that it cannot read.
    - Its container health check fails, and ECS stops it.
    - Its command is that of a job, which does its work and ends.

    ## What to do
    If another finding explains this one, mend that. If none does, read the log of the containers to its end. The
    deployment circuit breaker does not help here: it counts no task that ran.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    ended = stopped.that_keep_ending(service, now)
    if ended:
        yield _sighting(service, ended)


def _sighting(service: Service, ended: Sequence[Task]) -> Sighting:
    newest, primary = ended[0], service.primary
    step = Step(
        f"Read stoppedReason of task {newest.id} (`aws ecs describe-tasks --cluster {service.cluster} --tasks "
        f"{newest.id}`) "
        "and the log of its containers to its end, and mend what they name."
    )
    path = f"tasks[{newest.id}]"
    return Sighting(
        subject=primary.id,
        summary=f"tasks of {primary.task_definition} keep ending: {len(ended)} ran and ended within the hour that ECS "
        f"remembers, the last one {_lived(newest)}; {primary.running} of {primary.desired} run at this moment",
        because=(
            Citation("ecs:DescribeTasks", f"{path}.stoppedReason", newest.stopped_reason),
            Citation("ecs:DescribeTasks", f"{path}.stopCode", newest.stop_code or ""),
        ),
        remedies=(Remedy("mend what ends the tasks", Risk.MANUAL, Horizon.NOW, (step,)),),
    )


def _lived(task: Task) -> str:
    if task.started_at is None or task.stopped_at is None:
        return "just now"
    lived = task.stopped_at - task.started_at
    if lived < timedelta(minutes=2):
        return f"after {lived // timedelta(seconds=1)} seconds"
    return f"after {lived // timedelta(minutes=1)} minutes"

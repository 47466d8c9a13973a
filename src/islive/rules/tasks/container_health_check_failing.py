"""container-health-check-failing: ECS takes a running container for broken."""

from collections import Counter
from collections.abc import Iterator

from islive.causes.exits import KILLED
from islive.facts.exits import Exit, Exits
from islive.facts.last_good import LastGood
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.task import Task
from islive.facts.task_definitions import Container, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.health_checks import as_before, has_same_image


@rule(
    stage=Stage.TASKS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("deployment-stuck", "deployment-rolled-back", "tasks-keep-ending"),
)
def container_health_check_failing(
    service: Service,
    exits: Exits,
    running: RunningTasks | Gap,
    definitions: TaskDefinitions | Gap,
    last: LastGood,
) -> Iterator[Sighting]:
    """A container's own health check fails, and ECS stops the task for it.

    ## What it means
    The container runs, but the command that the task definition gives as its health check does not end with 0. After
    so many failures ECS takes the container for unhealthy, stops the task, and starts another one, without end. An exit
    code of 137 or 143 then says only that ECS stopped the container; it is no sign of too little memory.

    ## Why it happens
    - The command asks for a path or port that the application does not answer, or not with success.
    - The image lacks the program that the command calls: slim images have no curl.
    - The application needs longer to start than startPeriod, interval and retries allow.
    - The application hangs, or what its health path asks (a database) does not answer.

    ## What to do
    Run the command inside the image (`docker exec`, or ECS Exec in a task that still runs) and look at its exit code.
    Set startPeriod to twice the time that the application needs. Let the check ask the process itself and nothing else.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
    """
    stopped = Counter(end.subject for end in exits.unhealthy)
    for subject, many in sorted(stopped.items()):
        yield _stopped(next(end for end in exits.unhealthy if end.subject == subject), many, last)
    if not stopped and service.primary.under_way and not isinstance(running, Gap):
        ours = (task for task in running.running if task.deployment == service.primary.id)
        yield from _unhealthy(next((task for task in ours if task.health == "UNHEALTHY"), None), definitions, last)


def _stopped(end: Exit, many: int, last: LastGood) -> Sighting:
    name, revision = end.container.name, end.task.task_definition
    code = end.container.exit_code
    killed = f"; exit code {code} is ECS's own stop, not memory" if code == KILLED else ""
    return Sighting(
        subject=end.subject,
        summary=f"container {name} of {revision} fails its health check ({_check(end.definition)}): ECS stopped {many} "
        f"task{'s'[: many != 1]} for it{killed}",
        because=tuple(_because(end)),
        remedies=(_mend(name, revision, end.definition, last),),
    )


def _because(end: Exit) -> Iterator[Citation]:
    yield Citation("ecs:DescribeTasks", f"tasks[{end.task.id}].stoppedReason", end.task.stopped_reason)
    yield Citation("ecs:DescribeTasks", f"tasks[{end.task.id}].stopCode", end.task.stop_code or "")
    if end.container.health:
        path = f"tasks[{end.task.id}].containers[{end.container.name}].healthStatus"
        yield Citation("ecs:DescribeTasks", path, end.container.health)


def _unhealthy(task: Task | None, definitions: TaskDefinitions | Gap, last: LastGood) -> Iterator[Sighting]:
    """None was stopped yet, but one that runs is found unhealthy while the deployment waits for it."""
    if task is None:
        return
    definition = None if isinstance(definitions, Gap) else definitions.get(task.task_definition)
    name = next((one.name for one in task.containers if one.health == "UNHEALTHY"), task.containers[0].name)
    container = definition.container(name) if definition else None
    yield Sighting(
        subject=f"{task.deployment}/{name}",
        summary=f"container {name} of {task.task_definition} fails its health check ({_check(container)}): ECS is "
        "about to stop its task",
        because=(Citation("ecs:DescribeTasks", f"tasks[{task.id}].healthStatus", task.health),),
        remedies=(_mend(name, task.task_definition, container, last),),
    )


def _check(container: Container | None) -> str:
    health = container.health if container else None
    return " ".join(health.command[1:] or health.command)[:80] if health else "as the task definition has it"


def _mend(name: str, revision: str, container: Container | None, last: LastGood) -> Remedy:
    """The check of the last good revision, where it is the check that changed and not the image."""
    if container and has_same_image(revision, container, last) and (before := as_before(revision, container, last)):
        return before
    says = (
        f"Run `{_check(container)}` inside container {name} and look at its exit code: 127 means that the image lacks "
        "the program, any other that the application does not answer as expected."
    )
    return Remedy(f"make the health check of container {name} pass", Risk.MANUAL, Horizon.NOW, (Step(says),))

"""tasks-failed-to-start: tasks end before they run."""

from collections import Counter
from collections.abc import Iterator, Sequence

from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task
from islive.facts.tried import Tried
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

SYMPTOMS = ("deployment-stuck", "task-starts-throttled", "deployment-rolled-back", "deployment-stalled")


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=SYMPTOMS)
def tasks_failed_to_start(
    service: Service, stopped: StoppedTasks | Gap, deployments: ServiceDeployments | Gap, tried: Tried | Gap
) -> Iterator[Sighting]:
    """The tasks of the deployment end before they ever run.

    ## What it means
    ECS starts a task, something fails before its containers run, and the task stops with the stop code
    TaskFailedToStart. No application code has run, so there is no application log either. The stopped reason is the
    only witness, and ECS keeps it for about an hour.

    ## Why it happens
    Before containers run, ECS attaches network and volumes, fetches secrets, logs in to the registry, pulls the images
    and opens the log group. Any of these may fail: a subnet without a way to AWS's endpoints, a role without
    permission, a secret that is missing or no valid JSON, an image that does not exist, a missing log group.

    ## What to do
    Read the stopped reason from its end: the tail says what happened, the head only where. If another finding
    explains this one, mend that. If none does, search AWS's list of stopped task errors for the tail.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
    """
    yield from _of_primary(service, () if isinstance(stopped, Gap) else stopped.of(service.primary.id))
    if not isinstance(stopped, Gap) and _is_of_the_version(deployments, tried):
        yield from _of_rolled_back(service, stopped.given_up(service, deployments))


def _is_of_the_version(deployments: ServiceDeployments | Gap, tried: Tried | Gap) -> bool:
    """The newest service deployment was to bring the wanted version: what befell another is no cause of it."""
    newest = None if isinstance(deployments, Gap) else deployments.newest
    return newest is not None and not isinstance(tried, Gap) and newest in tried.deployments


def _of_primary(service: Service, tasks: Sequence[Task]) -> Iterator[Sighting]:
    """PRIMARY lacks tasks, and what is known of those it tried is that they never ran."""
    primary = service.primary
    failed = [task for task in tasks if task.stop_code == "TaskFailedToStart"]
    only_counted = primary.under_way and primary.failed_tasks > 0 and not primary.running and not tasks
    if primary.running >= primary.desired or not (failed or only_counted):
        return
    many = max(primary.failed_tasks, len(failed))
    counted = Citation(
        "ecs:DescribeServices",
        "services[0].deployments[0].failedTasks",
        str(primary.failed_tasks),
    )
    yield Sighting(
        subject=primary.id,
        summary=f"{many} task{'s'[: many != 1]} of {primary.task_definition} failed to start: {primary.running} of "
        f"{primary.desired} run, {_memory(failed, many)}",
        because=(counted, *_reason(failed)),
        certainty=Certainty.CONFIRMED if failed else Certainty.LIKELY,
        remedies=(_read_reason(service),),
    )


def _of_rolled_back(service: Service, tasks: Sequence[Task]) -> Iterator[Sighting]:
    failed = [task for task in tasks if task.stop_code == "TaskFailedToStart"]
    if failed:
        newest, many = failed[0], len(failed)
        yield Sighting(
            subject=newest.deployment,
            summary=f"{many} task{'s'[: many != 1]} of {newest.task_definition} failed to start: its deployment was "
            f"rolled back, {_error(failed)}",
            because=_reason(failed),
            remedies=(_read_reason(service),),
        )


def _memory(failed: Sequence[Task], many: int) -> str:
    if not failed:
        return "ECS remembers none of them, so the reason is not known"
    still = "" if len(failed) == many else f"ECS still remembers {len(failed)}, "
    return f"{still}{_error(failed)}"


def _error(failed: Sequence[Task]) -> str:
    """The name of the most frequent error, the head of its stopped reason."""
    task, times = _most_frequent(failed)
    many = ("all" if times > 1 else "it") if times == len(failed) else f"{times} of {len(failed)}"
    return f"{many} with {task.stopped_reason.split(':')[0][:80] or 'no reason given'}"


def _most_frequent(failed: Sequence[Task]) -> tuple[Task, int]:
    """The newest task with the stopped reason that occurs most, of equals the newest, and how many have it."""
    reason, times = Counter(task.stopped_reason for task in failed).most_common(1)[0]
    return next(task for task in failed if task.stopped_reason == reason), times


def _reason(failed: Sequence[Task]) -> tuple[Citation, ...]:
    if not failed:
        return ()
    task, _ = _most_frequent(failed)
    return (Citation("ecs:DescribeTasks", f"tasks[{task.id}].stoppedReason", task.stopped_reason),)


def _read_reason(service: Service) -> Remedy:
    says = (
        f"List them with `aws ecs list-tasks --cluster {service.cluster} --service-name {service.name} "
        "--desired-status STOPPED`, read stoppedReason with `aws ecs describe-tasks`, and mend what its tail names."
    )
    return Remedy("mend what the stopped reason names", Risk.MANUAL, Horizon.NOW, (Step(says),))

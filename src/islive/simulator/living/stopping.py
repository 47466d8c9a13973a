"""How tasks end: those that never ran, those whose process ended, and those that the scheduler stops.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
"""

from collections.abc import Sequence

from islive.simulator.living.attention import look, say, still
from islive.simulator.living.failure import Failure
from islive.simulator.living.rollouts import count_failure
from islive.simulator.living.state import Deployment, Engine, Service, Task
from islive.simulator.moments import written_at
from islive.simulator.names import Json

_FORGOTTEN_AFTER = 3600.0
# Of how many forgotten tasks of a service the logs are kept. CloudWatch keeps all, as long as the group says.
_LOGS_KEPT = 20
# Default of the target group's attribute deregistration_delay.timeout_seconds:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
_DEREGISTRATION_DELAY = 300.0


def never_ran(engine: Engine, service: Service, task: Task, failure: Failure) -> None:
    """The start of the task failed: it is torn down, and counts once it has stopped."""
    if task.desired == "STOPPED":
        return
    if failure.container:
        task.reasons[failure.container] = failure.reason
    # On an instance the agent tells of a container's trouble with that container only.
    is_of_container = bool(task.instance and failure.container)
    _mark(engine, task, "TaskFailedToStart", "Task failed to start" if is_of_container else failure.reason)
    task.status = "DEPROVISIONING"
    note(engine, service, task, failure.cause, failure.reason)
    task.times["executionStoppedAt"] = engine.now + engine.pace.giving_up
    engine.agenda.after(engine.pace.tearing_down, lambda: _failed_start(engine, service, task))


def _failed_start(engine: Engine, service: Service, task: Task) -> None:
    _stopped(engine, service, task)
    deployment = service.deployments[task.deployment]
    _delay(engine, service, deployment, (task.launch, task.times["createdAt"]))
    failed(engine, service, deployment, in_start=True)


def failed(engine: Engine, service: Service, deployment: Deployment, *, in_start: bool) -> None:
    """A task that counts as failed: before any has run each that never ran, after that each that failed its checks."""
    deployment.failed += 1
    deployment.updated = engine.now
    if not (in_start and deployment.has_run):
        count_failure(engine, service, deployment)


def _delay(engine: Engine, service: Service, deployment: Deployment, attempt: tuple[int, float]) -> None:
    """The time between attempts grows; tasks of one launch (its number and its moment) are one attempt.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
    """
    launch, began = attempt
    if launch <= deployment.failed_launch:
        return
    deployment.failed_launch = launch
    deployment.streak += 1
    gap, streak = engine.pace.gap(deployment.streak), deployment.streak
    deployment.not_before = began + gap
    engine.agenda.at(deployment.not_before, lambda: look(engine, service, 0.0))
    if gap >= engine.pace.impaired_from:
        engine.agenda.at(began + gap / 2, lambda: _impaired(engine, service, deployment, streak))


def delay_launch(engine: Engine, service: Service, deployment: Deployment) -> None:
    """A launch that ECS refused is an attempt as well."""
    deployment.launches += 1
    _delay(engine, service, deployment, (deployment.launches, engine.now))


def _impaired(engine: Engine, service: Service, deployment: Deployment, streak: int) -> None:
    if deployment.streak == streak and deployment.status == "PRIMARY":
        where = "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
        say(engine, service, f"is unable to consistently start tasks successfully. {where}")


def ended(engine: Engine, service: Service, task: Task, container: str, code: int, reason: str | None) -> None:
    """An essential container's process ended, and with it the task."""
    if task.desired == "STOPPED":
        return
    task.exit_codes[container] = code
    if reason:
        task.reasons[container] = reason
    has_checks = bool(task.targets or task.checks or service.document.get("loadBalancers"))
    _mark(engine, task, "EssentialContainerExited", "Essential container in task exited")
    task.status, task.times["executionStoppedAt"] = "DEPROVISIONING", engine.now
    _deregister(engine, service, [task])
    engine.agenda.after(engine.pace.tearing_down, lambda: _stopped(engine, service, task))
    # Without a health check ECS takes a task that ran for one that succeeded; with one, a task that ends before its
    # checks have passed has failed: https://github.com/aws/containers-roadmap/issues/1206
    if has_checks and not task.was_healthy:
        failed(engine, service, service.deployments[task.deployment], in_start=False)


def lost(engine: Engine, service: Service, task: Task, reason: str) -> None:
    """Its host is gone, and the task with it: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html."""
    _mark(engine, task, "TerminationNotice", reason)
    task.targets = []
    note(engine, service, task, "instance-gone", reason)
    _stopped(engine, service, task)


def stop(engine: Engine, service: Service, tasks: Sequence[Task], reason: str) -> None:
    """The scheduler stops these: connections drain first, then the processes are asked to end."""
    for task in tasks:
        _mark(engine, task, "ServiceSchedulerInitiated", reason)
    running = [task for task in tasks if task.status == "RUNNING"]
    pending = [task for task in tasks if task.status != "RUNNING"]
    if pending:
        say(engine, service, f"stopped {len(pending)} pending tasks.")
    for task in pending:
        task.status = "DEPROVISIONING"
        engine.agenda.after(engine.pace.tearing_down, lambda task=task: _stopped(engine, service, task))
    if not running:
        return
    delay = _deregister(engine, service, running)
    for task in running:
        task.status = "DEACTIVATING"
    engine.agenda.after(delay, lambda: _terminate(engine, service, running))


def _terminate(engine: Engine, service: Service, tasks: Sequence[Task]) -> None:
    # One whose host is gone meanwhile has stopped already.
    tasks = [task for task in tasks if task.status != "STOPPED"]
    if not tasks:
        return
    names = " ".join(f"(task {task.id})" for task in tasks)
    say(engine, service, f"has stopped {len(tasks)} running tasks: {names}.")
    for task in tasks:
        task.status = "STOPPING"
        task.exit_codes |= {container: 0 for container in task.images if container not in task.exit_codes}
        task.times["executionStoppedAt"] = engine.now + engine.pace.ending
        wait = engine.pace.ending + engine.pace.tearing_down / 2
        engine.agenda.after(wait, lambda task=task: _stopped(engine, service, task))


def _deregister(engine: Engine, service: Service, tasks: Sequence[Task]) -> float:
    """Take the tasks out of their target groups; how long their connections drain."""
    delay = 0.0
    groups = {target.group for task in tasks for target in task.targets}
    if groups:
        say(engine, service, f"has begun draining connections on {len(tasks)} tasks.")
    for group in sorted(groups):
        own = [it for task in tasks for it in task.targets if it.group == group]
        say(engine, service, f"deregistered {len(own)} targets in (target-group {arn_of(engine, group)})")
        lasts = float(_group(engine, group).get("deregistrationDelaySeconds", _DEREGISTRATION_DELAY))
        delay = max(delay, lasts)
        for target in own:
            target.state, target.reason = "draining", "Target.DeregistrationInProgress"
            target.description = "Target deregistration is in progress"
        engine.agenda.after(lasts, lambda group=group: _drained(engine, tasks, group))
    return delay


def _drained(engine: Engine, tasks: Sequence[Task], group: str) -> None:
    for task in tasks:
        task.targets = [target for target in task.targets if target.group != group]
    engine.version += 1


def _group(engine: Engine, name: str) -> Json:
    return engine.document["aws"]["elbv2"]["targetGroups"][name]


def arn_of(engine: Engine, group: str) -> str:
    """The ARN of a target group of that name."""
    return str(still(engine).elbv2.target_groups[group]["TargetGroupArn"])


def _mark(engine: Engine, task: Task, code: str, reason: str) -> None:
    task.desired, task.stop_code, task.stopped_reason = "STOPPED", code, reason
    task.times["stoppingAt"] = engine.now
    task.foreseen += 1
    engine.version += 1


def _stopped(engine: Engine, service: Service, task: Task) -> None:
    if task.status == "STOPPED":
        return
    task.status, task.times["stoppedAt"] = "STOPPED", engine.now
    service.tasks.pop(task.id, None)
    service.stopped[task.id] = task
    engine.version += 1
    look(engine, service)
    engine.agenda.after(_FORGOTTEN_AFTER + 1, lambda: _forget(service, task))


def _forget(service: Service, task: Task) -> None:
    """ECS no longer knows it; what it wrote stays in its log group: of the newest, for memory's sake.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html
    """
    service.stopped.pop(task.id, None)
    if task.logs:
        service.forgotten[task.id] = task
        for id in list(service.forgotten)[:-_LOGS_KEPT]:
            del service.forgotten[id]


def note(engine: Engine, service: Service, task: Task | None, cause: str, words: str) -> None:
    """The truth, apart from what the API answers."""
    engine.truth.append(
        {
            "at": written_at(engine.now),
            "service": service.name,
            "task": task.id if task else None,
            "definition": task.definition if task else None,
            "cause": cause,
            "words": words,
        }
    )

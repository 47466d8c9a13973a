"""Facts by hand for the rules about why tasks do not start or do not stay; the small world is that of builders_b."""

from datetime import datetime, timedelta
from typing import Any

from islive.facts import exits as exits_fact
from islive.facts import start_failures as start_failures_fact
from islive.facts.execution_role import ExecutionRole
from islive.facts.exits import Exits
from islive.facts.permissions import Decision, Permissions
from islive.facts.start_failures import StartFailures
from islive.facts.task import Task
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.task_logs import LogLine, TaskLog, TaskLogs, stream_of
from islive.model.evidence import Gap
from tests.rules.builders_b import (
    ACCOUNT,
    DENIED,
    at,
    container,
    definition,
    definitions,
    exited,
    failed,
    running,
    service,
    starting,
    stopped,
)

ROLE = f"arn:aws:iam::{ACCOUNT}:role/shop-execution"
# shop:2, whose container web writes into the stream ecs/web/<task> of /ecs/shop.
LOGGING = definitions(definition(2, log_stream_prefix="ecs"))
NO_LOGS = TaskLogs({})


def exits(*tasks: Task, **changes: Any) -> Exits:
    """The ends of these stopped tasks, PRIMARY having none that runs."""
    plain: dict[str, Any] = {"service": service(starting()), "deployments": DENIED, "definitions": LOGGING}
    plain |= {"running": running(), "now": at("08:32")}
    return exits_fact.collect.collect(**{**plain, "stopped": stopped(*tasks), **changes})


def failures(*reasons: str, events: Any = (), **changes: Any) -> StartFailures:
    """What ECS said of tasks of shop:2 that did not start, one task for each reason."""
    tasks = (failed(str(i), reason, **changes) for i, reason in enumerate(reasons))
    told = service(starting(), events=tuple(events))
    return start_failures_fact.collect.collect(service=told, stopped=stopped(*tasks), deployments=DENIED)


def container_failure(reason: str) -> StartFailures:
    """A task that did not start, and whose container says why."""
    return failures("Task failed to start", containers=(container(reason=reason),))


def logs_of(task: Task, known: TaskDefinitions, *lines: str, since: datetime | None = None) -> TaskLogs:
    """The log that web of that task wrote, a line each second from its start on."""
    (end,) = (one for one in exits(task, definitions=known).each if one.container.name == "web")
    start = since or task.started_at or at("08:30")
    events = tuple(LogLine(start + timedelta(seconds=i), line) for i, line in enumerate(lines))
    stream = stream_of(end)
    assert stream is not None
    return TaskLogs({stream: TaskLog(*stream, events)})


def ended_with(*lines: str, code: int = 1, known: TaskDefinitions = LOGGING, **changes: Any) -> tuple[Exits, TaskLogs]:
    """One container web that ended with that code, and its last lines."""
    task = exited("1", container(exit_code=code, **changes))
    return exits(task, definitions=known), logs_of(task, known, *lines)


def unhealthy(id: str = "1", **changes: Any) -> Task:
    """A task of shop:2 that ECS stopped because its container health check failed; its container was killed."""
    said = {"stop_code": "ServiceSchedulerInitiated", "stopped_reason": "Task failed container health checks"}
    found = (container(exit_code=137, health="UNHEALTHY"),)
    return exited(id, **{**said, "containers": found, **changes})


def role(*decisions: Decision) -> ExecutionRole:
    """The execution role with these decisions."""
    return ExecutionRole(Permissions(ROLE, True, decisions))


def decided(action: str, resource: str, decision: str = "implicitDeny") -> Decision:
    """IAM's answer for one action on one resource."""
    return Decision(action, resource, decision, ())


def gap() -> Gap:
    """What could not be read."""
    return DENIED

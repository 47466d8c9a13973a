"""What AWS forgets, taken out of the answers of a look: stopped tasks, service events, build and task logs."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from islive.model.target import Target
from islive.model.watching import Kept

STOPPED_TASK, EVENT, LOG = "stopped-task", "event", "log"
LOGS = frozenset({"logs:GetLogEvents", "logs:FilterLogEvents"})


class Row(NamedTuple):
    """One question and its answer, as the transcript has them: without anything secret."""

    operation: str
    params: Mapping[str, Any]
    body: Mapping[str, Any]


def kept(rows: Iterable[Row], account: str, region: str) -> Iterator[Kept]:
    """Everything that will not be told a second time."""
    for row in rows:
        match row.operation:
            case "ecs:DescribeTasks":
                yield from _stopped(row)
            case "ecs:DescribeServices":
                yield from _events(row)
            case operation if operation in LOGS:
                yield from _log(row, account, region)
            case _:
                pass


def _stopped(row: Row) -> Iterator[Kept]:
    """ECS forgets a task an hour after it stopped."""
    for task in row.body.get("tasks", ()):
        kind, _, service = str(task.get("group", "")).partition(":")
        if task.get("lastStatus") == "STOPPED" and kind == "service" and task.get("stoppedAt"):
            target = _target(str(task["taskArn"]), str(task.get("clusterArn", "")), service)
            reason = str(task.get("stoppedReason", ""))
            yield Kept(str(task["taskArn"]), STOPPED_TASK, target, _moment(task["stoppedAt"]), reason, _json(task))


def _events(row: Row) -> Iterator[Kept]:
    """ECS keeps the newest hundred of a service."""
    for service in row.body.get("services", ()):
        arn = str(service.get("serviceArn", ""))
        target = _target(arn, str(service.get("clusterArn", "")), str(service.get("serviceName", "")))
        for event in service.get("events", ()):
            key = f"{arn}#{event['id']}"
            yield Kept(key, EVENT, target, _moment(event["createdAt"]), str(event["message"]), _json(event))


def _log(row: Row, account: str, region: str) -> Iterator[Kept]:
    """A log group may be gone tomorrow; each longer answer is kept anew."""
    events = row.body.get("events", ())
    if not events:
        return
    group = str(row.params.get("logGroupName", ""))
    stream = str(row.params.get("logStreamName", ""))
    text = _json({"events": events})
    key = f"{group}#{stream}#{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    last = events[-1]
    at = last.get("timestamp")
    moment = datetime.fromtimestamp(at / 1000).astimezone() if isinstance(at, int) else _moment(at)
    yield Kept(key, LOG, Target(account, region, "", ""), moment, f"{group} {stream}".strip(), text)


def _target(arn: str, cluster: str, service: str) -> Target:
    """Region and account are the fourth and fifth part of an ARN."""
    parts = [*arn.split(":", 5), "", "", "", "", ""]
    return Target(parts[4], parts[3], cluster.rsplit("/", 1)[-1], service)


def _moment(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))

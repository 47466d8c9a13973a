"""Log groups and their streams: those of containers, as the awslogs driver names them, and those of builds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from islive.simulator.kept import Kept
from islive.simulator.moments import epoch_milliseconds, moment
from islive.simulator.names import Json, Scope, present
from islive.simulator.resources.codebuild import CodeBuild
from islive.simulator.resources.ecs import Ecs

Stream = tuple[str, str]


@dataclass(frozen=True)
class Logs:
    """Groups as DescribeLogGroups shows them, by name, and the events of each (group, stream)."""

    groups: dict[str, Json] = field(default_factory=dict[str, Json])
    streams: dict[Stream, list[Json]] = field(default_factory=dict[Stream, list[Json]])


def read(scope: Scope, aws: Json, ecs: Ecs, codebuild: CodeBuild) -> Logs:
    """The groups that the world names, those of its builds, and everything that was written into them."""
    named = aws.get("logs", {}).get("groups", {})
    groups = {name: _group(scope, name, document) for name, document in named.items()}
    groups |= {name: _group(scope, name, {}) for name, _ in codebuild.logs}
    return Logs(groups, {**codebuild.logs, **read_streams(aws.get("ecs", {}), ecs, groups, Kept())})


def read_streams(section: Json, ecs: Ecs, groups: dict[str, Json], kept: Kept) -> dict[Stream, list[Json]]:
    """What containers wrote; what is written into a group that is not there is lost."""
    return {key: events for key, events in _written(section, ecs, kept) if key[0] in groups}


def _group(scope: Scope, name: str, document: Json) -> Json:
    return present(
        {
            "logGroupName": name,
            "creationTime": epoch_milliseconds("2024-01-01T00:00:00Z"),
            "retentionInDays": document.get("retentionInDays"),
            "metricFilterCount": 0,
            "arn": scope.arn("logs", f"log-group:{name}:*"),
            "storedBytes": 0,
            "logGroupClass": "STANDARD",
            "logGroupArn": scope.arn("logs", f"log-group:{name}"),
        }
    )


def _written(section: Json, ecs: Ecs, kept: Kept) -> Iterator[tuple[Stream, list[Json]]]:
    for name, cluster in section.get("clusters", {}).items():
        for task, fields in cluster.get("tasks", {}).items():
            if "containers" in fields:
                definition = ecs.task_definitions[fields["taskDefinition"]]
                yield from kept.of(("log", name, task), fields, partial(_of_task, task, fields, definition))


def _of_task(task: str, fields: Json, definition: Json) -> list[tuple[Stream, list[Json]]]:
    streams = {container["name"]: _stream(task, container) for container in definition["containerDefinitions"]}
    texts = {name: fields["containers"].get(name, {}).get("log") for name in streams}
    return [
        (stream, _events(texts[name], fields))
        for name, stream in streams.items()
        if stream is not None and texts[name] is not None
    ]


def _stream(task: str, container: Json) -> Stream | None:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html."""
    logging = container.get("logConfiguration", {})
    options = logging.get("options", {})
    if logging.get("logDriver") != "awslogs" or "awslogs-stream-prefix" not in options:
        return None
    return options["awslogs-group"], f"{options['awslogs-stream-prefix']}/{container['name']}/{task}"


def _events(text: str, task: Json) -> list[Json]:
    # A world writes the lines; the moments are spread evenly over the time in which the task ran.
    lines = text.splitlines()
    start = task.get("startedAt", task["createdAt"])
    end = task.get("stoppingAt", task.get("stoppedAt", start))
    step = (moment(end) - moment(start)).total_seconds() * 1000 / max(1, len(lines))
    at = [epoch_milliseconds(start) + round(index * step) for index in range(len(lines))]
    return [
        {"timestamp": time, "message": line, "ingestionTime": time + 500} for time, line in zip(at, lines, strict=True)
    ]

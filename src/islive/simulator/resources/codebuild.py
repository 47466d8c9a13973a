"""Build projects, builds and their logs, from the world's `aws.codebuild` section."""

from dataclasses import dataclass, field

from islive.simulator.moments import epoch_milliseconds, later, moment
from islive.simulator.names import Json, Scope, listed, present

# https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
_PHASES = (
    "SUBMITTED",
    "QUEUED",
    "PROVISIONING",
    "DOWNLOAD_SOURCE",
    "INSTALL",
    "PRE_BUILD",
    "BUILD",
    "POST_BUILD",
    "UPLOAD_ARTIFACTS",
    "FINALIZING",
)


@dataclass(frozen=True)
class CodeBuild:
    """Projects by name, builds by id, and the log events of each (group, stream)."""

    projects: dict[str, Json] = field(default_factory=dict[str, Json])
    builds: dict[str, Json] = field(default_factory=dict[str, Json])
    logs: dict[tuple[str, str], list[Json]] = field(default_factory=dict[tuple[str, str], list[Json]])


def read(scope: Scope, section: Json) -> CodeBuild:
    """The projects and builds that the world describes."""
    reading = CodeBuild()
    for name, document in section.get("projects", {}).items():
        project = _project(scope, name, document)
        reading.projects[name] = project
        for number, (build_id, fields) in enumerate(document.get("builds", {}).items(), start=1):
            build = _build(scope, project, f"{name}:{build_id}", number, fields)
            reading.builds[build["id"]] = build
            reading.logs[build["logs"]["groupName"], build_id] = _log(fields)
    return reading


def _project(scope: Scope, name: str, document: Json) -> Json:
    created = document.get("created", "2024-01-01T00:00:00Z")
    return present(
        {
            "name": name,
            "arn": scope.arn("codebuild", f"project/{name}"),
            "description": document.get("description"),
            "source": {"type": "NO_SOURCE", "gitCloneDepth": 1, "insecureSsl": False} | document.get("source", {}),
            "secondarySources": [],
            "sourceVersion": document.get("sourceVersion"),
            "artifacts": {"type": "NO_ARTIFACTS"},
            "cache": {"type": "NO_CACHE"},
            "environment": _environment(document),
            "serviceRole": scope.global_arn("iam", f"role/{document.get('serviceRole', 'codebuild')}"),
            "timeoutInMinutes": document.get("timeoutInMinutes", 60),
            "queuedTimeoutInMinutes": document.get("queuedTimeoutInMinutes", 480),
            "encryptionKey": scope.arn("kms", "alias/aws/s3"),
            "tags": listed(document.get("tags", {})),
            "created": created,
            "lastModified": document.get("lastModified", created),
            "webhook": document.get("webhook"),
            "badge": {"badgeEnabled": False},
            "projectVisibility": "PRIVATE",
        }
    )


def _environment(document: Json) -> Json:
    variables = listed(document.get("environmentVariables", {}), "name")
    return {
        "type": "LINUX_CONTAINER",
        "image": document.get("image", "aws/codebuild/amazonlinux2-x86_64-standard:5.0"),
        "computeType": "BUILD_GENERAL1_SMALL",
        "environmentVariables": [{**variable, "type": "PLAINTEXT"} for variable in variables],
        "privilegedMode": document.get("privilegedMode", True),
        "imagePullCredentialsType": "CODEBUILD",
    }


def _build(scope: Scope, project: Json, build_id: str, number: int, fields: Json) -> Json:
    status = fields.get("buildStatus", "SUCCEEDED")
    phases = _phases(fields, status)
    return present(
        {
            "id": build_id,
            "arn": scope.arn("codebuild", f"build/{build_id}"),
            "buildNumber": fields.get("buildNumber", number),
            "startTime": fields["startTime"],
            "endTime": fields.get("endTime"),
            "currentPhase": phases[-1]["phaseType"],
            "buildStatus": status,
            "sourceVersion": fields.get("sourceVersion"),
            "resolvedSourceVersion": fields.get("resolvedSourceVersion"),
            "projectName": project["name"],
            "phases": phases,
            "source": project["source"],
            "secondarySources": [],
            "artifacts": {"location": ""},
            "cache": project["cache"],
            "environment": project["environment"],
            "serviceRole": project["serviceRole"],
            "logs": _logs(scope, project["name"], build_id.rpartition(":")[2]),
            "timeoutInMinutes": project["timeoutInMinutes"],
            "queuedTimeoutInMinutes": project["queuedTimeoutInMinutes"],
            "buildComplete": "endTime" in fields,
            "initiator": fields.get("initiator", "root"),
            "encryptionKey": project["encryptionKey"],
            "exportedEnvironmentVariables": listed(fields.get("exportedEnvironmentVariables", {}), "name"),
        }
    )


def _logs(scope: Scope, project: str, stream: str) -> Json:
    group = f"/aws/codebuild/{project}"
    console = f"https://console.aws.amazon.com/cloudwatch/home?region={scope.region}#logsV2:log-groups"
    path = f"log-group/{group.replace('/', '$252F')}/log-events/{stream}"
    return {
        "groupName": group,
        "streamName": stream,
        "deepLink": f"{console}/{path}",
        "cloudWatchLogsArn": scope.arn("logs", f"log-group:{group}:log-stream:{stream}"),
    }


def _phases(fields: Json, status: str) -> list[Json]:
    given = fields.get("phases") or {name: {} for name in _PHASES}
    phases: list[Json] = []
    start = fields["startTime"]
    for name, phase in given.items():
        seconds = phase.get("durationInSeconds", 0)
        ended = phase.get("phaseStatus", "SUCCEEDED")
        shown = {"phaseType": name, "startTime": start}
        if ended != "IN_PROGRESS":
            contexts = phase.get("contexts", [{"statusCode": "", "message": ""}])
            end = later(start, seconds)
            shown |= {
                "phaseStatus": ended,
                "endTime": end,
                "durationInSeconds": seconds,
                "contexts": contexts,
            }
            start = end
        phases.append(shown)
    if status != "IN_PROGRESS":
        phases.append({"phaseType": "COMPLETED", "startTime": fields.get("endTime", start)})
    return phases


def _log(fields: Json) -> list[Json]:
    # A world writes the lines; the moments are spread evenly over the build.
    lines: list[str] = fields.get("log", "").splitlines()
    start = fields["startTime"]
    lasted = (moment(fields.get("endTime", start)) - moment(start)).total_seconds()
    step = lasted / max(1, len(lines))
    at = [epoch_milliseconds(start) + round(index * step * 1000) for index in range(len(lines))]
    return [
        {"timestamp": time, "message": f"{line}\n", "ingestionTime": time + 500}
        for time, line in zip(at, lines, strict=True)
    ]

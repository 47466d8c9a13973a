"""Pipelines with their executions and the state of their stages, from the world's `aws.codepipeline` section."""

from dataclasses import dataclass

from islive.simulator.names import Json, hexadecimal, present


@dataclass(frozen=True)
class Pipeline:
    """A pipeline: its stages as GetPipelineState shows them, and its executions, newest first."""

    stages: list[Json]
    executions: list[Json]


def read(section: Json) -> dict[str, Pipeline]:
    """The pipelines that the world describes, by name."""
    return {name: _pipeline(document) for name, document in section.get("pipelines", {}).items()}


def _pipeline(document: Json) -> Pipeline:
    executions = [_execution(key, fields) for key, fields in document.get("executions", {}).items()]
    executions.sort(key=lambda one: one["startTime"], reverse=True)
    return Pipeline([_stage(name, fields) for name, fields in document.get("stages", {}).items()], executions)


def _execution(key: str, fields: Json) -> Json:
    source = {"actionName": "Source", "revisionId": fields["revision"], "revisionSummary": fields.get("summary")}
    return present(
        {
            "pipelineExecutionId": key,
            "status": fields.get("status", "Succeeded"),
            "statusSummary": fields.get("statusSummary"),
            "startTime": fields["startTime"],
            "lastUpdateTime": fields.get("lastUpdateTime", fields["startTime"]),
            "sourceRevisions": [present(source)],
            "executionMode": "SUPERSEDED",
        }
    )


def _stage(name: str, fields: Json) -> Json:
    disabled = fields.get("disabled")
    return {
        "stageName": name,
        "inboundTransitionState": present({"enabled": disabled is None, "disabledReason": disabled}),
        "actionStates": [_action(action, each) for action, each in fields.get("actions", {}).items()],
        "latestExecution": {"pipelineExecutionId": fields["execution"], "status": fields.get("status", "Succeeded")},
    }


def _action(name: str, fields: Json) -> Json:
    latest = {
        "actionExecutionId": hexadecimal(name, 36),
        "status": fields.get("status", "Succeeded"),
        "summary": fields.get("summary"),
        "lastStatusChange": fields.get("lastStatusChange"),
        "externalExecutionId": fields.get("externalExecutionId"),
        "token": fields.get("token"),
        "errorDetails": fields.get("error"),
    }
    return {"actionName": name, "latestExecution": present(latest)}

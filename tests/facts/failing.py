"""The shop after a push that went wrong: the build of v1.3.0 failed, and a deployment of it was rolled back."""

from collections.abc import Mapping
from typing import Any

from tests.facts.doors import Answers
from tests.facts.shop import (
    ACCOUNT,
    AWS,
    BUILD,
    COMMIT,
    DEPLOYMENT,
    REVISION,
    SHOP,
    TASK,
    TASK_ANSWER,
    TASK_DEFINITION,
)

NEW_COMMIT = "9" * 39 + "a"
NEW_DEPLOYMENT, NEW_REVISION = f"{DEPLOYMENT}2", f"{REVISION}2"
STOPPED = f"{TASK}9"
NEW_DEFINITION = ACCOUNT.format("ecs", "task-definition/shop:8")
FAILED_BUILD = "shop-build:2"


def _first(operation: str, member: str) -> Mapping[str, Any]:
    answer: Any = AWS[operation]
    return answer[member][0]


ROLLED_BACK: Mapping[str, Any] = {
    "serviceDeploymentArn": NEW_DEPLOYMENT,
    "createdAt": "2026-03-02T11:00:00Z",
    "startedAt": "2026-03-02T11:00:01Z",
    "targetServiceRevisionArn": NEW_REVISION,
    "status": "ROLLBACK_SUCCESSFUL",
    "statusReason": "Service deployment rolled back because the circuit breaker threshold was exceeded.",
}
BROKEN_BUILD: Mapping[str, Any] = {
    "id": FAILED_BUILD,
    "arn": ACCOUNT.format("codebuild", f"build/{FAILED_BUILD}"),
    "buildStatus": "FAILED",
    "resolvedSourceVersion": NEW_COMMIT,
    "sourceVersion": "v1.3.0",
    "initiator": "webhook",
    "startTime": "2026-03-02T10:10:00Z",
    "endTime": "2026-03-02T10:12:00Z",
    "phases": [
        {"phaseType": "INSTALL", "phaseStatus": "SUCCEEDED"},
        {
            "phaseType": "BUILD",
            "phaseStatus": "FAILED",
            "contexts": [{"statusCode": "COMMAND_EXECUTION_ERROR", "message": "Error while executing command"}],
        },
        {"phaseType": "POST_BUILD", "phaseStatus": "FAILED"},
    ],
    "logs": {"groupName": "/aws/codebuild/shop-build", "streamName": "2"},
}
STOPPED_TASK: Mapping[str, Any] = {
    **TASK_ANSWER,
    "taskArn": STOPPED,
    "startedBy": "ecs-svc/2",
    "taskDefinitionArn": NEW_DEFINITION,
    "lastStatus": "STOPPED",
    "desiredStatus": "STOPPED",
    "stopCode": "TaskFailedToStart",
    "stoppedReason": "CannotPullContainerError: not found",
    "stoppedAt": "2026-03-02T11:05:00Z",
    "containers": [{"name": "app", "image": "x", "lastStatus": "STOPPED", "reason": "CannotPullContainerError"}],
}


def tasks(params: Mapping[str, Any]) -> Any:
    """One runs, one stopped."""
    return {"taskArns": [TASK if params["desiredStatus"] == "RUNNING" else STOPPED]}


def described_tasks(params: Mapping[str, Any]) -> Any:
    """Those that were asked for."""
    known = {TASK: TASK_ANSWER, STOPPED: STOPPED_TASK}
    return {"tasks": [known[arn] for arn in params["tasks"] if arn in known], "failures": []}


def task_definition(params: Mapping[str, Any]) -> Any:
    """The newest revision is :8; :7 is what the service runs."""
    if params["taskDefinition"] == "shop:7":
        return {"taskDefinition": TASK_DEFINITION}
    containers = TASK_DEFINITION["containerDefinitions"]
    newer = {**containers[0], "image": containers[0]["image"].replace("v1.2.0", "v1.3.0")}
    return {
        "taskDefinition": {
            **TASK_DEFINITION,
            "taskDefinitionArn": NEW_DEFINITION,
            "revision": 8,
            "containerDefinitions": [newer],
        }
    }


def commit(params: Mapping[str, Any]) -> Any:
    """The tag is there, its image is not."""
    sha = NEW_COMMIT if params["ref"] == "v1.3.0" else COMMIT
    return {"sha": sha, "committed_at": "2026-03-02T10:00:00Z"}


FAILING: Answers = {
    **SHOP,
    "git:commit": commit,
    f"GET https://api.github.com/repos/shop/shop/actions/runs?head_sha={NEW_COMMIT}&per_page=100": {
        "status": 200,
        "headers": {},
        "body": '{"workflow_runs": []}',
    },
    "ecs:ListServiceDeployments": {
        "serviceDeployments": [_first("ecs:ListServiceDeployments", "serviceDeployments"), ROLLED_BACK]
    },
    "ecs:DescribeServiceDeployments": {
        "serviceDeployments": [
            {
                **ROLLED_BACK,
                "sourceServiceRevisions": [{"arn": REVISION}],
                "rollback": {"reason": "circuit breaker", "serviceRevisionArn": REVISION},
                "lifecycleHookDetails": [
                    {"hookId": "h1", "status": "AWAITING_ACTION"},
                    {"hookId": "h2", "status": "FAILED"},
                ],
            }
        ],
        "failures": [],
    },
    "ecs:DescribeServiceRevisions": {
        "serviceRevisions": [
            _first("ecs:DescribeServiceRevisions", "serviceRevisions"),
            {"serviceRevisionArn": NEW_REVISION, "taskDefinition": NEW_DEFINITION, "containerImages": []},
        ]
    },
    "ecs:DescribeTaskDefinition": task_definition,
    "ecs:ListTasks": tasks,
    "ecs:DescribeTasks": described_tasks,
    "codebuild:ListBuildsForProject": {"ids": [FAILED_BUILD, BUILD]},
    "codebuild:BatchGetBuilds": {"builds": [_first("codebuild:BatchGetBuilds", "builds"), BROKEN_BUILD]},
}

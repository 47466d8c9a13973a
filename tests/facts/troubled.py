"""The shop whose newest deployment cannot start or keep its tasks, in every way that makes facts ask for more."""

from collections.abc import Mapping
from typing import Any

from tests.facts.doors import Answers
from tests.facts.shop import KEY, ROLE, SECRET, SERVICE, SHOP, TASK, TASK_ANSWER, TASK_DEFINITION

LOGGER = "ResourceInitializationError: failed to validate logger args: failed to create Cloudwatch log stream: "
NO_KMS = "unable to retrieve secret from asm: AccessDeniedException: Access to KMS is not allowed"
REFUSED_ROLE = f"failed to launch a task with (error ECS was unable to assume the role '{ROLE}' that was provided"
ENDED: Mapping[str, Any] = {
    **TASK_ANSWER,
    "lastStatus": "STOPPED",
    "desiredStatus": "STOPPED",
    "stopCode": "EssentialContainerExited",
    "stoppedReason": "Essential container in task exited",
    "stoppingAt": "2026-03-01T10:40:00Z",
    "executionStoppedAt": "2026-03-01T10:40:05Z",
    "stoppedAt": "2026-03-01T10:41:00Z",
    "containers": [{"name": "app", "image": "x", "lastStatus": "STOPPED", "exitCode": 1}],
}
TASKS: Mapping[str, Mapping[str, Any]] = {
    f"{TASK}1": {**ENDED, "taskArn": f"{TASK}1"},
    f"{TASK}2": {
        **ENDED,
        "taskArn": f"{TASK}2",
        "stopCode": "ServiceSchedulerInitiated",
        "stoppedReason": "Task failed container health checks",
        "containers": [
            {"name": "app", "image": "x", "lastStatus": "STOPPED", "exitCode": 137, "healthStatus": "UNHEALTHY"}
        ],
    },
    f"{TASK}3": {**ENDED, "taskArn": f"{TASK}3", "stopCode": "TaskFailedToStart", "stoppedReason": f"{LOGGER}x"},
    f"{TASK}4": {**ENDED, "taskArn": f"{TASK}4", "stopCode": "TaskFailedToStart", "stoppedReason": NO_KMS},
}
CONTAINER: Mapping[str, Any] = {
    **TASK_DEFINITION["containerDefinitions"][0],
    "logConfiguration": {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": "/ecs/shop",
            "awslogs-region": "eu-west-1",
            "awslogs-stream-prefix": "ecs",
            "awslogs-create-group": "true",
        },
    },
    "healthCheck": {"command": ["CMD-SHELL", "curl -f http://localhost:8000/"], "startPeriod": 60, "retries": 5},
    "environmentFiles": [{"value": "arn:aws:s3:::shop/web.env", "type": "s3"}],
    "stopTimeout": 10,
    "readonlyRootFilesystem": True,
}


def tasks(params: Mapping[str, Any]) -> Any:
    """None runs, all stopped."""
    return {"taskArns": [] if params["desiredStatus"] == "RUNNING" else list(TASKS)}


def described_tasks(params: Mapping[str, Any]) -> Any:
    """Those that were asked for."""
    return {"tasks": [TASKS[arn] for arn in params["tasks"] if arn in TASKS], "failures": []}


TROUBLED: Answers = {
    **SHOP,
    "ecs:DescribeServices": {
        "services": [
            {
                **SERVICE,
                "runningCount": 0,
                "deployments": [
                    {**SERVICE["deployments"][0], "runningCount": 0, "failedTasks": 4, "rolloutState": "IN_PROGRESS"}
                ],
                "events": [
                    {"id": "e2", "createdAt": "2026-03-01T10:45:00Z", "message": f"(service shop) {REFUSED_ROLE}"},
                ],
            }
        ],
        "failures": [],
    },
    "ecs:DescribeTaskDefinition": {"taskDefinition": {**TASK_DEFINITION, "containerDefinitions": [CONTAINER]}},
    "ecs:ListTasks": tasks,
    "ecs:DescribeTasks": described_tasks,
    "secretsmanager:DescribeSecret": {
        "ARN": SECRET,
        "KmsKeyId": KEY,
        "VersionIdsToStages": {"0f1e2d3c": ["AWSCURRENT"]},
        "LastChangedDate": "2026-01-01T00:00:00Z",
    },
    "logs:GetLogEvents": {"events": [{"timestamp": 1772361600000, "message": "KeyError: 'STAGE'\n"}]},
    "git:read": {"text": 'FROM python:3.12-slim\nCMD ["serve"]\n'},
}

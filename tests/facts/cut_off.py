"""The shop while a deployment is cut off from AWS: its tasks reach nothing, and an event says that none fits."""

from collections.abc import Mapping
from typing import Any

from tests.facts.doors import Answers
from tests.facts.failing import described_tasks, tasks
from tests.facts.shop import SERVICE, SHOP, TASK, TASK_ANSWER

TIMEOUT = (
    "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve ecr registry auth: "
    'RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp '
    "10.0.0.9:443: i/o timeout"
)
UNPLACED = (
    "(service shop) was unable to place a task because no container instance met all of its requirements. The closest "
    "matching container-instance 0123456789abcdef has insufficient memory available."
)
STARTING: Mapping[str, Any] = {
    **SERVICE["deployments"][0],
    "runningCount": 0,
    "failedTasks": 3,
    "rolloutState": "IN_PROGRESS",
}
LATE: Mapping[str, Any] = {
    **SERVICE,
    "runningCount": 0,
    "deployments": [STARTING],
    "events": [{"id": "e2", "createdAt": "2026-03-01T10:36:00Z", "message": UNPLACED}],
}
CUT: Mapping[str, Any] = {
    **TASK_ANSWER,
    "taskArn": f"{TASK}9",
    "lastStatus": "STOPPED",
    "desiredStatus": "STOPPED",
    "stopCode": "TaskFailedToStart",
    "stoppedReason": TIMEOUT,
    "stoppedAt": "2026-03-02T11:05:00Z",
}


def described(params: Mapping[str, Any]) -> Any:
    """The stopped one says that nobody answered; the running one is in a target group that it does not answer."""
    answer: Any = described_tasks(params)
    return {**answer, "tasks": [CUT if one["taskArn"] == CUT["taskArn"] else one for one in answer["tasks"]]}


CUT_OFF: Answers = {
    **SHOP,
    "ecs:DescribeServices": {"services": [LATE], "failures": []},
    "ecs:ListTasks": tasks,
    "ecs:DescribeTasks": described,
    "elbv2:DescribeTargetHealth": {
        "TargetHealthDescriptions": [
            {
                "Target": {"Id": "10.0.0.5", "Port": 8000},
                "TargetHealth": {"State": "unhealthy", "Reason": "Target.Timeout", "Description": "Request timed out"},
            }
        ]
    },
}

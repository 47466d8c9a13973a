"""A deployment as DescribeServices tells it: an entry of `deployments[]`, or the task set that stands for one."""

from dataclasses import dataclass
from datetime import datetime

from islive.facts.reading import Part, last_part

# A task set has no rollout state; that it is steady, or not yet, is what it has instead (API shape TaskSet).
STEADINESS = {"STEADY_STATE": "COMPLETED", "STABILIZING": "IN_PROGRESS"}


@dataclass(frozen=True, slots=True)
class Deployment:
    """One entry of `deployments[]` (API shape Deployment); `task_definition` is "family:revision".

    `external_id` is what the controller of a task set calls it, like CodeDeploy's "d-7Q2X9LM4K".
    """

    id: str
    status: str
    rollout_state: str | None
    rollout_state_reason: str
    task_definition: str
    desired: int
    running: int
    pending: int
    failed_tasks: int
    created_at: datetime
    updated_at: datetime | None
    external_id: str | None = None
    is_task_set: bool = False

    @property
    def under_way(self) -> bool:
        """ECS has neither completed it nor given it up."""
        return self.rollout_state == "IN_PROGRESS"

    @property
    def called(self) -> str:
        """What it is, for the beginning of a sentence."""
        return f"{self.status} task set" if self.is_task_set else self.status


def deployment(part: Part) -> Deployment:
    """One entry of `deployments[]`. Raises Refused."""
    return Deployment(
        id=part.text("id"),
        status=part.text("status"),
        rollout_state=part.text_or_none("rolloutState"),
        rollout_state_reason=part.text_or_none("rolloutStateReason") or "",
        task_definition=last_part(part.text("taskDefinition")),
        desired=part.number("desiredCount"),
        running=part.number("runningCount"),
        pending=part.number("pendingCount"),
        failed_tasks=part.number_or_none("failedTasks") or 0,
        created_at=part.time("createdAt"),
        updated_at=part.time_or_none("updatedAt"),
    )


def task_set(part: Part) -> Deployment:
    """A task set (API shape TaskSet) as the deployment it stands for. Raises Refused."""
    return Deployment(
        id=part.text("id"),
        status=part.text("status"),
        rollout_state=STEADINESS.get(part.text("stabilityStatus")),
        rollout_state_reason="",
        task_definition=last_part(part.text("taskDefinition")),
        desired=part.number("computedDesiredCount"),
        running=part.number("runningCount"),
        pending=part.number("pendingCount"),
        failed_tasks=0,
        created_at=part.time("createdAt"),
        updated_at=part.time_or_none("updatedAt"),
        external_id=part.text_or_none("externalId"),
        is_task_set=True,
    )

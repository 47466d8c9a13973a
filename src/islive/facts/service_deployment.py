"""One service deployment: how far ECS has come with it, what it waits for, and what ended it."""

from dataclasses import dataclass
from datetime import datetime

UNFINISHED = frozenset({"PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"})


@dataclass(frozen=True, slots=True)
class FailedHook:
    """A lifecycle hook that said no, or nothing in time (API shape DeploymentLifecycleHookDetail).

    `target` is the function's ARN; of a pause, which waits for somebody's word, its id.
    """

    target: str
    status: str
    is_pause: bool = False


# API shape ServiceDeploymentLifecycleStage; only what a rolling deployment does not have. ECS developer guide,
# "Amazon ECS blue/green deployments": after the bake time the old revision goes.
STAGE_WORDS = {
    "POST_SCALE_UP": "no request has been moved yet",
    "TEST_TRAFFIC_SHIFT": "test requests are being moved",
    "POST_TEST_TRAFFIC_SHIFT": "test requests are moved, those of users are not",
    "PRODUCTION_TRAFFIC_SHIFT": "the requests of users are being moved",
    "POST_PRODUCTION_TRAFFIC_SHIFT": "the requests of users are moved",
    "BAKE_TIME": "bake time, ECS can still go back to the old version",
}
SHIFTING = frozenset({"PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME"})


@dataclass(frozen=True, slots=True)
class ServiceDeployment:
    """One service deployment (API shape ServiceDeployment); details are None where only the listing was read."""

    arn: str
    status: str
    status_reason: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    target_revision: str
    source_revisions: tuple[str, ...]
    rollback_reason: str | None
    lifecycle_stage: str | None
    awaiting_hooks: tuple[str, ...]
    failed_hooks: tuple[FailedHook, ...] = ()
    triggered_alarms: tuple[str, ...] = ()
    traffic_percent: float | None = None

    @property
    def stage_words(self) -> str:
        """Where a blue/green deployment stands, in words; "" for the others, and for those that ended."""
        says = STAGE_WORDS.get(self.lifecycle_stage or "", "") if self.under_way else ""
        shifting = self.traffic_percent is not None and self.lifecycle_stage in SHIFTING
        return f"{says}; {self.traffic_percent:g}% of the requests go to it" if says and shifting else says

    @property
    def stands(self) -> str:
        """Its status, or that it waits for somebody's word, and where."""
        return f"paused at {self.lifecycle_stage or 'an unnamed stage'}" if self.awaiting_hooks else self.status

    @property
    def under_way(self) -> bool:
        """Not in a terminal status."""
        return self.status in UNFINISHED

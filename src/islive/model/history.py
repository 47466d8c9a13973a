"""History: what was deployed, how it ended, and what that says of how a team delivers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from islive.model.evidence import Gap
from islive.model.store import Deployment
from islive.model.target import Target
from islive.model.verdict import Grade


class Conclusion(StrEnum):
    """How a deployment ended: for ECS, and for those who looked. `NOT_LIVE` succeeded for ECS, and served nobody."""

    VERIFIED = "verified-live"
    SUCCEEDED = "succeeded"
    NOT_LIVE = "not-live"
    FAILED = "failed"
    ROLLED_BACK = "rolled-back"
    STOPPED = "stopped"
    UNDER_WAY = "under-way"


BAD = frozenset({Conclusion.NOT_LIVE, Conclusion.FAILED, Conclusion.ROLLED_BACK, Conclusion.STOPPED})


@dataclass(frozen=True, slots=True)
class Chapter:
    """One deployment; `causes` are the root causes that were seen while it was the newest.

    `took` is from its beginning to its end by ECS; `verified_at` is when islive first saw it live, and how far proved.
    """

    deployment: Deployment
    outcome: Conclusion
    took: timedelta | None
    verified_at: datetime | None = None
    grade: Grade = Grade.NONE
    causes: tuple[str, ...] = ()
    failed_at: datetime | None = None
    restored_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Measures:
    """DORA's four, from what was verified live; each beside how many deployments it is made of, None of none.

    Deployment frequency is `a_week`; lead time runs from the commit to the first look that proved it live; the change
    failure rate is `failed` of `ended`; time to restore runs from the first sign of failure to the next proof of a
    version that is live. https://dora.dev/guides/dora-metrics-four-keys/
    """

    days: float
    verified: int
    a_week: float
    lead_time: timedelta | None
    led: int
    ended: int
    failed: int
    time_to_restore: timedelta | None
    restored: int

    @property
    def failure_rate(self) -> float | None:
        """The part of the deployments that ended and ended badly, 0 to 1."""
        return self.failed / self.ended if self.ended else None


@dataclass(frozen=True, slots=True)
class ServiceHistory:
    """One service, its deployments newest first."""

    target: Target
    chapters: tuple[Chapter, ...]
    measures: Measures
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """The history of some services; `forgetful` says why there is no memory, "" where there is one."""

    taken_at: datetime
    since: datetime
    services: tuple[ServiceHistory, ...]
    forgetful: str = ""
    calls: int = 0

"""Motion: what is at work on a version, and how far it has come; what is looked at while it is waited for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from islive.model.evidence import Gap
from islive.model.report import Report


class Work(StrEnum):
    """Who is at work on the version: somebody; ECS, but away from it; ECS gave it up; nobody; that cannot be told."""

    AT_WORK = "at-work"
    LEAVING = "leaving"
    GIVEN_UP = "given-up"
    IDLE = "idle"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many tasks or targets of which the same can be said; `since` is when the newest of them came to that."""

    says: str
    count: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The newest service deployment, where ECS rolled it back: what it was to deploy, and why it came to nothing."""

    arn: str
    task_definition: str
    created_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Motion:
    """What one look saw of it.

    `reached` holds figures that only grow while the version comes nearer, `station` the place it is at, in words that
    differ from place to place. `usual` and `longest` are the median and the 95th percentile of what the service's own
    deployments (or builds, while it is built) took. `failures` counts failed tasks of the version's deployment, and
    `ends_itself` says that the circuit breaker ends it if they go on. `forbidden` are the permissions without which it
    can never be proved live. `taken_back` is a deployment that ECS rolled back, whatever was asked about.
    """

    work: Work
    station: str = ""
    reached: tuple[int, ...] = ()
    failures: int = 0
    ends_itself: bool = False
    usual: timedelta | None = None
    longest: timedelta | None = None
    forbidden: tuple[Gap, ...] = ()
    tasks: tuple[Crowd, ...] = ()
    targets: tuple[Crowd, ...] = ()
    answers: tuple[str, ...] = ()
    taken_back: TakenBack | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One look of somebody who waits: the report, and what moves."""

    report: Report
    motion: Motion

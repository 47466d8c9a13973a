"""The ten stages that a version passes on its way to the users, and what can be said of each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from islive.model.citation import Citation


class Stage(StrEnum):
    """In the order in which a version passes them."""

    COMMIT = "commit"
    CI = "ci"
    BUILD = "build"
    PUSH = "push"
    IMAGE = "image"
    TASK_DEFINITION = "task-definition"
    DEPLOYMENT = "deployment"
    TASKS = "tasks"
    TARGETS = "targets"
    TRAFFIC = "traffic"


class StageState(StrEnum):
    """`failed`: reached, ended badly; `stopped`: reached, halted; `blocked`: not reached, but would stop it too."""

    PASSED = "passed"
    FAILED = "failed"
    STOPPED = "stopped"
    WAITING = "waiting"
    BLOCKED = "blocked"
    NOT_REACHED = "not-reached"
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StageTrace:
    """What is known of the requested version at one stage."""

    stage: Stage
    state: StageState
    says: str
    version: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    because: tuple[Citation, ...] = ()

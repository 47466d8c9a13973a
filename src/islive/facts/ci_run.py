"""One run of a CI provider, whichever it is: GitHub Actions, GitLab CI, CodePipeline."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from islive.causes.said import said
from islive.model.citation import Citation


class RunState(StrEnum):
    """How a run stands; `halted` waits for a person."""

    UNDER_WAY = "under-way"
    HALTED = "halted"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


# The words of GitHub (REST API, "Workflow runs"), GitLab (API, "Pipelines") and CodePipeline (API reference,
# PipelineExecutionSummary): no two of them mean different things.
WORDS = {
    RunState.UNDER_WAY: (
        *("queued", "in_progress", "requested", "pending"),
        *("created", "waiting_for_resource", "preparing", "running", "canceling", "scheduled"),
        *("InProgress",),
    ),
    RunState.HALTED: ("waiting", "action_required", "manual", "Halted"),
    RunState.SUCCEEDED: ("success", "neutral", "Succeeded"),
    RunState.FAILED: ("failure", "timed_out", "startup_failure", "failed", "Failed"),
    RunState.CANCELLED: ("cancelled", "stale", "canceled", "Stopped", "Stopping", "Cancelled", "Superseded"),
    RunState.SKIPPED: ("skipped",),
}
STATES = {word: state for state, words in WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class CiRun:
    """One run: `status` (queued, in_progress, completed) and `conclusion` (success, failure, …) are the provider's.

    `step` is where it failed or waits ("stage Deploy, action ECS"), `says` the provider's words about that, `build` the
    CodeBuild build behind that step, `kind` what the provider calls what was run.
    """

    id: str
    name: str
    status: str
    conclusion: str | None
    commit: str
    started_at: datetime
    ended_at: datetime | None
    url: str
    step: str = ""
    says: str = ""
    build: str | None = None
    kind: str = "workflow"
    quoted: Citation | None = None

    @property
    def state(self) -> RunState | None:
        """How it stands; None for a word that islive does not know."""
        return STATES.get(self.conclusion or self.status)

    @property
    def only_waited(self) -> bool:
        """It had deployed, and gave up waiting for the service to become stable: what kept that is no fault of it."""
        return said(self.says).hints_at("deploy.wait-timeout")

    @property
    def word(self) -> str:
        """How it stands, as the provider says it."""
        return self.conclusion or self.status

    @property
    def cited(self) -> Citation:
        """Where the provider says so."""
        return self.quoted or Citation("github:actions/runs", f"workflow_runs[{self.id}].conclusion", self.word)

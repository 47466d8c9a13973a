"""The runs of the CI provider for the commit that was asked for."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from islive.facts.commits import Commits
from islive.facts.reading import Part, json_in, whole
from islive.model.collector import collects
from islive.model.doors import Http, Refused
from islive.model.evidence import Gap

GITHUB = re.compile(
    r"(?:(?:https?|ssh|git)://)?(?:[^@/\s]+@)?github\.com(?::\d+)?[:/]"
    r"(?P<owner>[A-Za-z0-9_.-]+)/(?P<repository>[A-Za-z0-9_.-]+?)(?:\.git)?/?",
    re.IGNORECASE,
)
OPERATION = "github:actions/runs"
OK, TOO_MANY = 200, 429
# A private repository that one may not see does not exist for GitHub's API: 404 (REST API, "Troubleshooting").
CLOSED = frozenset({401, 403, 404, TOO_MANY})


@dataclass(frozen=True, slots=True)
class CiRun:
    """One run: `status` (queued, in_progress, completed) and `conclusion` (success, failure, …) are the provider's."""

    id: str
    name: str
    status: str
    conclusion: str | None
    commit: str
    started_at: datetime
    ended_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class CiRuns:
    """Newest first; `provider` is None where the repository's remote is at none that islive knows, or no commit is."""

    provider: str | None
    runs: tuple[CiRun, ...]


@collects()
def collect(http: Http, commits: Commits) -> CiRuns:
    """Ask GitHub for the runs of the commit."""
    found = GITHUB.fullmatch((commits.remote or "").strip())
    if found is None or commits.wanted is None:
        return CiRuns(None, ())
    where = f"https://api.github.com/repos/{found['owner']}/{found['repository']}/actions/runs"
    answer = whole(http.get(f"{where}?head_sha={commits.wanted.sha}&per_page=100", accept="application/json"))
    status = answer.number("status")
    if status in CLOSED:
        return _closed(status)
    if status != OK:
        raise Refused(OPERATION, "ServerError", f"status {status}")
    listing = json_in(OPERATION, "body", answer.text("body"))
    runs = [_run(part) for part in listing.parts("workflow_runs")]
    return CiRuns("github", tuple(sorted(runs, key=lambda run: (run.started_at, run.id), reverse=True)))


def _closed(status: int) -> Any:
    """The gap that names what opens it, which no refusal can say: it is no permission of AWS."""
    reason = "Throttled" if status == TOO_MANY else f"status {status}"
    return Gap("CiRuns", OPERATION, reason, "GITHUB_TOKEN (or `gh auth login`)")


def _run(part: Part) -> CiRun:
    status = part.text("status")
    return CiRun(
        id=str(part.number("id")),
        name=part.text_or_none("name") or "",
        status=status,
        conclusion=part.text_or_none("conclusion"),
        commit=part.text("head_sha").lower(),
        started_at=part.time_or_none("run_started_at") or part.time("created_at"),
        ended_at=part.time_or_none("updated_at") if status == "completed" else None,
        url=part.text_or_none("html_url") or "",
    )

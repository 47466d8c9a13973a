"""GitHub Actions: the runs of a commit (REST API, "Workflow runs")."""

import re
from typing import Any

from islive.facts.ci_run import CiRun
from islive.facts.reading import Part, json_in, whole
from islive.model.doors import Http, Refused, Reply
from islive.model.evidence import Gap

GITHUB = re.compile(
    r"(?:(?:https?|ssh|git)://)?(?:[^@/\s]+@)?github\.com(?::\d+)?[:/]"
    r"(?P<owner>[A-Za-z0-9_.-]+)/(?P<repository>[A-Za-z0-9_.-]+?)(?:\.git)?/?",
    re.IGNORECASE,
)
OPERATION = "github:actions/runs"
API = "https://api.github.com"
OK, TOO_MANY = 200, 429
# A private repository that one may not see does not exist for GitHub's API: 404 (REST API, "Troubleshooting").
CLOSED = frozenset({401, 403, 404, TOO_MANY})


def is_at_github(remote: str | None) -> bool:
    """Whether that is a repository at GitHub."""
    return GITHUB.fullmatch((remote or "").strip()) is not None


def is_about_runs(url: str) -> bool:
    """Whether that is the question for the runs of a commit."""
    return url.startswith(f"{API}/repos/") and "/actions/runs?" in url


def are_finished(answer: Reply) -> bool:
    """Whether GitHub has runs of the commit, and none of them will go on."""
    try:
        runs = [] if answer.get("status") != OK else json_in(OPERATION, "body", answer["body"]).parts("workflow_runs")
        return bool(runs) and all(one.text("status") == "completed" for one in runs)
    except Refused:
        return False


def github_runs(http: Http, remote: str, commit: str) -> "tuple[CiRun, ...] | Gap":
    """Ask GitHub for the runs of the commit; a gap names the token that is missing. Raises Refused."""
    found = GITHUB.fullmatch(remote.strip())
    if found is None:
        return ()
    where = f"{API}/repos/{found['owner']}/{found['repository']}/actions/runs"
    answer = whole(http.get(f"{where}?head_sha={commit}&per_page=100", accept="application/json"))
    status = answer.number("status")
    if status in CLOSED:
        return _closed(status)
    if status != OK:
        raise Refused(OPERATION, "ServerError", f"status {status}")
    listing = json_in(OPERATION, "body", answer.text("body"))
    return tuple(_run(part) for part in listing.parts("workflow_runs"))


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

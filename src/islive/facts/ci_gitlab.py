"""GitLab CI: the pipelines of a commit (GitLab REST API, "Pipelines" and "Jobs")."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from islive.facts.ci_run import CiRun, RunState
from islive.facts.reading import Part, parts_in, whole
from islive.model.citation import Citation
from islive.model.doors import Http, Refused
from islive.model.evidence import Gap

# gitlab.com, and servers of companies that carry GitLab in their name.
GITLAB = re.compile(
    r"(?:(?:https?|ssh|git)://)?(?:[^@/\s]+@)?(?P<host>gitlab\.[A-Za-z0-9.-]+)(?::\d+)?[:/]"
    r"(?P<project>[A-Za-z0-9_./-]+?)(?:\.git)?/?",
    re.IGNORECASE,
)
OPERATION = "gitlab:pipelines"
OK, TOO_MANY = 200, 429
# A private project that one may not see does not exist for GitLab's API: 404 (REST API, "Status codes").
CLOSED = frozenset({401, 403, 404, TOO_MANY})
# Where the provider's list does not say what a person wants to know: which job it was.
TELLING = frozenset({RunState.FAILED, RunState.HALTED})


def is_at_gitlab(remote: str | None) -> bool:
    """Whether that is a project at GitLab."""
    return GITLAB.fullmatch((remote or "").strip()) is not None


def gitlab_runs(http: Http, remote: str, commit: str) -> "tuple[CiRun, ...] | Gap":
    """Ask GitLab for the pipelines of the commit, and for the jobs of the newest where that failed or waits."""
    found = GITLAB.fullmatch(remote.strip())
    if found is None:
        return ()
    where = f"https://{found['host'].lower()}/api/v4/projects/{quote(found['project'], safe='')}/pipelines"
    listing = _ask(http, f"{where}?sha={commit}&per_page=100")
    if isinstance(listing, Gap):
        return listing
    runs = sorted((_run(part) for part in listing), key=lambda run: (run.started_at, run.id), reverse=True)
    if runs and runs[0].state in TELLING:
        jobs = _ask(http, f"{where}/{runs[0].id}/jobs?per_page=100")
        runs[0] = runs[0] if isinstance(jobs, Gap) else _told(runs[0], jobs)
    return tuple(runs)


def _ask(http: Http, url: str) -> "tuple[Part, ...] | Gap":
    answer = whole(http.get(url, accept="application/json"))
    status = answer.number("status")
    if status in CLOSED:
        return _closed(status)
    if status != OK:
        raise Refused(OPERATION, "ServerError", f"status {status}")
    return parts_in(OPERATION, "body", answer.text("body"))


def _closed(status: int) -> Any:
    """The gap that names what opens it, which no refusal can say: it is no permission of AWS."""
    reason = "Throttled" if status == TOO_MANY else f"status {status}"
    return Gap("CiRuns", OPERATION, reason, "GITLAB_TOKEN (a token with the scope read_api)")


def _run(part: Part) -> CiRun:
    number, status = str(part.number("id")), part.text("status")
    run = CiRun(
        id=number,
        name=part.text_or_none("ref") or "",
        status=status,
        conclusion=None,
        commit=part.text("sha").lower(),
        started_at=part.time("created_at"),
        ended_at=None,
        url=part.text_or_none("web_url") or "",
        kind="pipeline",
        quoted=Citation(OPERATION, f"[{number}].status", status),
    )
    under_way = run.state in {RunState.UNDER_WAY, RunState.HALTED}
    return run if under_way else replace(run, ended_at=part.time_or_none("updated_at"))


def _told(run: CiRun, jobs: tuple[Part, ...]) -> CiRun:
    """Its first job that stands as the pipeline does; a job that may fail does not fail the pipeline."""
    for job in sorted(jobs, key=lambda job: job.number("id")):
        if job.text("status") == run.status and not job.flag("allow_failure"):
            step = f"job {job.text('name')} of stage {job.text('stage')}"
            return replace(run, step=step, says=job.text_or_none("failure_reason") or "")
    return run

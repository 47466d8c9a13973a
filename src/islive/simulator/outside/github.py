"""GitHub's REST API for Actions runs and their jobs, from the world's `ci` section.

https://docs.github.com/en/rest/actions/workflow-runs and https://docs.github.com/en/rest/actions/workflow-jobs
"""

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qs

from islive.simulator.names import Json, hexadecimal
from islive.simulator.world import World

_PATH = re.compile(r"/repos/(?P<repo>[^/]+/[^/]+)/actions/runs(?:/(?P<run>\d+)(?P<jobs>/jobs)?)?")
_REFUSALS = {401: "Bad credentials", 403: "Resource not accessible by integration", 404: "Not Found"}


def get(world: World, path: str, query: str, headers: Mapping[str, str]) -> Json:
    """GitHub's answer; a world's `ci.refuses` is the status that a caller without a token gets."""
    ci = world.ci or {}
    asked = _PATH.fullmatch(path)
    refused = ci.get("refusesWithoutToken")
    if refused and "authorization" not in headers:
        return _reply(refused, {"message": _REFUSALS[refused], "status": str(refused)})
    if asked is None or asked["repo"] != ci.get("repository"):
        return _reply(404, {"message": "Not Found", "status": "404"})
    runs: Json = ci.get("runs", {})
    wanted = {name: values[0] for name, values in parse_qs(query).items()}
    if asked["run"] is None:
        return _reply(200, _runs(world, asked["repo"], runs, wanted))
    if asked["run"] not in runs:
        return _reply(404, {"message": "Not Found", "status": "404"})
    number, run = asked["run"], runs[asked["run"]]
    return _reply(200, _jobs(asked["repo"], number, run) if asked["jobs"] else _run(world, asked["repo"], number, run))


def _reply(status: int, document: Json) -> Json:
    body = json.dumps(document)
    headers = {"content-type": "application/json; charset=utf-8", "content-length": str(len(body))}
    return {"status": status, "headers": headers, "body": body}


def _runs(world: World, repository: str, runs: Json, wanted: dict[str, str]) -> Json:
    filters = {name: wanted[name] for name in ("head_sha", "event", "branch", "status") if name in wanted}
    rows = [_run(world, repository, number, run) for number, run in runs.items()]
    kept = [
        row
        for row in sorted(rows, key=lambda row: row["created_at"], reverse=True)
        if all(
            value in (row.get("head_branch" if name == "branch" else name), row["conclusion"])
            for name, value in filters.items()
        )
    ]
    size, page = int(wanted.get("per_page", "30")), int(wanted.get("page", "1"))
    return {"total_count": len(kept), "workflow_runs": kept[(page - 1) * size : page * size]}


def _run(world: World, repository: str, number: str, run: Json) -> Json:
    api, site = f"https://api.github.com/repos/{repository}", f"https://github.com/{repository}"
    commit = (world.git or {}).get("commits", {}).get(run["headSha"], {})
    return {
        "id": int(number),
        "name": run.get("name", "CI"),
        "node_id": f"WFR_{hexadecimal(number, 16)}",
        "head_branch": run.get("headBranch", "main"),
        "head_sha": run["headSha"],
        "path": run.get("path", ".github/workflows/ci.yml"),
        "display_title": commit.get("subject", run.get("name", "CI")),
        "run_number": run.get("runNumber", 1),
        "run_attempt": run.get("runAttempt", 1),
        "event": run.get("event", "push"),
        "status": run.get("status", "completed"),
        "conclusion": run.get("conclusion", "success") if run.get("status", "completed") == "completed" else None,
        "workflow_id": int(hexadecimal(run.get("path", "ci.yml"), 6), 16),
        "url": f"{api}/actions/runs/{number}",
        "html_url": f"{site}/actions/runs/{number}",
        "created_at": run["createdAt"],
        "updated_at": run.get("updatedAt", run["createdAt"]),
        "run_started_at": run["createdAt"],
        "jobs_url": f"{api}/actions/runs/{number}/jobs",
        "logs_url": f"{api}/actions/runs/{number}/logs",
    }


def _jobs(repository: str, number: str, run: Json) -> Json:
    jobs = [_job(repository, number, run, name, job) for name, job in run.get("jobs", {}).items()]
    return {"total_count": len(jobs), "jobs": jobs}


def _job(repository: str, number: str, run: Json, name: str, job: Json) -> Json:
    identity = int(hexadecimal(number + name, 9), 16)
    started, ended = job.get("startedAt", run["createdAt"]), job.get("completedAt", run.get("updatedAt"))
    return {
        "id": identity,
        "run_id": int(number),
        "run_url": f"https://api.github.com/repos/{repository}/actions/runs/{number}",
        "head_sha": run["headSha"],
        "html_url": f"https://github.com/{repository}/actions/runs/{number}/job/{identity}",
        "name": name,
        "status": job.get("status", "completed"),
        "conclusion": job.get("conclusion", "success"),
        "started_at": started,
        "completed_at": ended,
        "steps": [
            {
                "name": step,
                "status": "completed",
                "conclusion": conclusion,
                "number": place,
                "started_at": started,
                "completed_at": ended,
            }
            for place, (step, conclusion) in enumerate(job.get("steps", {}).items(), start=1)
        ],
    }

"""GitLab's REST API for pipelines and their jobs, from the world's `ci` section.

https://docs.gitlab.com/api/pipelines/ and https://docs.gitlab.com/api/jobs/
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote

from islive.simulator.names import Json
from islive.simulator.world import World

HOST = "gitlab.com"
_PATH = re.compile(r"/api/v4/projects/(?P<project>[^/]+)/pipelines(?:/(?P<number>\d+)/jobs)?")
_REFUSALS = {401: "401 Unauthorized", 403: "403 Forbidden", 404: "404 Project Not Found"}


def get(world: World, path: str, query: str, headers: Mapping[str, str]) -> Json:
    """GitLab's answer; `ci.refusesWithoutToken` is the status that a caller without a token gets."""
    ci = world.ci or {}
    asked = _PATH.fullmatch(path)
    refused = ci.get("refusesWithoutToken")
    if refused and not {"authorization", "private-token"} & headers.keys():
        return _reply(refused, {"message": _REFUSALS[refused]})
    if asked is None or ci.get("provider") != "gitlab" or unquote(asked["project"]) != ci.get("repository"):
        return _reply(404, {"message": _REFUSALS[404]})
    runs: Json = ci.get("runs", {})
    if asked["number"]:
        return _reply(200, _jobs(ci["repository"], runs.get(asked["number"], {})))
    sha = parse_qs(query).get("sha", [""])[0]
    rows = [_pipeline(ci["repository"], number, run) for number, run in runs.items() if sha in ("", run["headSha"])]
    return _reply(200, sorted(rows, key=lambda row: row["id"], reverse=True))


def _reply(status: int, document: Any) -> Json:
    body = json.dumps(document)
    return {"status": status, "headers": {"content-type": "application/json"}, "body": body}


def _pipeline(project: str, number: str, run: Json) -> Json:
    return {
        "id": int(number),
        "iid": run.get("runNumber", 1),
        "sha": run["headSha"],
        "ref": run.get("headBranch", "main"),
        "status": _word(run),
        "source": run.get("event", "push"),
        "created_at": run["createdAt"],
        "updated_at": run.get("updatedAt", run["createdAt"]),
        "web_url": f"https://{HOST}/{project}/-/pipelines/{number}",
    }


def _word(document: Json) -> str:
    status = document.get("status", "completed")
    return document.get("conclusion", "success") if status == "completed" else status


def _jobs(project: str, run: Json) -> list[Json]:
    return [
        {
            "id": place,
            "name": name,
            "stage": job.get("stage", "test"),
            "status": _word(job),
            "allow_failure": False,
            "failure_reason": job.get("failureReason"),
            "web_url": f"https://{HOST}/{project}/-/jobs/{place}",
        }
        for place, (name, job) in enumerate(run.get("jobs", {}).items(), start=1)
    ]

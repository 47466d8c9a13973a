"""What Amazon ECS says about this task: the task metadata endpoint, version 4."""

from __future__ import annotations

import json
import os
from typing import Any

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
VARIABLE = "ECS_CONTAINER_METADATA_URI_V4"
TIMEOUT = 2.0
LARGEST = 1024 * 1024


def read() -> dict[str, Any] | None:
    """`image_id` and `task`, or None where there is no endpoint. Raises OSError, HTTPException, ValueError.

    ImageID is the manifest's digest on Fargate, and the configuration's digest where the container agent runs on an
    instance with classic Docker.
    """
    address = os.environ.get(VARIABLE)
    if not address:
        return None
    container, task = _get(address), _get(f"{address}/task")
    names = {"arn": "TaskARN", "family": "Family", "revision": "Revision"}
    said = {name: str(task[theirs]) for name, theirs in names.items() if task.get(theirs)}
    return {"image_id": container.get("ImageID"), "task": {**said, "container": container.get("Name")}}


def _get(address: str) -> dict[str, Any]:
    """Ask directly: urllib would send the question to the proxy that the application is set up with."""
    from http.client import HTTPConnection
    from urllib.parse import urlsplit

    place = urlsplit(address)
    connection = HTTPConnection(place.hostname or "", place.port or 80, timeout=TIMEOUT)
    try:
        connection.request("GET", place.path)
        answer = connection.getresponse()
        body = answer.read(LARGEST)
    finally:
        connection.close()
    if answer.status != 200:  # noqa: PLR2004 - HTTP's word for yes
        raise ValueError(f"status {answer.status}")
    return dict(json.loads(body))

"""What a process that installed the canary answers: canary/README.md of this repository, written out here once more."""

import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import parse_qs

from islive.simulator.moments import written
from islive.simulator.names import Json
from islive.simulator.world import World


def spoken(world: World, document: Json, query: str, task: Json | None) -> Json:
    """The answer in a world's words, for a document that says `canary`; any other is as it stands."""
    if "canary" not in document:
        return document
    says = document["canary"]
    body = json.dumps(said(world, says, task) | {"nonce": _nonce(says, query)})
    headers = {"content-type": "application/json", "cache-control": "no-store"}
    if "key" in says:
        digest = hmac.new(says["key"].encode(), body.encode(), hashlib.sha256).hexdigest()
        headers["canary-signature"] = f"sha256={digest}"
    return {"body": body, "headers": headers | document.get("headers", {})}


def said(world: World, says: Json, task: Json | None) -> Json:
    """What it says of itself in that task, at the world's moment by its own clock."""
    document: Json = {"canary": 1, "version": says.get("version"), "commit": says.get("commit")}
    if task is not None:
        family, _, revision = task["taskDefinitionArn"].rpartition("/")[2].rpartition(":")
        container = task["containers"][0]
        document["image_id"] = says.get("imageId", container.get("imageDigest"))
        arn = says.get("task", task["taskArn"])
        document["task"] = {"arn": arn, "family": family, "revision": revision, "container": container["name"]}
    at = world.now + timedelta(seconds=says.get("secondsAhead", 0))
    return document | {"code": says.get("code", {"state": "current"}), "time": written(at)}


def _nonce(says: Json, query: str) -> str | None:
    return says.get("nonce") or parse_qs(query).get("nonce", [None])[0]

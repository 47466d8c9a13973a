"""The web as the world has it: pages it lists, its load balancers and tasks, image blobs, the CI provider."""

import hashlib
import json
from collections.abc import Mapping
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from islive.simulator.names import Json
from islive.simulator.outside import canary, dns, github, gitlab, load_balancing
from islive.simulator.outside.load_balancing import Visit
from islive.simulator.world import World, layer_bucket

REASONS = ("dns", "refused", "timeout", "tls")


class Unreachable(Exception):
    """No answer came; `reason` is one of dns, refused, timeout, tls."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def http_get(world: World, url: str, headers: Mapping[str, str] | None = None) -> Json:
    """`{"status": int, "headers": {lower-case name: text}, "body": text}` for a GET; raises Unreachable.

    Where several targets could answer, the URL and the headers decide which one does: the same request gets
    the same answer, and another query string may get another target.
    """
    lower = {name.lower(): value for name, value in (headers or {}).items()}
    parts = urlsplit(url)
    host = parts.hostname or ""
    listed = world.http.get(url) or world.http.get(parts._replace(query="").geturl())
    if listed is not None:
        return answered(canary.spoken(world, listed, parts.query, None))
    if host == "api.github.com":
        return github.get(world, parts.path, parts.query, lower)
    if host == gitlab.HOST and parts.path.startswith("/api/"):
        return gitlab.get(world, parts.path, parts.query, lower)
    if host == layer_bucket(world.scope.region):
        return _blob(world, parts.path)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    chance = int.from_bytes(hashlib.sha256(f"{url} {sorted(lower.items())}".encode()).digest()[:4])
    sent = cookies(lower.get("cookie", ""))
    visit = Visit(lower.get("host", host), parts.path or "/", parts.query, chance, sent)
    balancer = dns.load_balancer(world, host)
    if balancer is not None:
        return answered(load_balancing.answer(world, balancer, port, visit))
    return answered(_task(world, host, visit))


def cookies(header: str) -> dict[str, str]:
    """The cookies that a client sends, by name."""
    return {name: it.value for name, it in SimpleCookie(header).items()}


def answered(document: Json) -> Json:
    """A world's answer (`status`, `headers`, and `json` or `body`) as the web gives it."""
    if "unreachable" in document:
        raise Unreachable(document["unreachable"])
    is_json = "json" in document
    body = json.dumps(document["json"]) if is_json else str(document.get("body", ""))
    headers = {
        "content-type": "application/json" if is_json else "text/html",
        "content-length": str(len(body)),
    }
    given = {name.lower(): str(value) for name, value in document.get("headers", {}).items()}
    return {"status": document.get("status", 200), "headers": headers | given, "body": body}


def _blob(world: World, path: str) -> Json:
    text = world.ecr.blobs.get(path.rpartition("/")[2])
    if text is None:
        return answered({"status": 404, "body": "<Error><Code>NoSuchKey</Code></Error>"})
    return answered({"body": text, "headers": {"content-type": "application/octet-stream"}})


def _task(world: World, host: str, visit: Visit) -> Json:
    if host.replace(".", "").isdecimal():
        # An address where nothing lives swallows what is sent to it.
        return load_balancing.task_answer(world, host, visit) or {"unreachable": "timeout"}
    # A name that resolves, behind which the world has nothing that listens.
    return {"unreachable": "refused" if dns.resolve(world, host)["addresses"] else "dns"}

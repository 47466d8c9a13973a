"""A door to HTTP whose fresh answers are the process's own: a nonce in each question, and signatures checked."""

import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from islive.model.doors import Http, Reply

SIGNATURE = "canary-signature"


def random_nonce(_: str) -> str:
    """One that nobody can have seen before."""
    return secrets.token_hex(12)


@dataclass(slots=True)
class Pace:
    """At most so many questions a second to one host; `wait` lets so many seconds pass."""

    rate: float
    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep
    _next: dict[str, float] = field(default_factory=dict[str, float])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take_turn(self, host: str) -> None:
        """Wait until it is this question's turn."""
        with self._lock:
            turn = max(self.now(), self._next.get(host, 0.0))
            self._next[host] = turn + 1 / self.rate
        self.wait(max(0.0, turn - self.now()))


@dataclass(slots=True)
class FreshHttp:
    """Questions with `cache_control` are asked so that no cache can answer them unnoticed; all others pass.

    `key` is what canaries sign with, None where nobody gave one; it is in no answer. `nonce` makes one for a question,
    `clock` gives the time (Unix seconds), `pace` is kept by all questions but the first to each address.
    """

    http: Http
    key: bytes | None = field(default=None, repr=False)
    nonce: Callable[[str], str] = random_nonce
    clock: Callable[[], float] = time.time
    pace: Pace | None = None
    _cookies: dict[str, str] = field(default_factory=dict[str, str], repr=False)

    def get(self, url: str, **headers: str) -> Reply:
        """As the door behind it; a fresh answer has `fresh`: what its signature, nonce and time are worth.

        `signature` is right, wrong, missing, or None without a key; `nonce` is own, other, lost where none reached the
        answerer, or None where it tells nothing of it; `skew` is by how many seconds the answerer's clock is ahead,
        None where it tells no time; `cookies` are the names of those that came. `answer` numbers the questions to one
        address, and with `session` those cookies are sent back.
        """
        if "cache_control" not in headers:
            return _without_cookies(self.http.get(url, **headers))
        number, session = headers.pop("answer", None), headers.pop("session", None)
        if number and self.pace:
            self.pace.take_turn(urlsplit(url).netloc)
        nonce = self.nonce(f"{url} {number} {session}")
        given = {"cookie": self._cookies[url]} if session and url in self._cookies else {}
        reply = self.http.get(_with_nonce(url, nonce), **headers, **given)
        cookies: list[str] = reply.get("cookies") or []
        if cookies and not session:
            self._cookies[url] = "; ".join(cookies)
        return _without_cookies(reply, {**self._worth(reply, nonce), "cookies": sorted(map(_name, cookies))})

    def _worth(self, reply: Reply, nonce: str) -> Mapping[str, Any]:
        body = str(reply.get("body") or "")
        said = _document(body)
        return {
            "signature": self._signature(body, reply) if self.key else None,
            "nonce": _whose(said, nonce),
            "skew": _skew(said.get("time"), self.clock()),
        }

    def _signature(self, body: str, reply: Reply) -> str:
        headers: Mapping[str, str] = reply.get("headers") or {}
        if not (told := headers.get(SIGNATURE)):
            return "missing"
        expected = "sha256=" + hmac.new(self.key or b"", body.encode(), "sha256").hexdigest()
        return "right" if hmac.compare_digest(expected.encode(), told.strip().encode()) else "wrong"


def _with_nonce(url: str, nonce: str) -> str:
    parts = urlsplit(url)
    return parts._replace(query="&".join(filter(None, (parts.query, f"nonce={nonce}")))).geturl()


def _document(body: str) -> Mapping[str, Any]:
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _whose(said: Mapping[str, Any], nonce: str) -> str | None:
    if "nonce" not in said:
        return None
    return "lost" if said["nonce"] is None else "own" if said["nonce"] == nonce else "other"


def _skew(told: Any, now: float) -> int | None:
    try:
        moment = datetime.fromisoformat(str(told))
        return round(moment.timestamp() - now) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _name(cookie: str) -> str:
    return cookie.partition("=")[0].strip()


def _without_cookies(reply: Reply, fresh: Mapping[str, Any] | None = None) -> Reply:
    """A cookie's value is a session: it stays in this door."""
    kept = {name: value for name, value in reply.items() if name != "cookies"}
    return Reply(reply.operation, {**kept, "fresh": fresh} if fresh else kept)

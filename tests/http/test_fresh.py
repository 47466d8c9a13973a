"""Fresh answers: nonce, signature, time, pace and cookies are the door's own business."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from islive.http import FreshHttp, Pace
from islive.model.doors import Reply

URL = "https://shop.example.com/deployment-canary"
KEY = b"a key for tests alone"
NOW = 1_756_900_800.0
TIME = "2025-09-03T12:00:00Z"


@dataclass
class Canary:
    """A canary behind the door: what it says beside nonce and time, its key, and the cookies that it gives."""

    says: Mapping[str, Any] = field(default_factory=dict[str, Any])
    key: bytes | None = None
    cookies: list[str] = field(default_factory=list[str])
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list[tuple[str, dict[str, str]]])

    def get(self, url: str, **headers: str) -> Reply:
        """One answer."""
        self.asked.append((url, headers))
        nonce = parse_qs(urlsplit(url).query).get("nonce", [None])[0]
        body = json.dumps({"version": "v1", "nonce": nonce, "time": TIME, **self.says})
        signed = {}
        if self.key:
            signed["canary-signature"] = "sha256=" + hmac.new(self.key, body.encode(), hashlib.sha256).hexdigest()
        return Reply("http:get", {"status": 200, "headers": signed, "body": body, "cookies": self.cookies})


def fresh(canary: Canary, key: bytes | None = KEY, **how: str) -> Mapping[str, Any]:
    """What the door finds out about an answer."""
    return FreshHttp(canary, key, clock=lambda: NOW).get(URL, cache_control="no-cache", **how)["fresh"]


def test_a_signed_answer_to_this_question_is_its_own() -> None:
    """Its signature is right, its nonce the question's, its time near."""
    assert fresh(Canary(key=KEY)) == {"signature": "right", "nonce": "own", "skew": 0, "cookies": []}


@pytest.mark.parametrize(
    "canary,key,expected",
    [
        (Canary(), KEY, ("missing", "own", 0)),
        (Canary(key=b"another"), KEY, ("wrong", "own", 0)),
        (Canary({"nonce": "old"}, KEY), KEY, ("right", "other", 0)),
        (Canary({"nonce": None}, KEY), KEY, ("right", "lost", 0)),
        (Canary(key=b"another"), None, (None, "own", 0)),
        (Canary({"time": "2025-09-03T12:10:00Z"}), None, (None, "own", 600)),
        (Canary({"time": "2025-09-03T14:00:00+02:00"}), None, (None, "own", 0)),
        (Canary({"time": "noon"}), None, (None, "own", None)),
        (Canary({"time": "2025-09-03T12:00:00"}), None, (None, "own", None)),
    ],
)
def test_what_an_answer_is_worth(canary: Canary, key: bytes | None, expected: tuple[object, ...]) -> None:
    """Spoofed, replayed, and by another clock; without a key nothing is said about signatures."""
    found = fresh(canary, key)
    assert (found["signature"], found["nonce"], found["skew"]) == expected


@pytest.mark.parametrize("body", ["", "null", "[1]", "{", '"text"', "[" * 100_000])
def test_what_is_no_document_says_nothing(body: str) -> None:
    """Whatever it is, it is handed on."""

    class Page:
        def get(self, url: str, **headers: str) -> Reply:
            assert url.startswith(URL)
            assert headers
            return Reply("http:get", {"status": 200, "headers": {}, "body": body})

    reply = FreshHttp(Page(), KEY).get(URL, cache_control="no-cache")
    assert reply["fresh"] == {"signature": "missing", "nonce": None, "skew": None, "cookies": []}


def test_no_nonce_is_used_twice_and_other_questions_pass() -> None:
    """Each fresh question has its own; what need not be fresh is asked as it stands."""
    canary = Canary()
    door = FreshHttp(canary)
    for _ in range(50):
        door.get(URL, cache_control="no-cache")
    door.get("https://api.example.com/runs", accept="application/json")
    *fresh_ones, plain = canary.asked
    assert len({url for url, _ in fresh_ones}) == 50
    assert plain == ("https://api.example.com/runs", {"accept": "application/json"})


def test_cookies_stay_in_the_door() -> None:
    """Sent back only where somebody wants to come back; of their values nothing is told."""
    canary = Canary(cookies=["AWSALB=s3cr3t"])
    door = FreshHttp(canary, KEY)
    replies = [door.get(URL, cache_control="no-cache", answer=str(n)) for n in (2, 3)]
    replies.append(door.get(URL, cache_control="no-cache", answer="4", session="kept"))
    replies.append(door.get(URL))
    assert [headers.get("cookie") for _, headers in canary.asked] == [None, None, "AWSALB=s3cr3t", None]
    assert replies[0]["fresh"]["cookies"] == ["AWSALB"]
    assert "s3cr3t" not in str([dict(reply) for reply in replies])


def test_the_key_is_in_no_text() -> None:
    """Not where the door is shown in a traceback."""
    assert "tests alone" not in repr(FreshHttp(Canary(), KEY))


@dataclass
class Hours:
    """A clock that moves when somebody waits."""

    at: float = 0.0

    def now(self) -> float:
        """Seconds."""
        return self.at

    def wait(self, seconds: float) -> None:
        """Let them pass."""
        self.at += seconds


@pytest.fixture
def hours() -> Hours:
    """At zero."""
    return Hours()


def test_the_pace_is_kept_per_host_and_not_by_the_first(hours: Hours) -> None:
    """200 answers at ten a second take twenty seconds; one question to each of a hundred addresses takes none."""
    door = FreshHttp(Canary(), pace=Pace(10, hours.now, hours.wait))
    for number in range(100):
        door.get(f"https://h{number}.example.com/", cache_control="no-cache")
    assert hours.at == 0
    for number in range(2, 202):
        door.get(URL, cache_control="no-cache", answer=str(number))
    assert hours.at == pytest.approx(19.9)

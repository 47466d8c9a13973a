"""The oldest Python that the canary promises, where it is installed: it runs there, with nothing but the library."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest

from tests.canary.scene import IMPORT, LOOK, SHAPES, START, looks, manifest, python, shop, valid
from tests.programs import python39

# (Without it this is an empty parameter, and the tests' end says that Python 3.9 was not tried.)
OLDEST = [found] if (found := python39()) else []
KEY = "k" * 32
COMMIT = "5" * 40

# An application over WSGI and over ASGI that asks itself, and prints what it is asked and what it answers.
APPLICATION = """
import asyncio, json, os, threading, time, urllib.request
from wsgiref.simple_server import WSGIRequestHandler, make_server
import islive_canary, shop

OPTIONS = {"delay": 0.01, "every": 0.02, "key": "k" * 32}
islive_canary.feature("payments", lambda: 1 / 0)

@islive_canary.feature("search")
async def search():
    return True

def own(environ, start_response):
    start_response("200 OK", [("Cache-Control", "its own")])
    return [b"the application"]

async def own_later(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"its own")]})
    await send({"type": "http.response.body", "body": b"the application"})

class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass

def said(what, headers, body):
    print(json.dumps([what, {name.lower(): value for name, value in headers}, body.decode()]), flush=True)

server = make_server("127.0.0.1", 0, islive_canary.wsgi(own, **OPTIONS), handler_class=Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()

def over_wsgi(path):
    with urllib.request.urlopen("http://127.0.0.1:%d%s" % (server.server_port, path), timeout=10) as answer:
        return answer.headers.items(), answer.read()

later = islive_canary.asgi(own_later, **OPTIONS)

def over_asgi(path):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"nonce=one"}
    asyncio.run(later(scope, None, send))
    return [(name.decode(), value.decode()) for name, value in sent[0]["headers"]], sent[1]["body"]

def until(state):
    for _ in range(1000):
        headers, body = over_wsgi("/deployment-canary?nonce=one")
        seen = json.loads(body)
        # The features are asked after the code was looked at.
        if seen["code"]["state"] == state and "looked_at" in seen:
            break
        time.sleep(0.02)
    said(state, headers, body)

until("current")
said("wsgi", *over_wsgi("/"))
said("asgi", *over_asgi("/deployment-canary"))
said("asgi", *over_asgi("/"))
os.remove("shop/page.html")
until("partial")
with open("shop/till.py", "a") as file:
    file.write("# edited")
until("stale")
"""
BEACON = "import islive_canary, time; islive_canary.beacon(version='v1.4.2', delay=0); time.sleep(0.5)"


@pytest.fixture(params=OLDEST, ids=["python3.9"] * len(OLDEST))
def oldest(request: pytest.FixtureRequest) -> str:
    """That Python."""
    return request.param


def test_it_answers_and_sees_what_becomes_of_the_code(tmp_path: Path, oldest: str) -> None:
    """Over a server's WSGI and over ASGI: signed, by the schema, with features; current, then partial, then stale."""
    (shop(tmp_path).parent / "page.html").write_text("<p>")
    assert manifest(tmp_path, "--version", "v1.4.2", "--commit", COMMIT, interpreter=oldest)["commit"] == COMMIT
    lines = [json.loads(line) for line in python(tmp_path, "-c", APPLICATION, interpreter=oldest).splitlines()]
    assert [what for what, _, _ in lines] == ["current", "wsgi", "asgi", "asgi", "partial", "stale"]
    (current, own, first, own_later, partial, stale) = [(headers, body) for _, headers, body in lines]
    for headers, body in (own, own_later):
        assert (headers["cache-control"], body) == ("its own", "the application")
    assert [canarys(*one)["code"]["state"] for one in (current, partial, stale)] == ["current", "partial", "stale"]
    assert canarys(*current)["features"] == {
        "payments": {"ok": False, "error": "ZeroDivisionError"},
        "search": {"ok": True},
    }
    assert canarys(*first)["version"] == "v1.4.2"
    assert canarys(*partial)["code"]["missing"] == ["shop/page.html"]
    assert canarys(*stale)["code"]["stale"] == ["shop.till"]


def canarys(headers: dict[str, str], body: str) -> dict[str, Any]:
    """An answer that is by the schema, that nobody may keep, and that the key has signed."""
    signature = hmac.new(KEY.encode(), body.encode(), hashlib.sha256).hexdigest()
    assert (headers["cache-control"], headers["canary-signature"]) == ("no-store", f"sha256={signature}")
    answer = valid(json.loads(body))
    assert (answer["version"], answer["commit"], answer["nonce"]) == ("v1.4.2", COMMIT, "one")
    return answer


def test_code_of_every_shape_is_recognised_there_too(tmp_path: Path, oldest: str) -> None:
    """What a function is made of differs from Python to Python."""
    shop(tmp_path).write_text(SHAPES)
    for words in ([], ["-OO"]):
        assert looks(tmp_path, IMPORT + START + LOOK, *words, interpreter=oldest)[0]["stale"] == []


@pytest.mark.parametrize("words", [["-c", BEACON], ["-m", "islive_canary", "beacon", "--version", "v1.4.2"]])
def test_it_writes_its_beacon(tmp_path: Path, oldest: str, words: list[str]) -> None:
    """A worker's and the command's: one line by the schema."""
    assert valid(json.loads(python(tmp_path, *words, interpreter=oldest)))["version"] == "v1.4.2"


def test_it_is_that_python(tmp_path: Path, oldest: str) -> None:
    """No other one has answered."""
    assert python(tmp_path, "-c", "import sys; print(sys.version_info[:2])", interpreter=oldest) == "(3, 9)\n"

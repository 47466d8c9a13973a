"""In front of an application: the canary's path is answered, everything else passes as it came."""

from typing import Any

import django
import islive_canary
import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from fastapi import FastAPI
from flask import Flask
from starlette.applications import Starlette

from tests.canary.scene import PATH, over_asgi, over_wsgi, run, valid

VERSION = {"version": "v1.4.2", "delay": 3600}


async def asgi_app(scope: Any, _: Any, send: Any) -> None:
    """An application that says what it was asked."""
    await send({"type": "said", "scope": scope})


def wsgi_app(environ: Any, start_response: Any) -> list[bytes]:
    """An application that says what it was asked."""
    start_response("201 Created", [("X-Own", "yes")])
    return [str(environ["PATH_INFO"]).encode()]


@pytest.mark.parametrize(
    "method,path",
    [("GET", "/"), ("POST", PATH), ("GET", PATH + "/x"), ("GET", "/x" + PATH)],
)
def test_other_requests_pass_as_they_came(method: str, path: str) -> None:
    """ASGI and WSGI: another path, another method."""
    (sent,) = over_asgi(islive_canary.asgi(asgi_app, **VERSION), method, path)
    assert sent == {"type": "said", "scope": {"type": "http", "method": method, "path": path}}
    answer = over_wsgi(islive_canary.wsgi(wsgi_app, **VERSION), method, path)
    assert answer == ("201 Created", {"X-Own": "yes"}, path.encode())


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_what_is_no_request_passes_too(kind: str) -> None:
    """ASGI's other kinds of connection, at whatever path."""
    (sent,) = over_asgi(islive_canary.asgi(asgi_app, **VERSION), "GET", PATH, type=kind)
    assert sent["type"] == "said"


@pytest.mark.parametrize("scope", [{"path": PATH}, {"path": f"/shop{PATH}", "root_path": "/shop"}])
def test_asgi_answers_at_the_canarys_path(scope: dict[str, Any]) -> None:
    """Also where the application is mounted below a path."""
    start, body = over_asgi(islive_canary.asgi(asgi_app, **VERSION), "GET", **scope, query_string=b"nonce=one")
    assert (start["status"], dict(start["headers"])[b"cache-control"]) == (200, b"no-store")
    assert b'"nonce": "one"' in body["body"]


def test_wsgi_answers_at_the_canarys_path() -> None:
    """And at no other: the path is an option."""
    status, headers, body = over_wsgi(islive_canary.wsgi(wsgi_app, path="canary", **VERSION), "GET", "/canary")
    assert (status, headers["Cache-Control"]) == ("200 OK", "no-store")
    assert b'"version": "v1.4.2"' in body


@pytest.mark.parametrize("app", [FastAPI(), Starlette()], ids=["fastapi", "starlette"])
def test_one_line_for_fastapi_and_starlette(app: Any) -> None:
    """The canary answers, and the application its own 404."""
    islive_canary.fastapi(app, **VERSION)
    assert [over_asgi(app, "GET", path, headers=[])[0]["status"] for path in (PATH, "/x")] == [200, 404]


def test_one_line_for_flask() -> None:
    """The canary answers, and the application its own 404."""
    app = Flask("shop")
    islive_canary.flask(app, **VERSION)
    client = app.test_client()
    answer = client.get(PATH)
    assert valid(answer.get_json())["version"] == "v1.4.2"
    assert (answer.headers["Cache-Control"], client.get("/x").status_code) == ("no-store", 404)


def test_one_line_for_django() -> None:
    """A middleware for both of Django's kinds of request handling; options stand in its settings."""
    if not settings.configured:
        settings.configure(ISLIVE_CANARY=VERSION, ALLOWED_HOSTS=["*"])
        django.setup()

    def own(_: Any) -> HttpResponse:
        return HttpResponse(b"own")

    async def own_later(_: Any) -> HttpResponse:
        return HttpResponse(b"own")

    plain, later = islive_canary.django(own), islive_canary.django(own_later)
    for path, status, start in ((PATH, "no-store", b'{"canary": 1'), ("/x", None, b"own")):
        request: Any = HttpRequest()
        request.method, request.path_info = "GET", path
        for answer in (plain(request), run(later(request))):
            assert (answer.headers.get("Cache-Control"), answer.content[:12]) == (status, start[:12])

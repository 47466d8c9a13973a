"""Real servers: right answers under load, and a module edited on disk is seen, or loaded anew."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.canary.scene import PATH, shop, valid, wait_for

pytestmark = pytest.mark.slow

OPTIONS = "version='v1.4.2', delay=0.05, every=0.1"
ASGI = f"""
import islive_canary, shop

async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({{"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]}})
        await send({{"type": "http.response.body", "body": str(shop.till.pay()).encode()}})

app = islive_canary.asgi(app, {OPTIONS})
"""
WSGI = f"""
import islive_canary, shop

def app(environ, start_response):
    start_response("200 OK", [("Content-Length", "1")])
    return [str(shop.till.pay()).encode()]

app = islive_canary.wsgi(app, {OPTIONS})
"""
DJANGO = f"""
import sys
from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpResponse
from django.urls import path
import shop

settings.configure(
    DEBUG=True, ROOT_URLCONF="__main__", SECRET_KEY="none", MIDDLEWARE=["islive_canary.django"],
    ISLIVE_CANARY=dict({OPTIONS}),
)
urlpatterns = [path("", lambda request: HttpResponse(str(shop.till.pay())))]
execute_from_command_line(sys.argv)
"""
SERVERS: dict[str, Sequence[str]] = {
    "uvicorn": ("uvicorn", "over_asgi:app", "--port", "PORT", "--workers", "2"),
    "hypercorn": ("hypercorn", "over_asgi:app", "--bind", "127.0.0.1:PORT"),
    "gunicorn-preload": ("gunicorn", "over_wsgi:app", "--bind", "127.0.0.1:PORT", "--workers", "2", "--preload"),
    "gunicorn-reload": ("gunicorn", "over_wsgi:app", "--bind", "127.0.0.1:PORT", "--reload"),
    "waitress": ("waitress", "--listen", "127.0.0.1:PORT", "over_wsgi:app"),
    "django": ("over_django", "runserver", "127.0.0.1:PORT"),
}
RELOADING = {"gunicorn-reload", "django"}


def get(port: int, path: str) -> tuple[http.client.HTTPResponse, bytes]:
    """An answer over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def canary(port: int, **expected: str) -> dict[str, Any] | None:
    """The canary's answer, if there is one and its code is in that state."""
    try:
        answer, body = get(port, PATH)
    except OSError:
        return None
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    said = valid(json.loads(body))
    assert said["version"] == "v1.4.2"
    return said if said["code"]["state"] == expected.get("state", said["code"]["state"]) else None


@contextmanager
def serving(folder: Path, name: str) -> Generator[int]:
    """That server with the shop behind it; its port."""
    for file, text in {"over_asgi.py": ASGI, "over_wsgi.py": WSGI, "over_django.py": DJANGO}.items():
        (folder / file).write_text(text)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [word.replace("PORT", str(port)) for word in SERVERS[name]]
    with (folder / "log.txt").open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield port
        finally:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_answers_under_load_and_sees_an_edit(tmp_path: Path, name: str) -> None:
    """The application's answers and the canary's stay right; after an edit on disk the code is stale, or reloaded."""
    file = shop(tmp_path)
    with serving(tmp_path, name) as port:
        first = wait_for(lambda: canary(port, state="current"))
        with ThreadPoolExecutor(4) as pool:
            pages = pool.map(lambda _: get(port, "/")[1], range(100))
            states = pool.map(lambda _: (canary(port) or {})["code"]["state"], range(50))
            assert set(pages) == {b"1"}
            assert set(states) <= {"current", "pending"}
        file.write_text(file.read_text().replace("PRICE = 1", "PRICE = 2"))
        if name in RELOADING:
            wait_for(lambda: True if _page(port) == b"2" else None)
            again = wait_for(lambda: canary(port, state="current"))
            assert again["code"]["fingerprint"] != first["code"]["fingerprint"]
        else:
            assert wait_for(lambda: canary(port, state="stale"))["code"]["stale"] == ["shop.till"]
            assert _page(port) == b"1"


def _page(port: int) -> bytes | None:
    try:
        return get(port, "/")[1]
    except OSError:
        return None

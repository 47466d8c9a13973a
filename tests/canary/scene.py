"""A small application on disk, a Python that runs it, and questions to the canary in front of it."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import IO, Any, TypeVar

import jsonschema
from islive_canary.canary import Canary

CANARY = Path(__file__).parents[2] / "canary"
PACKAGE = CANARY / "src" / "islive_canary"
SCHEMA = json.loads((PACKAGE / "canary.schema.json").read_text(encoding="utf-8"))
PATH = "/deployment-canary"

T = TypeVar("T")

# What an application says of itself once it is up: the look of the canary, as JSON.
LOOK = "print(json.dumps(loaded.look()['code']))"
HEAD = "import json, os, sys, time; from islive_canary.loaded import Loaded\n"
START = "loaded = Loaded(time.time(), frozenset(sys.modules)); loaded.read('canary-manifest.json')\n"
IMPORT = "import shop\n"
# A module with code of every shape.
SHAPES = """
import functools, dataclasses, contextlib, enum
SIZES = frozenset({"s", "m", "l"})
def logged(f):
    @functools.wraps(f)
    def inner(*a): return f(*a)
    return inner
@logged
def plain(x, /, y=-0.0, *, z=1): return [n for n in range(x) if n in {"a", "b", 2.5}]
@dataclasses.dataclass
class Item:
    name: str = "x"
    klass = None
    @property
    def upper(self): return self.name.upper()
    @staticmethod
    def make(): return Item()
    @classmethod
    @contextlib.contextmanager
    def lent(cls):
        class Inner: pass
        yield cls, Inner, lambda: SIZES
    @functools.cached_property
    def long(self): return __class__
Item.klass = Item
class Colour(enum.Enum):
    RED = 1
async def later():
    async for x in later(): yield x
assert Item.make().upper == "X" and plain(3, 1) == [] and sum(len(plain(9)) for _ in range(99)) == 0
"""


def shop(folder: Path, price: int = 1) -> Path:
    """An application of two modules; returns the file with the price in it."""
    package = folder / "shop"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").write_text("from shop import till\n")
    file = package / "till.py"
    file.write_text(f"PRICE = {price}\n\n\ndef pay():\n    return PRICE\n")
    return file


def python(folder: Path, *words: str, interpreter: str = sys.executable) -> str:
    """What Python says in that folder. It writes bytecode, as it does in most images."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(
        [interpreter, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def looks(folder: Path, program: str, *words: str, interpreter: str = sys.executable) -> list[dict[str, Any]]:
    """The looks of a program that imports the application and says LOOK one or more times."""
    lines = python(folder, *words, "-c", HEAD + program, interpreter=interpreter).splitlines()
    return [json.loads(line) for line in lines]


def manifest(folder: Path, *words: str, interpreter: str = sys.executable) -> dict[str, Any]:
    """The manifest of the shop in that folder, made by the command."""
    python(folder, "-m", "islive_canary", "manifest", "shop", *words, interpreter=interpreter)
    return json.loads((folder / "canary-manifest.json").read_text())


@dataclass(frozen=True)
class Process:
    """An application in a Python of its own, which can be asked for the canary's answer again and again."""

    stdin: IO[str]
    stdout: IO[str]

    def says(self) -> dict[str, Any]:
        """The answer, which is one by the schema."""
        self.stdin.write("\n")
        self.stdin.flush()
        return valid(json.loads(self.stdout.readline()))

    def says_after_a_look(self) -> dict[str, Any]:
        """The first answer after a look."""
        return wait_for(lambda: answer if "looked_at" in (answer := self.says()) else None)


@contextmanager
def process(folder: Path, program: str = "", options: str = "version='v1'", **environment: str) -> Generator[Process]:
    """A Python in that folder that runs the program and looks all the time."""
    answering = (
        f"import sys; from islive_canary.canary import Canary\n{program}\n"
        f"canary = Canary(delay=0.01, every=0.01, {options})\n"
        "for _ in sys.stdin: print(canary.answer('GET', '')[2].decode(), flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", answering], cwd=folder, env={**os.environ, **environment}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdin
        assert running.stdout
        try:
            yield Process(running.stdin, running.stdout)
        finally:
            running.stdin.close()


def said(canary: Canary, query: str = "") -> dict[str, Any]:
    """An answer, which is one by the schema."""
    return valid(json.loads(canary.answer("GET", query)[2]))


def valid(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, if the published schema takes it."""
    jsonschema.Draft202012Validator(SCHEMA).validate(answer)
    return answer


def wait_for(ask: Callable[[], T | None], seconds: float = 20) -> T:
    """What `ask` gives as soon as it gives something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (found := ask()) is not None:
            return found
        time.sleep(0.02)
    raise AssertionError(f"nothing within {seconds} s")


def over_asgi(app: Any, method: str, path: str, **scope: Any) -> list[dict[str, Any]]:
    """The messages that an ASGI application sends."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run(app({"type": "http", "method": method, "path": path, **scope}, receive, send))
    return sent


def run(work: Coroutine[Any, Any, T]) -> T:
    """Await it in a thread of its own: the browser's tests leave a loop running in the thread of the tests."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def over_wsgi(app: Any, method: str, path: str) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body that a WSGI application gives."""
    begun: list[Any] = []
    body = app({"REQUEST_METHOD": method, "PATH_INFO": path}, lambda status, headers: begun.extend([status, headers]))
    return begun[0], dict(begun[1]), b"".join(body)


@contextmanager
def endpoint(pages: Mapping[str, Any]) -> Generator[tuple[str, list[str]]]:
    """A metadata endpoint on loopback: path -> JSON, everything else 404; its address, and what it is asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            page = pages.get(self.path)
            self.send_response(200 if page is not None else 404)
            self.end_headers()
            self.wfile.write(json.dumps(page if page is not None else "not found").encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()

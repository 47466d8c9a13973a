"""A stand-in for AWS on loopback: real sockets, real botocore, answers as the test says."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest

from islive.aws import Live, Pace

QUICK = Pace(attempts=1, threads=4, connect_timeout=1, read_timeout=0.5)


@dataclass
class Asked:
    """One request as it arrived: the X-Amz-Target of JSON services or the body of query ones."""

    target: str
    body: bytes
    agent: str


@dataclass
class Stub:
    """`answers` is called with each request and gives status, headers, body; bodies may be shorter than promised."""

    url: str = ""
    answers: Callable[[Asked], tuple[int, dict[str, str], bytes]] = lambda _: (200, {}, b"{}")
    asked: list[Asked] = field(default_factory=list[Asked])

    def session(self) -> boto3.Session:
        """A session whose requests arrive here."""
        session = boto3.Session(aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="x", region_name="eu-west-1")
        session.events.register("before-sign", self._divert)
        return session

    def live(self, *declared: str, **more: Any) -> Live:
        """The door under test."""
        more = {"account": "111122223333", "pace": QUICK, **more}
        return Live(self.session(), region="eu-west-1", declared=frozenset(declared), **more)

    def _divert(self, request: Any, **_: Any) -> None:
        request.url = self.url


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A running stand-in."""
    stub = Stub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            asked = Asked(self.headers.get("X-Amz-Target", ""), body, self.headers.get("User-Agent", ""))
            stub.asked.append(asked)
            status, more, answer = stub.answers(asked)
            self.send_response(status)
            headers = {
                "Content-Type": "application/x-amz-json-1.1",
                "Content-Length": str(len(answer)),
                "Connection": "close",
            }
            headers |= more
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.close_connection = True
            # Who waits no longer is not there to read it.
            with contextlib.suppress(OSError):
                self.wfile.write(answer)
                self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        stub.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield stub
        server.shutdown()
        thread.join()

"""The world as an AWS endpoint on loopback, for every program that honours AWS_ENDPOINT_URL."""

import ipaddress
import json
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from islive.simulator.answer import answer
from islive.simulator.moments import written
from islive.simulator.world import World


class NotLoopback(Exception):
    """The simulator was asked to listen where other machines could reach it."""


class Endpoint(ThreadingHTTPServer):
    """A listening endpoint; `serve_forever()` answers, `url` is what AWS_ENDPOINT_URL takes."""

    daemon_threads = True

    def __init__(self, world: World, address: tuple[str, int], latency: float) -> None:
        super().__init__(address, _Handler)
        self.world = world
        self.latency = latency

    @property
    def url(self) -> str:
        """The endpoint's URL."""
        host, port = self.server_address[0], self.server_address[1]
        return f"http://{host!s}:{port}"


def serve(
    world: World, host: str = "127.0.0.1", port: int = 0, latency: float = 0.0, page_size: int | None = None
) -> Endpoint:
    """An endpoint bound to a loopback address (port 0: any free one); NotLoopback for every other address.

    `latency` is in seconds, for each request; `page_size` caps every page.
    """
    if host != "localhost" and not _is_loopback(host):
        raise NotLoopback(f"{host} is not a loopback address, and the simulator has no access control.")
    return Endpoint(replace(world, page_size=page_size) if page_size else world, (host, port), latency)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.IPv4Address(host).is_loopback
    except ValueError:
        return False


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Endpoint  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        time.sleep(self.server.latency)
        given = answer(self.server.world, dict(self.headers.items()), body)
        self._send(given.status, given.headers, given.body)

    def do_GET(self) -> None:
        if self.path != "/_sim/world":
            self._send(404, {"Content-Type": "text/plain"}, b"GET answers /_sim/world only.\n")
            return
        world = self.server.world
        says = {"name": world.name, "description": world.description, "now": written(world.now)}
        self._send(200, {"Content-Type": "application/json"}, json.dumps(says).encode())

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        del format, args  # A test's output is not the place for an access log.

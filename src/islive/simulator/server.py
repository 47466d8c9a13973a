"""The world as an endpoint on loopback: AWS for every program that honours AWS_ENDPOINT_URL, and the world's web.

A GET for another host (`Host: …`, as with curl's --connect-to) is answered as that host would. The `Date` of every
answer is the world's own moment.
"""

import ipaddress
import json
import time
from collections.abc import Callable
from dataclasses import replace
from email.utils import format_datetime
from http.server import ThreadingHTTPServer

from islive.simulator.answer import answer
from islive.simulator.control import BadControl, do, read
from islive.simulator.names import Json
from islive.simulator.outside.http import Unreachable, http_get
from islive.simulator.served import Served
from islive.simulator.source import Source
from islive.simulator.wire_http import Exchange
from islive.simulator.world import World, layer_bucket


class NotLoopback(Exception):
    """The simulator was asked to listen where other machines could reach it."""


class Endpoint(ThreadingHTTPServer):
    """A listening endpoint; `serve_forever()` answers, `url` is what AWS_ENDPOINT_URL takes."""

    daemon_threads = True

    def __init__(self, source: Source, address: tuple[str, int], latency: float, page_size: int | None) -> None:
        # Before the address is taken: where it is not to be had, what is served is closed again.
        self.served = Served(source)
        super().__init__(address, _Handler)
        self.latency = latency
        self._page_size = page_size
        self._shown: tuple[World, World] | None = None

    @property
    def world(self) -> World:
        """The world as it is now, whose image layers this endpoint hands out."""
        world = self.served.seen()
        if self._shown is None or self._shown[0] is not world:
            shown = replace(world, layers_at=self.url, page_size=self._page_size or world.page_size)
            self._shown = (world, shown)
        return self._shown[1]

    @property
    def url(self) -> str:
        """The endpoint's URL."""
        host, port = self.server_address[0], self.server_address[1]
        return f"http://{host!s}:{port}"

    def server_close(self) -> None:
        """Stop listening, also on the ports of tasks and listeners."""
        self.served.ports.close()
        super().server_close()


def serve(
    world: Source, host: str = "127.0.0.1", port: int = 0, latency: float = 0.0, page_size: int | None = None
) -> Endpoint:
    """An endpoint bound to a loopback address (port 0: any free one); NotLoopback for every other address.

    `latency` is in seconds, for each request; `page_size` caps every page.
    """
    if host != "localhost" and not _is_loopback(host):
        raise NotLoopback(f"{host} is not a loopback address, and the simulator has no access control.")
    return Endpoint(world, (host, port), latency, page_size)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.IPv4Address(host).is_loopback
    except ValueError:
        return False


class _Handler(Exchange):
    server: Endpoint  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:  # noqa: N802 - the standard library calls it so
        body = self.read_body()
        served = self.server.served
        if self.path.startswith("/_sim/"):
            self._control(lambda: do(served, self.path, body))
            return
        with served.turn:
            served.step()
            world = self.server.world
            meeting = served.asked(world)
            given = answer(replace(world, meter=meeting) if meeting else world, self.given, body)
            served.settle()
        time.sleep(self.server.latency + (meeting.seconds if meeting else 0))
        self._send(given.status, given.headers, given.body, is_cut=bool(meeting and meeting.is_cut))

    def do_GET(self) -> None:  # noqa: N802 - the standard library calls it so
        world, host = self.server.world, self.given.get("host", "")
        if self.path.startswith("/_sim/"):
            self._control(lambda: read(self.server.served, self.path))
        elif self.server.url == f"http://{host}":
            self._web(f"https://{layer_bucket(world.scope.region)}{self.path}")
        else:
            self._web(f"http://{host}{self.path}")

    def _control(self, perform: Callable[[], Json]) -> None:
        try:
            with self.server.served.turn:
                status, says = 200, perform()
                self.server.served.settle()
        except BadControl as bad:
            status, says = bad.status, {"error": str(bad)}
        self._send(status, {"Content-Type": "application/json"}, json.dumps(says).encode())

    def _web(self, url: str) -> None:
        try:
            given = http_get(self.server.world, url, self.given)
        except Unreachable as nobody:
            self._send(502, {"Content-Type": "text/plain"}, f"{url}: {nobody.reason}\n".encode())
            return
        headers = {name: value for name, value in given["headers"].items() if name != "content-length"}
        self._send(given["status"], headers, given["body"].encode())

    def _send(self, status: int, headers: dict[str, str], body: bytes, *, is_cut: bool = False) -> None:
        dated = {"Date": format_datetime(self.server.world.now, usegmt=True)} | headers
        self.send(status, dated, body, missing=len(body) // 2 if is_cut else 0)

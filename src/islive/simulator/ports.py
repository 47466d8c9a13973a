"""The tasks and listeners of a world, each on a loopback port of its own: real sockets, for whoever asks as users do.

A task's port refuses connections until its process listens, and again when it has ended. A listener decides anew for
each request which target answers: the same seed and the same requests give the same answers.
"""

import selectors
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from islive.simulator.names import Json, hexadecimal, present
from islive.simulator.outside import load_balancing
from islive.simulator.outside.http import Unreachable, answered, cookies
from islive.simulator.outside.load_balancing import SERVING, Visit
from islive.simulator.wire_http import Exchange
from islive.simulator.world import World

_LOOPBACK = "127.0.0.1"
# What is never answered is held until the client gives up, a minute at most.
_HELD = 60.0
# How often the sockets follow a world whose time passes by itself, in seconds.
_FOLLOWED = 0.1


@dataclass(frozen=True)
class Place:
    """A task or a listener: `at` is where the world has it, `about` what a control tells of it."""

    name: str
    at: str
    about: Json
    listens: bool
    reply: Callable[[World, Visit], Json | None]


@dataclass
class Door:
    """The port of a place."""

    place: Place
    socket: socket.socket
    is_open: bool = False
    visits: int = 0

    def told(self) -> Json:
        """What a control tells; `connectTo` is what curl's option of that name takes, and islive's."""
        here = f"{_LOOPBACK}:{self.socket.getsockname()[1]}"
        to = {"listens": self.is_open, "url": f"http://{here}", "connectTo": f"{self.place.at}:{here}"}
        return self.place.about | to


@dataclass
class Ports:
    """Opened by the first who asks for addresses: until then they cost nothing. `seen` gives the world as it is now."""

    seen: Callable[[], World]
    turn: threading.RLock
    seed: str
    doors: dict[str, Door] = field(default_factory=dict[str, Door])
    knocking: selectors.BaseSelector | None = None
    _settled: World | None = None

    def addresses(self, world: World) -> Json:
        """Which port is which task or listener."""
        if self.knocking is None:
            self.knocking = selectors.DefaultSelector()
            threading.Thread(target=self._follow, args=(self.knocking,), daemon=True).start()
        self.settle(world)
        doors = [(door.place.name, door.told()) for door in self.doors.values()]
        return {kind: [told for name, told in doors if name.startswith(kind)] for kind in ("tasks", "listeners")}

    def settle(self, world: World) -> None:
        """Let every port listen or refuse, as the world now has it."""
        if self.knocking is None or world is self._settled:
            return
        self._settled = world
        places = {place.name: place for place in (*_tasks(world), *_listeners(world))}
        for name in self.doors.keys() - places.keys():
            self._shut(self.doors.pop(name))
        for name, place in places.items():
            if name not in self.doors:
                self.doors[name] = Door(place, _bound(0))
            self.doors[name].place = place
            self._turn(self.doors[name], self.knocking)

    def _turn(self, door: Door, knocking: selectors.BaseSelector) -> None:
        if door.place.listens and not door.is_open:
            door.socket.listen()
            door.is_open = True
            knocking.register(door.socket, selectors.EVENT_READ, door)
        elif door.is_open and not door.place.listens:
            # The number stays taken, so that nobody else answers there.
            port = door.socket.getsockname()[1]
            self._shut(door)
            door.socket = _bound(port)

    def count_anew(self) -> None:
        """From here on the same requests get the same answers again."""
        for door in self.doors.values():
            door.visits = 0

    def close(self) -> None:
        """Close all of them for good."""
        # In turn with the thread that follows the world, which would open them again.
        with self.turn:
            while self.doors:
                self._shut(self.doors.popitem()[1])
            self.knocking = None

    def _shut(self, door: Door) -> None:
        if door.is_open and self.knocking:
            self.knocking.unregister(door.socket)
            door.is_open = False
        door.socket.close()

    def _follow(self, knocking: selectors.BaseSelector) -> None:
        while self.knocking is knocking:
            for key, _ in knocking.select(_FOLLOWED):
                # A socket may be shut between the knock and the answer to it.
                with suppress(OSError):
                    connection, client = key.fileobj.accept()  # type: ignore[union-attr]
                    threading.Thread(target=self._receive, args=(connection, client, key.data), daemon=True).start()
            with self.turn:
                self.settle(self.seen())
        knocking.close()

    def _receive(self, connection: socket.socket, client: Any, door: Door) -> None:
        with closing(connection), suppress(OSError):
            _Visitor(connection, client, _Reception(self, door))  # type: ignore[arg-type]

    def answer(self, door: Door, path: str, headers: Mapping[str, str]) -> tuple[Json, World]:
        """What is answered there now, and in which world. Raises Unreachable."""
        with self.turn:
            world = self.seen()
            door.visits += 1
            drawn = int(hexadecimal(f"{self.seed} {door.place.name} {door.visits}", 12), 16)
            host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
            bare, _, query = path.partition("?")
            visit = Visit(host, bare, query, drawn, cookies(headers.get("cookie", "")))
            return answered(door.place.reply(world, visit) or {"unreachable": "refused"}), world


@dataclass(frozen=True)
class _Reception:
    ports: Ports
    door: Door


class _Visitor(Exchange):
    server: _Reception  # type: ignore[assignment]

    def do_GET(self) -> None:  # noqa: N802 - the standard library calls it so
        try:
            given, world = self.server.ports.answer(self.server.door, self.path, self.given)
        except Unreachable as nobody:
            self.close_connection = True
            if nobody.reason == "timeout":
                self.connection.settimeout(_HELD)
                self.connection.recv(1)
            return
        headers = {name: value for name, value in given["headers"].items() if name != "content-length"}
        dated = {"date": format_datetime(world.now, usegmt=True)} | headers
        self.send(given["status"], dated, given["body"].encode())


def _bound(port: int) -> socket.socket:
    """A socket that refuses connections: bound, and not listening yet."""
    bound = socket.socket()
    # The port can be bound again while connections to it are still closing.
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((_LOOPBACK, port))
    return bound


def _tasks(world: World) -> Iterator[Place]:
    """The tasks, from their beginning until ECS has forgotten them."""
    for name, cluster in world.ecs.clusters.items():
        for id, task in cluster.tasks.items():
            address = load_balancing.address_of(task)
            answers = cluster.answers.get(id, {}).values()
            listens = task["lastStatus"] in SERVING and any(it.get("unreachable") != "refused" for it in answers)
            about = present({"task": id, "cluster": name, "group": task.get("group"), "address": address})
            # On an instance, a task has the instance's address.
            yield Place(f"tasks {name}/{id}", f"{address or id}:", about, listens, _as_task(name, id))


def _as_task(cluster: str, id: str) -> Callable[[World, Visit], Json | None]:
    return lambda world, visit: load_balancing.process_answer(world, world.ecs.clusters[cluster], id, visit)


def _listeners(world: World) -> Iterator[Place]:
    for name, balancer in world.elbv2.load_balancers.items():
        for listener in world.elbv2.listeners.values():
            if listener["LoadBalancerArn"] == balancer["LoadBalancerArn"]:
                port, protocol = listener["Port"], listener["Protocol"]
                about = {"loadBalancer": name, "port": port, "protocol": protocol}
                at = f"{balancer['DNSName']}:{port}"
                yield Place(f"listeners {name}/{port}", at, about, True, _as_listener(balancer, port))


def _as_listener(balancer: Json, port: int) -> Callable[[World, Visit], Json]:
    return lambda world, visit: load_balancing.answer(world, balancer, port, visit)

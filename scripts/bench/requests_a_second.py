"""DescribeServices for ten of a thousand services, how often in a second: the simulator, and moto's server beside it.

Each in a process of its own, asked by the same client over one connection that stays open, one request after another,
every request for ten services at random. The client writes bytes that were made before and reads no more than the
length of the answer, so that it is not what is measured.
"""

import json
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.bench.beside import installed
from tests.fleet.world import CLUSTER, fleet

SERVICES, BATCH, BODIES = 1000, 10, 1000
# The machine is shared: the best of some seconds says what a server can do, of both alike.
ROUNDS, FOR_SECONDS = 8, 1.0
LEAST_A_SECOND, LEAST_RATIO, MOST_MEGABYTES = 1000, 8, 100
HEAD = (
    "| server | requests a second | services described a second | beside moto | memory, at most |",
    "|---|---|---|---|---|",
)
NAMES = list(fleet(SERVICES)["aws"]["ecs"]["clusters"][CLUSTER]["services"])
OURS = (sys.executable, "-m", "scripts.bench.served")
_SIGNED = "AWS4-HMAC-SHA256 Credential=simulated/20250903/eu-west-1/ecs/aws4_request, SignedHeaders=host, Signature=0"


class Asker:
    """One connection to a server; opened anew where the server closes it."""

    def __init__(self, url: str) -> None:
        host, port = url.removeprefix("http://").split(":")
        self._address = (host, int(port))
        self._connection = socket.create_connection(self._address)

    def request(self, operation: str, params: Any) -> bytes:
        """A request as it goes over the wire."""
        body = json.dumps(params).encode()
        head = (
            "POST / HTTP/1.1",
            f"Host: {self._address[0]}:{self._address[1]}",
            f"X-Amz-Target: AmazonEC2ContainerServiceV20141113.{operation}",
            "Content-Type: application/x-amz-json-1.1",
            f"Authorization: {_SIGNED}",
            f"Content-Length: {len(body)}",
        )
        return "\r\n".join((*head, "", "")).encode() + body

    def ask(self, request: bytes) -> bytes:
        """The body of the answer, which is a success."""
        self._connection.sendall(request)
        received = self._connection.recv(1 << 20)
        while b"\r\n\r\n" not in received:
            received += self._some()
        head, _, body = received.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{self._address}: {head.decode()}\n{body.decode()}")
        begins = head.lower()
        length = int(begins.partition(b"content-length:")[2].partition(b"\r\n")[0])
        parts, missing = [body], length - len(body)
        while missing > 0:
            parts.append(self._some())
            missing -= len(parts[-1])
        if b"connection: close" in begins:
            self._connection.close()
            self._connection = socket.create_connection(self._address)
        return b"".join(parts)

    def _some(self) -> bytes:
        received = self._connection.recv(1 << 20)
        if not received:
            raise SystemExit(f"{self._address} ended in the middle of an answer.")
        return received


@contextmanager
def served(words: Sequence[str]) -> Generator[tuple[Asker, int]]:
    """A server in a process of its own, which prints where it listens, and the process's id."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            yield Asker(next(iter(process.stdout or ())).strip()), process.pid
        finally:
            process.terminate()


@dataclass(frozen=True)
class Measured:
    """How many requests a server answered in a second, and the memory that it had at most, in megabytes."""

    server: str
    a_second: float
    megabytes: float

    def row(self, beside: "Measured") -> str:
        """As the table has it."""
        ratio = f"{self.a_second / beside.a_second:.0f} times"
        speed = f"{self.a_second:.0f} | {self.a_second * BATCH:.0f}"
        return f"| {self.server} | {speed} | {ratio} | {self.megabytes:.0f} MB |"

    def is_good(self, beside: "Measured") -> bool:
        """Within all three limits."""
        fast = self.a_second >= max(LEAST_A_SECOND, LEAST_RATIO * beside.a_second)
        return fast and self.megabytes < MOST_MEGABYTES


def fill(asker: Asker) -> None:
    """As many services in moto as the simulator's world has, of one task definition."""
    container = {"name": "app", "image": "shop:v1.0.7", "memory": 512, "portMappings": [{"containerPort": 8080}]}
    asker.ask(asker.request("CreateCluster", {"clusterName": CLUSTER}))
    asker.ask(asker.request("RegisterTaskDefinition", {"family": "shop", "containerDefinitions": [container]}))
    settings = {"cluster": CLUSTER, "taskDefinition": "shop:1", "desiredCount": 2, "launchType": "FARGATE"}
    for name in NAMES:
        asker.ask(asker.request("CreateService", settings | {"serviceName": name}))


def measured(server: str, words: Sequence[str], prepare: Callable[[Asker], None]) -> Measured:
    """How fast that server is with a thousand requests, each for others."""
    with served(words) as (asker, pid):
        prepare(asker)
        random.seed(SERVICES)
        batches = [random.sample(NAMES, BATCH) for _ in range(BODIES)]
        requests = [asker.request("DescribeServices", {"cluster": CLUSTER, "services": it}) for it in batches]
        first = json.loads(asker.ask(requests[0]))["services"]
        if [one["serviceName"] for one in first] != batches[0]:
            raise SystemExit(f"{server} describes other services than it was asked for.")
        return Measured(server, max(_a_second(asker, requests) for _ in range(ROUNDS)), _megabytes(pid))


def _a_second(asker: Asker, requests: Sequence[bytes]) -> float:
    asked, since = 0, time.perf_counter()
    while time.perf_counter() - since < FOR_SECONDS:
        asker.ask(requests[asked % len(requests)])
        asked += 1
    return asked / (time.perf_counter() - since)


def _megabytes(pid: int) -> float:
    """The most memory that the process has had: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def table() -> tuple[list[str], bool]:
    """The table, and whether the simulator is within its limits with both kinds of world."""
    python, script = str(installed("moto[server]") / "python"), str(Path(__file__).with_name("moto_served.py"))
    moto = measured("moto's server", [python, script], fill)
    ours = [
        measured(f"the simulator, a world that {does}", [*OURS, kind, str(SERVICES)], lambda _: None)
        for does, kind in (("stands still", "still"), ("lives", "living"))
    ]
    return [*HEAD, *(one.row(moto) for one in (*ours, moto))], all(one.is_good(moto) for one in ours)

"""An account in which ecs-deploy may deploy: two simulated ones, and the three writes that it makes between them.

The simulator only reads. Every request is handed on to it as it came, to the account as it was before the deployment
until UpdateService arrives, and to what became of it afterwards. Of the writes, RegisterTaskDefinition answers with the
revision that the pipeline of that world registered, UpdateService with the service as it then is, and
DeregisterTaskDefinition with the revision it was asked for, which is noted.
"""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import urllib3

HOP = frozenset({"connection", "content-length", "host", "transfer-encoding"})


class Account(ThreadingHTTPServer):
    """`deregistered` are the task definitions that somebody took away."""

    daemon_threads = True

    def __init__(self, before: str, after: str, registers: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.before, self.after, self.registers = before, after, registers
        self.ordered = False
        self.deregistered: list[str] = []
        self.pool = urllib3.PoolManager(retries=False)

    @property
    def url(self) -> str:
        """What AWS_ENDPOINT_URL takes."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def ask(self, headers: dict[str, str], body: bytes) -> urllib3.BaseHTTPResponse:
        """The simulated account's answer, before or after."""
        there = self.after if self.ordered else self.before
        return self.pool.request("POST", f"{there}/", headers=headers, body=body, retries=False)


class _Handler(BaseHTTPRequestHandler):
    server: Account  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        """Hand it on, or write."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        operation = headers.get("X-Amz-Target", "").rpartition(".")[2]
        write = {
            "RegisterTaskDefinition": self._register,
            "UpdateService": self._update,
            "DeregisterTaskDefinition": self._deregister,
        }.get(operation)
        if write:
            self._send(200, "application/x-amz-json-1.1", json.dumps(write(headers, json.loads(body))).encode())
            return
        answer = self.server.ask(headers, body)
        self._send(answer.status, answer.headers.get("Content-Type", ""), answer.data)

    def _register(self, headers: dict[str, str], params: dict[str, Any]) -> dict[str, Any]:
        del params
        return self._read(headers, "DescribeTaskDefinition", {"taskDefinition": self.server.registers})

    def _update(self, headers: dict[str, str], params: dict[str, Any]) -> dict[str, Any]:
        self.server.ordered = True
        asked = {"cluster": params["cluster"], "services": [params["service"]]}
        return {"service": self._read(headers, "DescribeServices", asked)["services"][0]}

    def _deregister(self, headers: dict[str, str], params: dict[str, Any]) -> dict[str, Any]:
        self.server.deregistered.append(params["taskDefinition"].rsplit("/", 1)[-1])
        return self._read(headers, "DescribeTaskDefinition", params)

    def _read(self, headers: dict[str, str], operation: str, params: dict[str, Any]) -> dict[str, Any]:
        service = headers["X-Amz-Target"].rpartition(".")[0]
        answer = self.server.ask({**headers, "X-Amz-Target": f"{service}.{operation}"}, json.dumps(params).encode())
        if answer.status != 200:  # noqa: PLR2004
            raise RuntimeError(f"{operation}: {answer.data.decode()}")
        return json.loads(answer.data)

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def deploying(before: str, after: str, registers: str) -> Generator[Account]:
    """The account of these two endpoints, listening on loopback."""
    account = Account(before, after, registers)
    threading.Thread(target=account.serve_forever, daemon=True).start()
    try:
        yield account
    finally:
        account.shutdown()
        account.server_close()

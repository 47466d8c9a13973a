"""Worlds served on loopback, and whoever asks them there: controls, clients of AWS, and plain HTTP."""

import http.client
import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from islive.simulator import Living, World
from islive.simulator.server import Endpoint, serve


@contextmanager
def served(source: Living | World) -> Generator[Endpoint]:
    """The endpoint, as long as it is needed."""
    endpoint = serve(source)
    thread = threading.Thread(target=endpoint.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield endpoint
    endpoint.shutdown()
    endpoint.server_close()
    thread.join()


def told(endpoint: Endpoint, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and document of a control: read without a body, done with one."""
    return asked(endpoint.url, path, body)


def asked(url: str, path: str, body: Any) -> tuple[int, Any]:
    """The same of whatever listens there."""
    text = body if isinstance(body, str) else json.dumps(body)
    answer, content = sent(url, "GET" if body is None else "POST", path, None if body is None else text)
    return answer.status, json.loads(content)


def sent(
    url: str, method: str, path: str, body: str | None = None, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    """A plain request on a connection of its own: the answer, and its body."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), int(parts.port or 80), timeout=30)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def aws(endpoint: Endpoint, service: str = "ecs", **settings: Any) -> Any:
    """A client of another program's kind: it knows nothing but the address, and asks once."""
    session: Any = boto3.Session("simulated", "simulated", region_name="eu-west-1")
    config = Config(**{"retries": {"total_max_attempts": 1}} | settings)
    return session.client(service, endpoint_url=endpoint.url, config=config)

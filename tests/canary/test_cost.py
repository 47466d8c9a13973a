"""What the canary costs the application that it is in."""

import json
import statistics
import time
from pathlib import Path

import islive_canary
import pytest

from tests.canary.scene import python
from tests.canary.test_serving import VERSION

CALLS = 100_000
MICROSECOND, MILLISECOND = 1e-6, 1e-3
MOST_MODULES = 2_000

START = """
import importlib, json, sys, time
import asyncio, dataclasses, http.client, inspect, logging  # as every server has
sys.path.insert(0, "many")
for number in range(2000):
    importlib.import_module(f"part{number}")
began = time.thread_time()
import islive_canary
islive_canary.wsgi(print, version="v1")
print(json.dumps([time.thread_time() - began, len(sys.modules)]))
"""


def test_another_route_pays_under_20_microseconds() -> None:
    """Median of 100,000 calls in this process, ASGI and WSGI, the call of the application itself included."""

    async def own(_: object, __: object, ___: object) -> None:
        return None

    wrapped = islive_canary.asgi(own, **VERSION)
    scope, times = {"type": "http", "method": "GET", "path": "/orders"}, list[float]()
    for _ in range(CALLS):
        began = time.perf_counter()
        call = wrapped(scope, None, None)
        try:
            call.__await__().__next__()
        except StopIteration:
            times.append(time.perf_counter() - began)
    assert len(times) == CALLS
    assert statistics.median(times) < 20 * MICROSECOND

    plain, times = islive_canary.wsgi(lambda _, __: (), **VERSION), []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/orders"}
    for _ in range(CALLS):
        began = time.perf_counter()
        plain(environ, print)
        times.append(time.perf_counter() - began)
    assert statistics.median(times) < 20 * MICROSECOND


@pytest.mark.slow
def test_the_start_pays_under_5_milliseconds(tmp_path: Path) -> None:
    """With 2,000 modules loaded, importing the canary included: the best of three, in processor time."""
    many = tmp_path / "many"
    many.mkdir()
    for number in range(MOST_MODULES):
        (many / f"part{number}.py").write_text(f"def pay():\n    return {number}\n")
    runs = [json.loads(python(tmp_path, "-c", START)) for _ in range(3)]
    assert all(modules > MOST_MODULES for _, modules in runs)
    assert min(seconds for seconds, _ in runs) < 5 * MILLISECOND

"""What the simulator's tests share: clients on a world, in process and over loopback."""

import threading
from collections.abc import Iterator

import pytest

from islive.simulator import World, load
from islive.simulator.server import Endpoint, serve


@pytest.fixture(scope="session")
def incident() -> World:
    """The world of the incident."""
    return load("ava-olo")


@pytest.fixture(scope="session")
def healthy() -> World:
    """The world in which all is well."""
    return load("healthy")


@pytest.fixture(scope="session")
def endpoint(incident: World) -> Iterator[Endpoint]:
    """The incident as an endpoint on loopback."""
    server = serve(incident)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()

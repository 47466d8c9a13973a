"""HTTP as the endpoint speaks it: whoever asks, in whatever version, is answered, and the connection ends or stays."""

import socket
import threading
from collections.abc import Iterator

import pytest

from islive.simulator import load
from islive.simulator.server import Endpoint, serve

IDENTITY = b"Action=GetCallerIdentity&Version=2011-06-15"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    """A world on loopback."""
    endpoint = serve(load("healthy"))
    thread = threading.Thread(target=endpoint.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield endpoint
    endpoint.shutdown()
    endpoint.server_close()
    thread.join()


@pytest.fixture
def connection(endpoint: Endpoint) -> Iterator[socket.socket]:
    """A connection to it, and nothing between."""
    with socket.create_connection((str(endpoint.server_address[0]), endpoint.server_address[1]), timeout=5) as opened:
        yield opened


def request(*headers: str, line: str = "POST / HTTP/1.1") -> bytes:
    """A question that AWS answers everybody."""
    head = (line, "Host: localhost", f"CONTENT-LENGTH:{len(IDENTITY)}", *headers, "", "")
    return "\r\n".join(head).encode() + IDENTITY


def everything(connection: socket.socket) -> bytes:
    """What comes until the other side ends the connection."""
    received = b""
    while some := connection.recv(65536):
        received += some
    return received


def test_a_connection_stays_until_its_client_ends_it(connection: socket.socket) -> None:
    """Two questions on one connection, the second of which is the last: two answers, and its end."""
    connection.sendall(request() + request("connection: Close"))
    received = everything(connection)
    assert received.count(b"HTTP/1.1 200 OK\r\n") == 2
    assert received.count(b"<GetCallerIdentityResponse") == 2


def test_a_client_of_http_1_0_is_answered_once(connection: socket.socket) -> None:
    """As that version has it the connection ends with the answer."""
    connection.sendall(request(line="POST / HTTP/1.0"))
    assert everything(connection).count(b"<GetCallerIdentityResponse") == 1


def test_who_asks_first_whether_to_go_on_is_told_so(connection: socket.socket) -> None:
    """`Expect: 100-continue`: the client hears 100 before it sends the body."""
    connection.sendall(request("Expect: 100-continue", "Connection: close"))
    received = everything(connection)
    assert received.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    "sent, status",
    [
        (request(*(f"x-{number}: 1" for number in range(120))), b"431"),
        (b"POST / HTTP/1.1\r\nx: " + b"1" * 65534, b"431"),
        (b"POST / HTTP/9.9\r\n\r\n", b"505"),
        (b"what is this\r\n\r\n", b"400"),
        (request("Connection: close", line="PATCH / HTTP/1.1"), b"501"),
    ],
    ids=["too many headers", "a header too long", "another version", "no request", "another method"],
)
def test_what_is_no_request_is_refused(connection: socket.socket, sent: bytes, status: bytes) -> None:
    """With the status that HTTP has for it (in the page alone where the version is unknown), and that is its end."""
    connection.sendall(sent)
    connection.shutdown(socket.SHUT_WR)
    assert status in everything(connection)

"""Where islive does not go, whatever a name says."""

import socket
import threading

import pytest

from islive.http import ConnectTo, LiveHttp
from islive.http.addresses import addresses_of
from islive.model.doors import Refused

ASKED = "http:get"


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "169.254.170.2",
        "fe80::1",
        "fd00:ec2::254",
        "fd00:ec2::254%1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "0.0.0.0",  # noqa: S104 - nobody binds to it
        "::",
        "224.0.0.1",
    ],
)
def test_some_addresses_are_never_asked(host: str) -> None:
    """The metadata services of machines and tasks, in every way of writing them, and what is no machine's address."""
    with pytest.raises(Refused, match=r"Unreachable: address: .* never asked"):
        addresses_of(host, 80, ASKED)


@pytest.mark.parametrize("host", ["10.1.1.30", "203.0.113.9", "2001:db8::1", "127.0.0.1", "::1"])
def test_addresses_are_what_they_are(host: str) -> None:
    """Private ones are the tasks' own, and this machine is asked where somebody writes its address."""
    assert list(addresses_of(host, 80, ASKED)) == [host]


def test_this_machine_may_be_called_by_its_name() -> None:
    """But not by any other: see below."""
    assert {"127.0.0.1", "::1"} & set(addresses_of("localhost", 80, ASKED))


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::ffff:127.0.0.1"])
def test_a_name_that_leads_to_this_machine_is_refused(address: str) -> None:
    """Whoever owns the name could have islive ask whatever listens here."""
    with pytest.raises(Refused, match=r"address: rebinding\.example leads to"):
        LiveHttp(known=lambda _host, _port: [address]).get("http://rebinding.example/deployment-canary")


def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    """A name is looked up once for each question: a second answer, to another machine, is never asked for."""
    listening = socket.create_server(("127.0.0.1", 0))
    seen: list[str] = []

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            seen.append(connection.recv(65536).decode())
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    threading.Thread(target=serve, daemon=True).start()
    told = [["127.0.0.1"]]
    port = listening.getsockname()[1]
    door = LiveHttp(connect_to=(ConnectTo("shop.example.com", 80, "localhost", port),), known=lambda *_: told.pop())
    assert door.get("http://shop.example.com/deployment-canary")["body"] == "ok"
    assert "host: shop.example.com" in seen[0].lower()
    listening.close()


def test_the_next_address_is_tried_where_nobody_takes_the_connection() -> None:
    """As everybody does who connects to a name with several."""
    with pytest.raises(Refused, match="Unreachable: refused"):
        LiveHttp(known=lambda *_: ["::1", "127.0.0.1"]).get("http://localhost:9/")

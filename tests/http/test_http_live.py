"""The door to HTTP: one GET, one answer, one refusal for every way of not answering."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.http import ConnectTo, LiveHttp, first_token, github_token, gitlab_token, parse_connect_to
from islive.http.connect_to import place
from islive.model.doors import Refused
from islive.model.errors import UserError

Talk = Callable[[socket.socket], None]


@dataclass
class Server:
    """A socket on loopback; `talk` is what it does with a connection after the request has come."""

    port: int
    talk: Talk = lambda _: None
    asked: list[str] = field(default_factory=list[str])

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def says(self, *pieces: str, pause: float = 0) -> None:
        """Send these one after another, and hang up."""

        def talk(connection: socket.socket) -> None:
            for piece in pieces:
                connection.sendall(piece.encode())
                time.sleep(pause)

        self.talk = talk


@pytest.fixture
def server() -> Iterator[Server]:
    """A running one."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(listening.getsockname()[1])

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection, contextlib.suppress(OSError):
                    server.asked.append(connection.recv(65536).decode("utf-8", "replace"))
                    server.talk(connection)

    threading.Thread(target=serve, daemon=True).start()
    yield server
    listening.close()


def answer(body: str, *headers: str, status: str = "200 OK") -> str:
    """An answer with its length."""
    return "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", body])


def test_a_reply_has_status_headers_and_body(server: Server) -> None:
    """Names in small letters; of cookies only their names."""
    server.says(
        answer("hello", "X-Version: v1", "Set-Cookie: session=s3cr3t; Path=/", "Set-Cookie: b=c", status="503 Busy")
    )
    reply = LiveHttp().get(f"{server.url}/a?b=c", accept="text/plain")
    assert (reply["status"], reply["body"], reply["authenticated"]) == (503, "hello", False)
    assert (reply["headers"]["x-version"], reply["headers"]["set-cookie"]) == ("v1", "session, b")
    assert server.asked[0].startswith("GET /a?b=c HTTP/1.1\r\n")
    assert "user-agent: islive/" in server.asked[0]
    assert "accept: text/plain" in server.asked[0]


def test_redirections_are_answers(server: Server) -> None:
    """Where it leads is for facts to follow, or not."""
    server.says(answer("", "Location: http://127.0.0.1:9/", status="302 Found"))
    assert LiveHttp().get(server.url)["headers"]["location"] == "http://127.0.0.1:9/"
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "said, code",
    [
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", "Cut"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "Cut"),
        ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", "Cut"),
        ("", "Cut"),
        ("not http at all\r\n\r\n", "Cut"),
        (answer("x" * (1024 * 1024 + 1)), "Cut"),
    ],
)
def test_half_an_answer_is_none(server: Server, said: str, code: str) -> None:
    """What breaks off, is too long, or is no HTTP is refused."""
    server.says(said)
    with pytest.raises(Refused) as refused:
        LiveHttp().get(server.url)
    assert (refused.value.operation, refused.value.code) == ("http:get", code)


@pytest.mark.parametrize(
    "pieces", [[""] * 40, ["HTTP/1.1 200 OK\r\n", *["x: y\r\n"] * 40], [answer("x" * 40)[:-39], *"x" * 39]]
)
def test_silence_and_dripping_time_out(server: Server, pieces: list[str]) -> None:
    """The deadline is for all of it, not for each byte: it is over long before the other side is."""
    server.says(*pieces, pause=0.3)
    started = time.monotonic()
    with pytest.raises(Refused, match="TimedOut"):
        LiveHttp(deadline=0.4).get(server.url)
    assert time.monotonic() - started < len(pieces) * 0.3 / 2


@pytest.mark.parametrize(
    "url, why",
    [
        ("http://127.0.0.1:9/", "refused"),
        ("http://name.invalid/", "dns"),
        ("ftp://127.0.0.1/", "url"),
        ("http://127.0.0.1:99999/", "url"),
        ("http:///x", "url"),
    ],
)
def test_unreachable_says_why(url: str, why: str) -> None:
    """A refused connection, a name that is none, an address that is none."""
    connect_to = () if why != "dns" else (ConnectTo(to_host="name\u3002invalid..example" * 9),)
    with pytest.raises(Refused, match="Unreachable") as refused:
        LiveHttp(connect_to=connect_to).get(url)
    assert refused.value.message.startswith(why if why != "dns" else ("dns", "url"))


def test_tls_that_is_none_is_unreachable(server: Server) -> None:
    """A plain server behind https is a matter of TLS."""
    server.says("HTTP/1.1 400 Bad Request\r\n\r\n")
    with pytest.raises(Refused, match="Unreachable: tls"):
        LiveHttp().get(f"https://127.0.0.1:{server.port}/")


def test_another_place_under_the_same_name(server: Server) -> None:
    """As with curl: connected elsewhere, asked for the name in the URL."""
    server.says(answer("hello"))
    option = parse_connect_to(f"app.example.com:80:127.0.0.1:{server.port}")
    assert LiveHttp(connect_to=(option,)).get("http://app.example.com/")["body"] == "hello"
    assert "host: app.example.com\r\n" in server.asked[0]


hosts = st.sampled_from(["", "a.example", "[::1]", "127.0.0.1"])
ports = st.none() | st.integers(1, 65535)


@given(hosts, ports, hosts, ports)
def test_each_part_may_be_left_out(host: str, port: int | None, to_host: str, to_port: int | None) -> None:
    """An empty part means any, or unchanged."""
    option = parse_connect_to(f"{host}:{port or ''}:{to_host}:{to_port or ''}")
    assert option == ConnectTo(host.strip("[]"), port, to_host.strip("[]"), to_port)
    asked = (option.host.upper() or "any", port or 443)
    assert place(*asked, [option]) == (option.to_host or asked[0], to_port or asked[1])
    assert place("elsewhere", 1, [ConnectTo("a", 1, "b", 2)]) == ("elsewhere", 1)


@pytest.mark.parametrize("text", ["", "a", "a:1:b", "a:1:b:2:3", "a:x:b:1", "a:1:b:99999", "a:0:b:1"])
def test_what_is_no_option_is_said(text: str) -> None:
    """Wrong use is wrong use."""
    with pytest.raises(UserError):
        parse_connect_to(text)


def test_the_token_goes_to_github_only(server: Server) -> None:
    """It is sent where the interface is, over https or on this machine, and the reply says so but not what."""
    server.says(answer("{}"))
    tokens = github_token({"GITHUB_TOKEN": "t0k3n", "GITHUB_API_URL": f"{server.url}/api"}, run=lambda _: None)
    http = LiveHttp(tokens=tokens)
    assert http.get(f"{server.url}/api/repos")["authenticated"] is True
    assert http.get(f"{server.url}/apiary")["authenticated"] is False
    assert ["authorization: Bearer t0k3n" in asked for asked in server.asked] == [True, False]


@pytest.mark.parametrize(
    "environ, printed, token",
    [
        ({"GITHUB_TOKEN": "a", "GH_TOKEN": "b"}, "c", "a"),
        ({"GH_TOKEN": "b"}, "c", "b"),
        ({}, "c\n", "c"),
        ({}, None, None),
        ({}, "\n", None),
    ],
)
def test_where_the_token_comes_from(environ: dict[str, str], printed: str | None, token: str | None) -> None:
    """The environment, then `gh`, asked once; nobody else's address gets it."""
    runs: list[object] = []

    def run(command: object) -> str | None:
        runs.append(command)
        return printed

    tokens = github_token(environ, run)
    assert [tokens("https://api.github.com/repos/a/b") for _ in range(2)] == [token, token]
    assert len(runs) <= 1
    others = ("http://api.github.com/x", "https://api.github.com.example.com/", "https://api.github.com@example.com/")
    assert [tokens(url) for url in others] == [None] * 3


def test_an_unsafe_interface_gets_no_token() -> None:
    """Plain http to another machine would show it to everybody on the way."""
    tokens = github_token({"GITHUB_TOKEN": "a", "GITHUB_API_URL": "http://ghe.example.com"}, run=lambda _: None)
    assert tokens("http://ghe.example.com/repos") is None


def test_the_token_for_gitlab() -> None:
    """GITLAB_TOKEN goes to gitlab.com, or to the company's server alone; each place gets its own."""
    tokens = first_token(github_token({}, run=lambda _: "hub"), gitlab_token({"GITLAB_TOKEN": " lab "}))
    assert tokens("https://gitlab.com/api/v4/projects/1/pipelines") == "lab"
    assert tokens("https://api.github.com/repos/a/b") == "hub"
    others = ("https://gitlab.com/login", "http://gitlab.com/api/v4/x", "https://gitlab.com.example.com/api/v4/x")
    assert [tokens(url) for url in others] == [None] * 3
    ours = gitlab_token({"GITLAB_TOKEN": "lab", "GITLAB_HOST": "gitlab.example.org"})
    assert ours("https://gitlab.example.org/api/v4/projects") == "lab"
    assert ours("https://gitlab.com/api/v4/projects") is None
    assert gitlab_token({})("https://gitlab.com/api/v4/projects") is None
    unsafe = gitlab_token({"GITLAB_TOKEN": "lab", "GITLAB_HOST": "http://gitlab.example.org"})
    assert unsafe("http://gitlab.example.org/api/v4/projects") is None

"""islive as a process: screens, pipes, signals, and an AWS that does not answer."""

import os
import pty
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

ISLIVE = [sys.executable, "-c", "import sys; from islive.cli import main; sys.exit(main())"]
KEYS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "eu-west-1"}
EXPIRED = b"""<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error>
<RequestId>1</RequestId></ErrorResponse>"""


def on_screen(*words: str, **environment: str) -> str:
    """What a terminal shows of a command line."""
    screen, theirs = pty.openpty()
    with subprocess.Popen([*ISLIVE, *words], stdout=theirs, stderr=theirs, env=os.environ | environment):
        os.close(theirs)
        return b"".join(read_all(screen)).decode()


def read_all(screen: int) -> Iterator[bytes]:
    """Everything until the other side is closed."""
    while True:
        try:
            piece = os.read(screen, 65536)
        except OSError:  # Linux says so when nobody holds the other side any more.
            piece = b""
        if not piece:
            break
        yield piece
    os.close(screen)


def test_a_screen_gets_the_terminal_page() -> None:
    """On a terminal the answer has colour; with NO_COLOR it has not; a dumb one gets plain lines."""
    words = ("web", "--scenario", "healthy")
    assert "\x1b[" in on_screen(*words, TERM="xterm")
    assert "\x1b[" not in on_screen(*words, TERM="xterm", NO_COLOR="1")
    assert "✔" in on_screen(*words, TERM="xterm", NO_COLOR="1")
    assert on_screen(*words, TERM="dumb").startswith("answer: LIVE")


def test_a_reader_that_goes_away() -> None:
    """`islive | head -1` is no failure: the exit code is still the verdict's."""
    with subprocess.Popen(
        [*ISLIVE, "agricultural-core", "v3.3.2", "--demo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as ran:
        assert ran.stdout
        assert ran.stderr
        ran.stdout.close()
        assert ran.stderr.read() == b""
    assert ran.returncode == 10


@pytest.fixture
def silence() -> Iterator[socket.socket]:
    """An endpoint that never answers."""
    with socket.socket() as listening:
        listening.settimeout(60)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening


def test_interrupted(silence: socket.socket) -> None:
    """Ctrl-C ends it long before AWS's silence would: exit code 130, one line, nothing on stdout."""
    with subprocess.Popen(
        [*ISLIVE, "shop"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | KEYS | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{silence.getsockname()[1]}"},
    ) as ran:
        connection, _ = silence.accept()
        connection.recv(1)
        ran.send_signal(signal.SIGINT)
        out, err = ran.communicate(timeout=15)
        connection.close()
    assert (ran.returncode, out, err) == (130, b"", b"islive: interrupted; nothing was changed\n")


@pytest.mark.slow
def test_patience_is_shown_on_a_screen() -> None:
    """A look that takes longer than a second says how far it is, on a terminal only."""
    with subprocess.Popen(
        [*ISLIVE, "sim", "serve", "--latency", "0.2"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        assert server.stdout
        account = KEYS | {"AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": server.stdout.readline().decode().strip()}
        words = ("agricultural-core", "v3.3.2", "--no-probe")
        shown = on_screen(*words, **account, TERM="xterm")
        quiet = subprocess.run([*ISLIVE, *words], capture_output=True, check=False, env=os.environ | account)
        server.terminate()
    assert "questions asked" in shown
    assert quiet.stderr == b""


class Expired(BaseHTTPRequestHandler):
    """An AWS that knows these credentials, and no longer takes them."""

    def do_POST(self) -> None:
        """Refuse."""
        self.send_response(403)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(EXPIRED)))
        self.end_headers()
        self.wfile.write(EXPIRED)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_expired_credentials() -> None:
    """Credentials that have expired: AWS's words, and the line that gets new ones for this very profile."""
    server = HTTPServer(("127.0.0.1", 0), Expired)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ran = subprocess.run(
        [*ISLIVE, "shop"], capture_output=True, text=True, check=False,
        env=os.environ | KEYS | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}"},
    )  # fmt: skip
    server.shutdown()
    server.server_close()
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "The security token included in the request is expired" in ran.stderr
    assert "aws sso login" in ran.stderr


def test_nobody_there() -> None:
    """An endpoint where nobody listens is no bug of ours: network, region and endpoint are questioned."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
    ran = subprocess.run(
        [*ISLIVE, "shop"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | KEYS | {"AWS_ENDPOINT_URL": nowhere},
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "AWS could not be asked (sts:GetCallerIdentity: Unreachable)" in ran.stderr
    assert "AWS_ENDPOINT_URL" in ran.stderr

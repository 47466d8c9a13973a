"""islive verify, and why --wait: options, what is said while it waits and at the end, Ctrl-C."""

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from islive.cli.group import arranged
from islive.cli.waiting import limits_of
from islive.simulator import load
from islive.simulator.server import Endpoint, serve
from tests.cli.conftest import Islive
from tests.cli.test_process import ISLIVE, KEYS, Expired, read_all
from tests.cli.test_startup import asked, complete

LIVE = ("verify", "web", "v1.4.2", "--scenario", "healthy")
STILL = ("verify", "web", "v1.4.2", "--scenario", "in-progress")


@contextmanager
def account(scenario: str) -> Generator[Endpoint]:
    """A simulated account on loopback; a test may put another world behind it."""
    endpoint = serve(load(scenario))
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    try:
        yield endpoint
    finally:
        endpoint.shutdown()
        endpoint.server_close()


def started(endpoint: Endpoint, *words: str) -> "subprocess.Popen[str]":
    """islive on that account."""
    return subprocess.Popen(
        [*ISLIVE, *words, "--no-probe"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | KEYS | {"AWS_ENDPOINT_URL": endpoint.url},
    )


def test_live(islive: Islive) -> None:
    """The report is the answer, the rest is talk; exit code 0."""
    ran = islive(*LIVE)
    assert (ran.code, ran.out) == (0, islive("web", "v1.4.2", "--scenario", "healthy", "--answers", "200").out)
    assert "under 1.5 % at 95 %" in ran.out
    assert ran.err.splitlines()[-1].startswith("islive: proved live after ")


@pytest.mark.slow
def test_what_is_not_understood(islive: Islive) -> None:
    """No later look would see more: said at once, exit code 3."""
    ran = islive("why", "web", "--wait", "--scenario", "unsupported-lattice")
    assert ran.code == 3
    assert "waiting does not help: what this service does is not supported yet" in ran.err


def test_the_shell_completes_it() -> None:
    """The command and its own options."""
    assert "verify" in complete(asked("bash", "islive ver"))
    assert "--require" in complete(asked("bash", "islive verify web v1 --req"))


def test_why_wait_is_verify(islive: Islive) -> None:
    """The same by another name; without a version what PRIMARY declares is waited for."""
    assert islive("web", "v1.4.2", "--wait", "--scenario", "healthy").out == islive(*LIVE).out
    assert islive("why", "web", "--wait", "--scenario", "healthy").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("world,code", [("rolled-back", 11), ("superseded", 15), ("scaled-to-zero", 16)])
def test_lost(islive: Islive, world: str, code: int) -> None:
    """What `aws ecs wait services-stable` calls stable is called by its name, within seconds."""
    ran = islive("verify", "web", "v1.4.2", "--scenario", world)
    assert ran.code == code
    assert "islive: it will not become live: " in ran.err


def test_the_time_is_over(islive: Islive) -> None:
    """Exit code 14, and the line that goes on waiting."""
    ran = islive(*STILL, "--timeout", "0s", "--cluster", "production")
    assert ran.code == 14
    assert "the time given is over (--timeout 0s)" in ran.err
    command = "islive verify web v1.4.2 --timeout 0s --cluster production --scenario in-progress"
    assert ran.err.splitlines()[-1] == f"  to go on waiting: {command}"


def test_lines_in_a_log(islive: Islive) -> None:
    """Without a screen every change is a line, and nothing that a screen would need."""
    ran = islive(*STILL, "--timeout", "0")
    assert re.search(r"^islive: 0:\d\d ROLLING OUT: web v1\.4\.2, at tasks$", ran.err, re.MULTILINE)
    assert "\x1b" not in ran.err
    assert "\r" not in ran.err


def test_a_proof_that_falls_short(islive: Islive, tmp_path: Path) -> None:
    """Live, and not proved as far as required: exit code 3 when the time is over, and the grade is named."""
    file = tmp_path / "report.json"
    words = ("mailer", "--wait", "--scenario", "healthy-worker", "--require", "answered", "--timeout", "0")
    ran = islive(*words, "--format", "json", "--output", str(file))
    assert ran.code == 3
    assert json.loads(file.read_text())["verdict"] == "LIVE"
    assert "it is proved to running, and answered was required" in ran.err
    assert islive(*words[:4], "--require", "running").code == 0


def test_the_last_look_can_be_kept(islive: Islive, tmp_path: Path) -> None:
    """--save records the look that is reported."""
    file = tmp_path / "last.bundle"
    ran = islive(*STILL, "--timeout", "0", "--save", str(file))
    assert islive("why", "--bundle", str(file)).out == ran.out


@pytest.mark.parametrize(
    "words,says",
    [
        ("verify web --scenario healthy", "`islive why web --wait` waits for what PRIMARY declares"),
        ("verify", "verify needs to be told the version"),
        ("verfy web v1.4.2", "if the command is meant: islive verify"),
        ("verify wbe v1 --scenario healthy", "there is no service wbe"),
        ("verify web v1 --require proved --scenario healthy", "--require proved is no grade"),
        ("verify web v1 --timeout soon --scenario healthy", "--timeout soon is no length of time"),
        ("verify web v1 --timeout= --scenario healthy", "--timeout  is no length of time"),
        ("verify web v1 --bundle x.bundle", "a bundle does not change"),
        ("why --wait --scenario healthy", "--wait waits for one service"),
        ("why web --timeout 5m --scenario healthy", "--require and --timeout are for waiting"),
        ("verify web v1 --on-fail rollback --yes --scenario healthy", "this world is only to be looked at"),
        ("verify web v1 --on-fail retry --scenario healthy", "--on-fail retry is no way to go on"),
    ],
)
def test_wrong_use(islive: Islive, words: str, says: str) -> None:
    """One clear sentence, exit code 2, before anything is waited for."""
    ran = islive(*words.split(" "))
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


@pytest.mark.parametrize("given,seconds", [("90", 90), ("90s", 90), ("30m", 1800), ("1h", 3600), ("1h30m", 5400)])
def test_lengths_of_time(given: str, seconds: int) -> None:
    """Seconds, minutes, hours."""
    assert limits_of(None, given).timeout == seconds


def test_values_of_its_options_are_no_services() -> None:
    """`islive --timeout 5m verify web v1` is the command verify."""
    assert arranged(["--timeout", "5m", "verify", "web"]) == ["verify", "--timeout", "5m", "web"]
    assert arranged(["--timeout", "5m", "--wait", "web"])[0] == "why"


@pytest.mark.slow
def test_it_sees_what_changes() -> None:
    """Each look is a fresh one: what the account answers now, not what it answered before."""
    with account("in-progress") as endpoint, started(endpoint, "verify", "web", "v1.4.2", "--timeout", "60s") as ran:
        assert ran.stderr
        seen = [ran.stderr.readline()]
        while "targets" not in seen[-1]:
            seen.append(ran.stderr.readline())
        endpoint.served.source = load("healthy")
        out, err = ran.communicate(timeout=60)
    assert ran.returncode == 0
    assert out.startswith("answer: LIVE")
    assert "LIVE: web v1.4.2, proved: routed" in err
    assert "tasks passed: 2 of 2 run it" in err


@pytest.mark.slow
def test_an_account_that_goes_away() -> None:
    """What was seen is kept, what is in the way is said once, and in the end it cannot be told: exit code 3."""
    with account("in-progress") as endpoint, started(endpoint, "verify", "web", "v1.4.2", "--timeout", "20s") as ran:
        assert ran.stderr
        while "targets" not in ran.stderr.readline():
            pass
        endpoint.shutdown()
        endpoint.server_close()
        out, err = ran.communicate(timeout=90)
    assert ran.returncode == 3
    assert "the last look failed" in err
    assert err.count("; going on") == 1
    assert out.startswith("answer: ROLLING OUT")


@pytest.mark.slow
def test_credentials_that_expire_midway() -> None:
    """AWS's words and the line that gets new ones, once; the wait goes on, and cannot tell in the end."""
    with account("in-progress") as endpoint, started(endpoint, "verify", "web", "v1.4.2", "--timeout", "20s") as ran:
        assert ran.stderr
        while "targets" not in ran.stderr.readline():
            pass
        endpoint.RequestHandlerClass = Expired
        out, err = ran.communicate(timeout=90)
    assert ran.returncode == 3
    (line,) = (line for line in err.splitlines() if "no answer: " in line)
    assert "The security token included in the request is expired" in line
    assert "aws sso login" in line
    assert out.startswith("answer: ROLLING OUT")


def test_interrupted() -> None:
    """Ctrl-C: exit code 130, nothing on stdout; what goes on in AWS, and the command to go on waiting."""
    with subprocess.Popen([*ISLIVE, *STILL], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        assert ran.stderr
        for line in ran.stderr:
            if "targets" in line:
                break
        ran.send_signal(signal.SIGINT)
        out, err = ran.communicate(timeout=10)
    assert (ran.returncode, out) == (130, "")
    assert err.splitlines()[-3:] == [
        "islive: interrupted; nothing was changed",
        "  AWS goes on without islive; seen last: v1.4.2 is on its way: tasks: 1 of 2 run it, minute 3 of about 7",
        "  to go on waiting: islive verify web v1.4.2 --scenario in-progress",
    ]


# What asks for lines on a screen: where the tests themselves run in a CI, it is set.
WANT_NONE = ("CI", "NO_COLOR", "TERM")


def on_a_screen(shown: str, times: int, **environment: str) -> str:
    """What a screen of 24 lines shows of a wait that is interrupted once it has shown that so often."""
    environment = {name: value for name, value in os.environ.items() if name not in WANT_NONE} | environment
    screen, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen = b""
    stopped = False
    with subprocess.Popen([*ISLIVE, *STILL, "--timeout", "60"], stdout=theirs, stderr=theirs, env=environment) as ran:
        os.close(theirs)
        for piece in read_all(screen):
            seen += piece
            # One piece may hold several of them: waiting for just so many could miss the moment, and wait for ever.
            if not stopped and seen.count(shown.encode()) >= times:
                stopped = True
                ran.send_signal(signal.SIGINT)
    return seen.decode()


def test_a_page_on_a_screen() -> None:
    """A tree that is redrawn, and a terminal that is left as it was found."""
    shown = on_a_screen("ROLLING OUT", 3, TERM="xterm")
    assert "1 web:42 PENDING" in shown
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")
    assert "islive: interrupted" in shown.rpartition("\x1b[?25h")[2]


@pytest.mark.parametrize("calm", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"CI": "true"}], ids=lambda one: next(iter(one)))
def test_lines_on_a_screen_that_wants_none(calm: dict[str, str]) -> None:
    """NO_COLOR, a dumb terminal and a CI get lines, each once."""
    shown = on_a_screen("targets waiting", 1, **{"TERM": "xterm", **calm})
    assert shown.count("ROLLING OUT") == 1
    assert "\x1b" not in shown

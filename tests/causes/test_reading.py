"""What a message becomes before it is compared."""

import time

import pytest

from islive.causes.cause import sign, told
from islive.causes.classify import STRONG
from islive.causes.reading import phrase, read


@pytest.mark.parametrize(
    "text, word",
    [
        ("/usr/bin/env: 'bash\\r': No such file or directory", "crlf"),
        ("/bin/bash^M: bad interpreter", "crlf"),
        ('exec: "npm run start": executable file not found in $PATH', "whole-command"),
        ("getaddrinfo ENOTFOUND redis", "bare-host"),
        ("Error -2 connecting to redis:6379. Name or service not known.", "bare-host"),
        ("lookup logs.eu-west-1.amazonaws.com: no such host", "host:logs"),
        ("lookup logs.eu-west-1a.amazonaws.com: no such host", "host:region"),
        ("Uvicorn running on http://127.0.0.1:8000", "127.0.0.1"),
        ("connect ECONNREFUSED 127.0.0.1:5432", "5432"),
        ("GET /api/healthz HTTP/1.1", "health-path"),
        ("request to https://registry.npmjs.org/react failed", "npmjs.org"),
        ("alembic.util.exc.CommandError: Can't locate revision", "commanderror"),
    ],
)
def test_what_decides_becomes_a_word(text: str, word: str) -> None:
    """Punctuation, addresses and hosts that tell causes apart are words."""
    assert word in read([text]).words


@pytest.mark.parametrize(
    "text, word",
    [
        ("getaddrinfo ENOTFOUND api.example.com", "bare-host"),
        ('exec: "gunicorn": executable file not found in $PATH', "whole-command"),
        ("dial tcp 10.0.3.4:443: i/o timeout", "10.0.3.4"),
        ("GET /api/orders/17 HTTP/1.1", "health-path"),
        ("lookup sts.amazonaws.com: no such host", "host:region"),
    ],
)
def test_names_and_the_ordinary_do_not(text: str, word: str) -> None:
    """A host with a dot, a program, an address, a path are only what they are."""
    assert word not in read([text]).words


@pytest.mark.parametrize("written", ["host:logs", "arn:kms", "ecr:getauthorizationtoken", "i/o timeout"])
def test_a_phrase_is_found_in_what_it_is_written_as(written: str) -> None:
    """The catalogue's own spelling of kinds and actions survives reading."""
    assert phrase(written) in read([written]).line


FRAMES = """Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
    from app import settings  # module not found
  File "/app/settings.py", line 39, in <module>
    BUCKET = os.environ["BUCKET"]
KeyError: 'BUCKET'"""
STEP = """Run aws-actions/amazon-ecs-deploy-task-definition@v1
  with:
    task-definition: task-definition.json
  env:
    AWS_DEFAULT_REGION: eu-west-1
Error: Cluster not found."""


@pytest.mark.parametrize(
    "text, said",
    [
        (FRAMES, "traceback most recent call last keyerror bucket"),
        ("Error: boom\n    at load (/app/missing/module.js:1:2)\n    at run (/app/x.js:3:4)", "error boom"),
        ("java.io.IOException: gone\n\tat com.example.denied.Main(Main.java:3)", "java ioexception gone"),
        (STEP, "error cluster not found"),
        ("memory must be set\n    at the task level", "memory must be set at the task level"),
    ],
)
def test_what_surrounds_an_error_says_nothing(text: str, said: str) -> None:
    """Frames of a stack with their lines of source, and the inputs of a step, are not read."""
    assert read([text]).line == f" ¶ {said} ¶ "


def test_what_stands_far_off_neither_helps_nor_hinders() -> None:
    """In a long paste a sign's words have to stand together to count in full, and what excludes it near them."""
    far = " other words" * 50
    together, apart = score(f"registry timeout{far}"), score(f"registry{far} timeout")
    assert together > apart > 0
    assert score("login registry timeout") == 0
    assert score(f"registry timeout{far} login") > STRONG


def test_lines_of_a_log_are_statements_of_their_own() -> None:
    """Words of different lines make no cause together, unless a screen has wrapped one message."""
    log = "\n".join(["registry ready", *["request answered"] * 6, "request of a user ended in a timeout"])
    assert score(log) < STRONG
    assert score("pull of this rather long named image from the registry\nended in a timeout") > 8
    assert score("reached the registry, and then\n    a timeout") > 8


def test_what_is_told_counts_only_around_the_message() -> None:
    """Common words decide where somebody tells the circumstances, and not within a message."""
    missing = sign(9, "timeout", told("nat"))
    timeout, nat = phrase("timeout"), phrase("nat")
    reading = read(["nat timeout"])
    assert missing.seen({timeout: 0.5, nat: 0.2}, {}, reading) is None
    assert missing.seen({timeout: 0.5}, {nat: 0.5}, reading) is not None


def score(text: str) -> float:
    """How much a text speaks for a registry that gives no answer, by a sign made for this."""
    one = sign(9, "timeout", "registry", unless="login")
    reading = read([text])
    said = {
        words: reading.line.rfind(words) / len(reading.line)
        for words in map(phrase, ("timeout", "registry", "login"))
        if words in reading.line
    }
    seen = one.seen(said, {}, reading)
    return seen.score if seen else 0


@pytest.mark.parametrize(
    "unit",
    [
        *("lookup redis ", 'exec: "a ', '\\r"', "connecting to a:1 ", "/health", "a.", 'file "', " " * 30 + "at"),
        *('  file "a.py", line 1, in b\n    c\n', "\tat a.b.C(D.java:1)\n", "run a/b@v1\n  with:\n    c: d\n"),
    ],
)
def test_a_megabyte_in_one_line_is_read_at_once(unit: str) -> None:
    """No text is slow, whatever it repeats: both ends of it are read."""
    text = unit * (1_000_000 // len(unit)) + " exec format error"
    began = time.process_time()
    line = read([text]).line
    assert time.process_time() - began < 1
    assert phrase("exec format error") in line

"""What holds for the tests themselves, and for what they stand on."""

import ast
import os
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.architecture.tree import TESTS, Place, python_files, syntax
from tests.conftest import Golden, NetworkBlockedError, diff, is_foreign, suites_not_run
from tests.programs import not_tried

# What looks like a test and tests nothing, or tests the double instead of the thing. What seam is missing?
FORBIDDEN = frozenset(
    {
        "mock.patch", "unittest.mock", "mocker", "monkeypatch.setattr", "monkeypatch.setitem", "monkeypatch.delattr",
        "pytest.skip", "pytest.xfail", "pytest.importorskip", "mark.skip", "mark.skipif", "mark.xfail", "unittest.skip",
    }
)  # fmt: skip


def words(file: Path) -> Iterator[tuple[str, int]]:
    """The names that a file uses, dotted ones by their last two parts, and where."""
    for node in ast.walk(syntax(file)):
        match node:
            case ast.Attribute(ast.Name(left) | ast.Attribute(_, left), right):
                yield f"{left}.{right}", node.lineno
            case ast.Name(name) | ast.arg(name):
                yield name, node.lineno
            case ast.ImportFrom(str(module), names):
                yield module, node.lineno
                yield from ((f"{module.split('.')[-1]}.{name.name}", node.lineno) for name in names)
            case ast.Import(names):
                yield from ((name.name, node.lineno) for name in names)
            case _:
                pass


def test_nothing_is_patched_and_nothing_is_left_out() -> None:
    """Doubles are small real classes handed in, and every test runs everywhere."""
    found = [
        f"{Place(file, line)} {word}" for file in python_files(TESTS) for word, line in words(file) if word in FORBIDDEN
    ]
    assert found == []


def connect() -> None:
    """Reach for an address of the documentation range: nobody is there, so nothing leaves even without a guard."""
    with socket.socket() as one:
        one.settimeout(0.01)
        one.connect(("192.0.2.1", 443))


def resolve() -> None:
    """Reach for a name that cannot exist."""
    socket.getaddrinfo("islive.invalid", 443)


@pytest.mark.parametrize("reach", [connect, resolve])
def test_the_network_is_out_of_reach(reach: Callable[[], None]) -> None:
    """A test that reaches for the network is told so, in threads as well."""
    with pytest.raises(NetworkBlockedError):
        reach()
    with ThreadPoolExecutor() as pool, pytest.raises(NetworkBlockedError):
        pool.submit(reach).result()


def test_loopback_and_local_sockets_are_within_reach(tmp_path: Path) -> None:
    """Tests may serve themselves: over loopback, by number and by name, and through the file system."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, port)).close()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "door"))
        server.listen()
        client.connect(str(tmp_path / "door"))


def test_the_environment_is_the_same_everywhere() -> None:
    """No credentials, no proxies, an empty home, no memory, UTC: whoever runs the tests does not show."""
    left = {name: os.environ[name] for name in filter(is_foreign, os.environ)}
    assert left == {"AWS_EC2_METADATA_DISABLED": "true", "ISLIVE_STORE": "off"}
    assert list(Path.home().glob(".aws")) == []
    assert time.tzname[0] == "UTC"


def test_a_difference_is_shown_line_by_line() -> None:
    """The golden fixture shows what was expected and what came, and nothing where both are one."""
    assert diff("report.txt", "LIVE\n", "LIVE\n") == ""
    assert diff("report.txt", "LIVE\n", "UNKNOWN\n").splitlines()[-2:] == ["-LIVE", "+UNKNOWN"]


def test_an_unknown_golden_file_is_a_failure(golden: Golden, pytestconfig: pytest.Config) -> None:
    """A golden file comes to be by --update-golden only, never by running the tests."""
    if pytestconfig.getoption("--update-golden"):
        return
    with pytest.raises(pytest.fail.Exception, match="There is no golden file"):
        golden("no/such/file.txt", "text")


def test_suites_without_their_program_are_named() -> None:
    """A suite that cannot run is listed with what it lacks; one that can is not."""
    find = {"psql": "/usr/bin/psql"}.get
    named = suites_not_run({"store": "psql", "browser": "chromium"}, find)
    assert named == ("tests/browser needs chromium, which is not installed",)


def test_what_is_not_tried_is_named() -> None:
    """For want of its program; what has it is not."""
    named = not_tried({"the example in Go": lambda: None, "Python 3.9": lambda: "/usr/bin/python3.9"})
    assert named == ("tests/canary did not try the example in Go: it is not installed",)

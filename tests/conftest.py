"""What every test stands on: no network but loopback, a clean environment, Hypothesis profiles, golden files."""

import difflib
import ipaddress
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.matrix import EXTENT
from tests.programs import not_tried

GOLDEN = Path(__file__).parent / "golden"

# Where `make judging` installs the programs that judge the simulator.
TOOLS = Path(__file__).parents[1] / ".venv" / "fooled"
# Suites (folders of tests/) that need a program beyond Python packages, by the program's name.
NEEDED_PROGRAMS: dict[str, str] = {
    "browser": "chromium",
    "judges": str(TOOLS / "aws-cli" / "bin" / "aws"),
    "shell": "jq",
}

# Whoever runs the tests has an account, a proxy, a terminal; none of them may show in a result.
FOREIGN = ("AWS_", "GITHUB_", "GIT_", "ISLIVE_")
FOREIGN_NAMES = frozenset({"NO_COLOR", "FORCE_COLOR", "PY_COLORS", "COLUMNS", "LINES"})
PROXIES = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"})


# --- options -------------------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden` and `--full`."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files instead of comparing")
    parser.addoption("--full", action="store_true", help="try every cell of the large matrices, not a sample of them")


def pytest_configure(config: pytest.Config) -> None:
    """Close the network and clean the environment before any module of islive is imported."""
    EXTENT.full = bool(config.getoption("--full"))
    missing = suites_not_run()
    if missing and os.environ.get("CI") == "true":
        raise pytest.UsageError("With CI=true nothing may be left out: " + "; ".join(missing))
    home = tempfile.TemporaryDirectory(prefix="islive-test-home-", ignore_cleanup_errors=True)
    config.add_cleanup(home.cleanup)
    clean_environment(home.name)
    sys.addaudithook(guard_network)


# `fast` is for `make check` and for bare pytest, `ci` for `make test`. How long one example takes says more about the
# machine than about the code, hence no deadline.
hypothesis.settings.register_profile("fast", max_examples=25, deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, print_blob=True)
hypothesis.settings.load_profile("fast")


# --- what `make check` leaves to `make test` -------------------------------------------------------------------------

# Suites that ask about every world there is, and the worlds that `make check` asks about.
MANY_WORLDS = frozenset({"properties", "incident", "browser"})
FEW_WORLDS = frozenset({"ava-olo", "healthy", "healthy-worker", "in-progress"})


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark as slow what asks about one of the many worlds."""
    for item in items:
        if world_of(item) not in {None, *FEW_WORLDS}:
            item.add_marker(pytest.mark.slow)


def world_of(item: pytest.Item) -> str | None:
    """The world that a test of such a suite is about, by its parameter `inquest` or `scenario`."""
    suite = item.path.relative_to(Path(__file__).parent).parts[0]
    called: Any = getattr(item, "callspec", None) if suite in MANY_WORLDS else None
    asked: dict[str, Any] = called.params if called else {}
    return asked.get("scenario") or getattr(asked.get("inquest"), "scenario", None)


# --- suites that need a program ------------------------------------------------------------------------------------


def suites_not_run(
    needed: dict[str, str] = NEEDED_PROGRAMS, find: Callable[[str], str | None] = shutil.which
) -> tuple[str, ...]:
    """The suites whose program is not installed, each with what is missing."""
    return tuple(
        f"tests/{suite} needs {program}, which is not installed"
        for suite, program in needed.items()
        if not find(program)
    )


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the suites whose program is not installed."""
    program = NEEDED_PROGRAMS.get(collection_path.name) if collection_path.parent == Path(__file__).parent else None
    return True if program and not shutil.which(program) else None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly, as the last thing, which suites were not run, and what was not tried."""
    if missing := (*suites_not_run(), *not_tried()):
        terminalreporter.section("NOT RUN", sep="!", red=True)
        terminalreporter.write_line("\n".join(missing), red=True)


# --- environment ---------------------------------------------------------------------------------------------------


def is_foreign(variable: str) -> bool:
    """Whether that variable of the environment belongs to whoever runs the tests."""
    return variable.startswith(FOREIGN) or variable in FOREIGN_NAMES or variable.upper() in PROXIES


def clean_environment(home: str) -> None:
    """Make the environment the same everywhere: no credentials, an empty home, no memory but a test's own, UTC."""
    for variable in filter(is_foreign, tuple(os.environ)):
        del os.environ[variable]
    os.environ["HOME"] = home
    # What one test proved live would be "last verified" to the next.
    os.environ["ISLIVE_STORE"] = "off"
    # Without credentials boto3 would ask the machine it runs on, for a second and twice.
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    os.environ["TZ"] = "UTC"
    time.tzset()


# --- network -------------------------------------------------------------------------------------------------------


class NetworkBlockedError(BaseException):
    """A test reached for the network. It is no Exception, so that nothing in the product takes it for a gap."""

    def __init__(self, host: str) -> None:
        super().__init__(f"A test reached for {host}. Tests talk to loopback only: hand the code a door that answers.")


def guard_network(event: str, details: Sequence[Any]) -> None:
    """Refuse whatever leads out of this machine: an audit hook, so it holds in every thread and below every library."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        allow_address(details[1])
    elif event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        allow_name(details[0])


def allow_address(address: object) -> None:
    """Let pass loopback, sockets in the file system, and datagrams of a socket that is connected already."""
    match address:
        case (str(host), int(), *_) if not is_loopback(host):
            raise NetworkBlockedError(host)
        case _:
            return


def allow_name(host: str | bytes | None) -> None:
    """Let pass this machine's own names, and numbers, which nobody needs to be asked about."""
    name = host.decode() if isinstance(host, bytes) else host or "localhost"
    if not (is_number(name) or is_loopback(name) or name == socket.gethostname()):
        raise NetworkBlockedError(name)


def is_number(host: str) -> bool:
    """Whether that is an address rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether that host is this machine, seen from itself."""
    return host in {"", "localhost"} or (is_number(host) and ipaddress.ip_address(host).is_loopback)


# --- golden files --------------------------------------------------------------------------------------------------

Golden = Callable[[str, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """`golden(name, text)`: the text is that of tests/golden/<name>; with --update-golden it becomes so."""
    update = bool(request.config.getoption("--update-golden"))

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if update:
            write_golden(file, text)
        elif not file.exists():
            pytest.fail(f"There is no golden file {name}. `make golden` writes it; then read it like code.")
        elif difference := diff(name, file.read_text(encoding="utf-8"), text):
            pytest.fail(f"{name} differs. If that is what users should see: `make golden`.\n\n{difference}")

    return compare


def write_golden(file: Path, text: str) -> None:
    """Make that text the golden one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def diff(name: str, expected: str, actual: str) -> str:
    """The difference line by line, empty where there is none."""
    lines = difflib.unified_diff(
        expected.splitlines(keepends=True), actual.splitlines(keepends=True), f"golden/{name}", "now"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n(no newline at the end)\n" for line in lines)

"""The memory and the watch on the command line, over a simulated account."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from islive.simulator import load
from islive.simulator.server import serve
from islive.wiring.alone import alone
from tests.cli.conftest import Islive
from tests.cli.test_process import KEYS

WITHOUT_EXTRA = "import sys; sys.modules['sqlalchemy'] = None; sys.modules['alembic'] = None; "
ENTRY = "from islive.cli import main; sys.exit(main())"


@pytest.fixture(scope="module")
def incident() -> Generator[str]:
    """The incident as an account."""
    endpoint = serve(load("ava-olo"))
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    yield endpoint.url
    endpoint.shutdown()
    endpoint.server_close()


@pytest.fixture
def account(incident: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment that leads there; the file of its memory."""
    file = tmp_path / "memory.db"
    for name, value in {**KEYS, "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": incident}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ISLIVE_STORE", str(file))
    return file


def without_extra(*words: str) -> "subprocess.CompletedProcess[str]":
    """islive as it is installed without any extra."""
    code = [sys.executable, "-c", WITHOUT_EXTRA + ENTRY]
    return subprocess.run([*code, *words], capture_output=True, text=True, check=False, env=os.environ)


@pytest.mark.slow
def test_a_watch_tells_once(account: Path, islive: Islive) -> None:
    """A line of JSON for each cause; a second watch, after a restart, has nothing new to tell."""
    first = islive("watch", "--once", "--no-probe")
    assert [json.loads(line)["cause"] for line in first.out.splitlines()] == ["secret-invalid-json", "image-not-found"]
    again = islive("watch", "--once", "--no-probe")
    assert (first.code, first.err, again.code, again.out, again.err) == (0, "", 0, "", "")
    assert account.exists()


@pytest.mark.slow
def test_a_second_watch_is_refused(account: Path, islive: Islive) -> None:
    """Two at once would both tell; the second says which process is at work."""
    with alone(account.with_name("memory.db.watch")):
        ran = islive("watch", "--once")
    assert ran.code == 2
    assert f"another watch is at work with this memory (process {os.getpid()})" in ran.err


@pytest.mark.parametrize(
    "words, says",
    [
        (("--demo",), "nothing to watch"),
        (("--scenario", "healthy"), "nothing to watch"),
        (("--webhook", "https://alerts.example.com/"), "ISLIVE_WEBHOOK_KEY"),
        (("--every", "often"), "no length of time"),
    ],
)
def test_wrong_use_of_watch(words: tuple[str, ...], says: str, account: Path, islive: Islive) -> None:
    """What cannot be is refused before anything is asked, with the way on."""
    ran = islive("watch", *words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert not account.exists()


@pytest.mark.parametrize(
    "store, words, says",
    [
        ("foo://ada:pa55word@db/memory", ("history",), "ISLIVE_STORE names no database that can be opened here"),
        ("foo://ada:pa55word@db/memory", ("watch", "--once"), "ISLIVE_STORE names no database that can be opened here"),
        ("{}/memory.db", ("history", "--days", "nan"), "--days nan: not between 1 and 3650"),
        ("{}/memory.db", ("history", "--days", "1e9"), "--days 1e+09: not between 1 and 3650"),
        ("{}/a-file/memory.db", ("watch", "--once"), "memory.db.watch cannot be written: "),
    ],
)
def test_wrong_use_of_the_memory(
    store: str, words: tuple[str, ...], says: str, account: Path, islive: Islive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence without the password: of a store that is none, days of no calendar, a folder that is none."""
    account.with_name("a-file").touch()
    monkeypatch.setenv("ISLIVE_STORE", store.format(account.parent))
    ran = islive(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("islive: ")
    assert says in ran.err
    assert "pa55word" not in ran.err


@pytest.mark.slow
def test_without_the_extra(account: Path) -> None:
    """Everything is answered as before, and nothing is said of memory; history says it, and watch cannot be without."""
    ran = without_extra("agricultural-core", "--no-probe")
    assert (ran.returncode, ran.stderr) == (10, "")
    assert "last success, not verified by islive: v3.3.1-whatsapp-ui" in ran.stdout
    told = without_extra("history", "agricultural-core")
    assert (told.returncode, told.stderr) == (0, "")
    assert "pip install 'islive[store]'" in told.stdout
    refused = without_extra("watch", "--once")
    assert refused.returncode == 2
    assert "pip install 'islive[watch]'" in refused.stderr
    assert not account.exists()


@pytest.mark.slow
def test_history_of_what_was_looked_at(account: Path, islive: Islive) -> None:
    """The causes that a look saw stand beside the deployment that it was about."""
    assert islive("agricultural-core", "--no-probe").code == 10
    ran = islive("history", "agricultural-core", "--format", "json")
    (service,) = json.loads(ran.out)["services"]
    newest, before = service["deployments"]
    assert (ran.code, json.loads(ran.out)["memory"]) == (0, None)
    assert (newest["outcome"], newest["causes"], newest["who"]) == ("under-way", ["secret-invalid-json"], "user/peter")
    assert (before["outcome"], before["took_seconds"] > 60) == ("succeeded", True)
    assert account.exists()

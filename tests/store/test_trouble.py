"""A memory that is not as it should be: named in one sentence, the answer still given."""

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from islive.cli import main
from islive.model.store import StoreTrouble
from islive.store import open_store
from islive.store.database import Database
from islive.store.memory import Memory
from tests.cli.test_process import KEYS
from tests.store.places import live, remembered

NOBODY = 65534


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A memory with one look in it."""
    found = tmp_path / "memory.db"
    memory(found).keep(remembered(live()), b"bundle")
    return found


def memory(file: Path) -> Memory:
    """The memory in that file, that does not wait for long."""
    return Memory(Database(f"sqlite:///{file}", patience=0.1))


def said(file: Path, store: Memory | None = None) -> str:
    """What is said where a look cannot be kept."""
    with pytest.raises(StoreTrouble) as caught:
        (store or memory(file)).keep(remembered(live(9, "v9")), b"x" * 2_000_000)
    assert str(file) in caught.value.what
    assert caught.value.hint
    return caught.value.what


@contextmanager
def locked(file: Path) -> Generator[None]:
    """Another connection holds the lock for writing."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(size: int) -> Generator[None]:
    """No file of this process may grow beyond that."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def unprivileged() -> Generator[None]:
    """Root may write everything; for a moment this process is nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def newer(file: Path) -> None:
    """A later islive has migrated it."""
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")


def test_locked(file: Path) -> None:
    """Another process writes and does not end: it cannot be kept, it can still be read, and later all is well."""
    with locked(file):
        assert "is locked by another process" in said(file)
        assert len(memory(file).receipts(live().target)) == 1
    memory(file).keep(remembered(live(9, "v9")), b"later")
    assert len(memory(file).receipts(live().target)) == 2


def test_full(file: Path) -> None:
    """No room is left: nothing of the look is kept, and nothing that was there is lost."""
    with full(300_000):
        assert "there is no room" in said(file)
    assert [one.version for one in memory(file).receipts(live().target)] == ["v1.4.2"]
    memory(file).keep(remembered(live(9, "v9")), b"later")


def test_read_only() -> None:
    """Who may not write is told so, and may read."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "memory.db"
        memory(file).keep(remembered(live()), b"bundle")
        file.chmod(0o444)
        Path(folder).chmod(0o555)
        with unprivileged():
            assert "may not be written" in said(file)
        Path(folder).chmod(0o755)


def test_of_a_newer_schema(file: Path) -> None:
    """What a newer islive has written is left alone, whatever is asked of it."""
    newer(file)
    assert "newer islive (schema 9999" in said(file)
    with pytest.raises(StoreTrouble, match="newer islive"):
        memory(file).receipts(live().target)


def test_deleted_while_running(file: Path) -> None:
    """A file that was deleted lives on for who has it open: it is noticed, and a new one is made afterwards."""
    store = memory(file)
    assert len(store.receipts(live().target)) == 1
    file.unlink()
    assert "was deleted or replaced" in said(file, store)
    store.keep(remembered(live(9, "v9")), b"later")
    assert [one.version for one in memory(file).receipts(live().target)] == ["v9"]


def test_damaged(file: Path) -> None:
    """What is no database is not touched."""
    file.write_bytes(b"not a database at all" * 1000)
    assert "is no database" in said(file)
    assert file.read_bytes().startswith(b"not a database")


def test_without_a_folder(tmp_path: Path) -> None:
    """Where the folder cannot be made it is said which."""
    (tmp_path / "state").write_text("a file")
    assert "cannot be used" in said(tmp_path / "state" / "memory.db")


def test_a_first_look_of_several_at_once(tmp_path: Path) -> None:
    """Several processes that find no memory make one, together: none fails, nothing is lost."""
    file, failed = tmp_path / "memory.db", list[StoreTrouble]()

    def look(number: int) -> None:
        try:
            open_store(f"sqlite:///{file}").keep(remembered(live(number, f"v{number}")), b"%d" % number)
        except StoreTrouble as trouble:
            failed.append(trouble)

    threads = [threading.Thread(target=look, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert len(memory(file).receipts(live().target)) == 4


SERVING = """
from islive.simulator import load
from islive.simulator.server import serve
endpoint = serve(load("healthy"))
print(endpoint.url, flush=True)
endpoint.serve_forever()
"""
TROUBLES = {"locked": "is locked", "newer": "newer islive", "damaged": "is no database", "deleted folder": "cannot be"}


@pytest.fixture(scope="module")
def endpoint() -> Generator[str]:
    """A healthy account, in a process of its own: other servers of this one have been seen to take its connections."""
    with subprocess.Popen([sys.executable, "-c", SERVING], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        yield program.stdout.readline().strip()
        program.kill()


@pytest.mark.slow
@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_answer_is_still_given(
    trouble: str,
    file: Path,
    endpoint: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """stdout and exit code are those of a look without memory; what is wrong is one line on stderr."""
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": endpoint, "ISLIVE_STORE": "off"}.items():
        monkeypatch.setenv(name, value)
    code = main(["web", "--no-probe"])
    expected = capsys.readouterr()
    monkeypatch.setenv("ISLIVE_STORE", str(file))
    if trouble == "newer":
        newer(file)
    elif trouble == "damaged":
        file.write_bytes(b"no" * 5000)
    elif trouble == "deleted folder":
        monkeypatch.setenv("ISLIVE_STORE", str(file / "below" / "memory.db"))
    with locked(file) if trouble == "locked" else closing(sqlite3.connect(":memory:")):
        assert main(["web", "--no-probe"]) == code == 0
    ran = capsys.readouterr()
    assert (ran.out, expected.err) == (expected.out, "")
    assert len(ran.err.splitlines()) == 1
    assert TROUBLES[trouble] in ran.err
    assert "the answer does not need it" in ran.err

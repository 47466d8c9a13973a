"""Killed at any moment: no alert lost, at most one that comes twice for each kill, no evidence lost, nothing torn."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from random import Random
from secrets import randbits

import pytest

from islive.simulator import Living
from islive.simulator.server import serve
from islive.store import open_ledger
from islive.watch.keeping import STOPPED_TASK
from tests.cli.test_process import KEYS
from tests.incident.looking import AGRICULTURAL
from tests.living.rewinding import rewound
from tests.living.test_incident import AGRICULTURAL_DEFINITION, register, update, wait_for
from tests.living.test_night import TARGET, remembered
from tests.matrix import tries

ROOT = Path(__file__).parents[2]
END, NEVER = "2025-07-20T22:22:00+00:00", "2025-07-22T00:00:00+00:00"
# What a kill leaves undone is done within the hour that ECS remembers, and the whole is over in two minutes.
LONGEST = 240.0


@dataclass
class Told:
    """Who is told kills the messenger: once before the answer, once after it, and then no more."""

    got: list[str] = field(default_factory=list[str])
    messenger: "subprocess.Popen[bytes] | None" = None
    killed: int = 0

    def take(self, id: str, *, answered: bool) -> None:
        """Remember the alert, and kill who brought it."""
        if not answered:
            self.got.append(id)
        if self.messenger and self.killed == int(answered):
            self.killed += 1
            self.messenger.send_signal(signal.SIGKILL)


@pytest.fixture
def told() -> Generator[tuple[Told, str]]:
    """A server that is told, and its address."""
    found = Told()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            id = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["id"]
            found.take(id, answered=False)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            self.wfile.flush()
            found.take(id, answered=True)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    # (Who is killed answers nobody any more: what the server says of that is of no interest.)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_killed_at_random(tmp_path: Path, told: tuple[Told, str]) -> None:
    """A quarter of an hour, with a watch that is killed while it looks, writes, tells, and after it has told."""
    living = Living(rewound("ava-olo", "2025-07-20T22:08:00Z"), "ava-olo")
    register(living, "2025-07-20T22:08:12Z", "ava-agricultural-task", "6")
    wait_for(living, "2025-07-20T22:09:31Z")
    update(living, AGRICULTURAL, taskDefinition=AGRICULTURAL_DEFINITION)
    endpoint = serve(living)
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    seed = randbits(32)
    kills = watched(endpoint.url, tmp_path / "memory.db", told, Random(seed))  # noqa: S311 (it hides nothing)
    endpoint.shutdown()
    endpoint.server_close()
    times = Counter(told[0].got)
    assert len(times) == 1, f"seed {seed}: {times}"
    assert times.total() - 1 <= kills, f"seed {seed}"
    with closing(sqlite3.connect(tmp_path / "memory.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("SELECT count(*) FROM outbox WHERE sent IS NULL").fetchone() == (0,)
    kept = {one.key for one in open_ledger(f"sqlite:///{tmp_path / 'memory.db'}").kept(TARGET, STOPPED_TASK)}
    # The last look was within the last minute; what ECS has forgotten by then, a night of kills later, only islive has.
    seen = {one["taskArn"] for one in remembered(living) if living.now - one["stoppedAt"] > timedelta(seconds=61)}
    assert seen
    assert seen <= kept
    assert len(kept) > 5


def watched(url: str, database: Path, told: tuple[Told, str], chance: Random) -> int:
    """Watch until the end, killed now and then; how often."""
    many, kills, over = tries(30, 3), 0, time.monotonic() + LONGEST * tries(5, 1)
    words = [sys.executable, "-m", "tests.watch.program", f"sqlite:///{database}", told[1]]
    while time.monotonic() < over:
        until = END if kills >= many else NEVER
        with subprocess.Popen([*words, until], env=os.environ | KEYS | {"AWS_ENDPOINT_URL": url}, cwd=ROOT) as program:
            told[0].messenger = program
            try:
                code = program.wait(chance.uniform(1.0, 8.0) if kills < many else LONGEST)
            except subprocess.TimeoutExpired:
                program.kill()
                code = program.wait()
        kills += code == -signal.SIGKILL
        if code != -signal.SIGKILL:
            assert code == 0
            return kills
    raise AssertionError("it never came to the end")

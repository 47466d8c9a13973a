"""`islive tag` as a process against AWS on a socket: its answers and codes, and what is left when it is killed."""

import json
import os
import pty
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from islive.simulator import Living, World
from islive.simulator.refusal import Refusal
from islive.simulator.served import Served
from islive.simulator.server import serve
from tests.matrix import portion
from tests.tagging.world import COMMIT, change, digest, given, manifests, tags, untagged

pytestmark = pytest.mark.slow

ISLIVE = [sys.executable, "-c", "import sys; from islive.cli import main; sys.exit(main())"]
KEYS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "eu-west-1"}
WORDS = ("tag", "web", "v1.4.2", "--commit", COMMIT, "--latest")


@dataclass
class Account:
    """A living world behind a socket, which may kill who asks: at the write of that number, and may still do it."""

    living: Living
    kill_at: int | None = None
    by: signal.Signals = signal.SIGKILL
    does_it: bool = False
    refuses: str | None = None
    writes: int = 0
    url: str = ""
    process: "subprocess.Popen[str] | None" = field(default=None)
    # As a trouble of the simulator's own has it.
    seconds: float = 0.0
    is_cut: bool = False

    def take(self, service: str, operation: str) -> None:
        """What the simulator asks before it answers."""
        if self.refuses == f"{service}:{operation}":
            raise Refusal("AccessDeniedException", f"User: x is not authorized to perform: {self.refuses}")
        if operation == "PutImage":
            self.writes += 1
            if self.writes == self.kill_at and self.process:
                self.process.send_signal(self.by)
                self.process.wait()
                if not self.does_it:
                    raise Refusal("ServerException", "nobody hears this", 500)

    def run(self, *words: str) -> tuple[int, str, str]:
        """One islive against it."""
        env = os.environ | KEYS | {"AWS_ENDPOINT_URL": self.url}
        pipes: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen([*ISLIVE, *words], env=env, text=True, **pipes) as self.process:
            out, err = self.process.communicate(timeout=120)
            return self.process.returncode, out, err


@dataclass
class Watched(Served):
    """What an endpoint serves, with somebody who hears of each request before it is answered."""

    by: Account = field(kw_only=True)

    def asked(self, world: World) -> Any:
        """He may come between."""
        del world
        return self.by


@pytest.fixture
def account() -> Iterator[Account]:
    """The world before, behind a socket."""
    account = Account(untagged())
    with serve(account.living) as endpoint:
        endpoint.served = Watched(account.living, by=account)
        threading.Thread(target=endpoint.serve_forever, daemon=True).start()
        account.url = endpoint.url
        yield account
        endpoint.shutdown()


def is_whole(living: Living) -> bool:
    """Everything has the tags that it should have."""
    return given(living).items() <= tags(living).items()


@pytest.mark.parametrize("kill_at, does_it", portion([(at, does) for at in (1, 2, 3, 4) for does in (True, False)], 5))
def test_killed_at_a_write(account: Account, kill_at: int, does_it: bool) -> None:  # noqa: FBT001
    """What it had told of is done, of the write under way nothing is claimed, and the same command does the rest."""
    bytes_before = manifests(account.living)
    account.kill_at, account.does_it = kill_at, does_it
    code, out, err = account.run(*WORDS, "--yes")
    assert (code, out) == (-signal.SIGKILL, "")
    told = [line for line in err.splitlines() if line.startswith("islive: done: ")]
    done = [tag for tag, digest in given(account.living).items() if tags(account.living).get(tag) == digest]
    assert (len(told), len(done)) == (kill_at - 1, kill_at - 1 + does_it)
    assert all(any(f"tag {tag} to" in line for tag in done) for line in told)
    account.kill_at = None
    code, out, err = account.run(*WORDS, "--yes", "--format", "json")
    assert code == 0
    assert is_whole(account.living)
    assert manifests(account.living) == bytes_before


def test_interrupted_at_a_write(account: Account) -> None:
    """Ctrl-C says what is done, what is not known, what is not begun, and how to go on."""
    account.kill_at, account.by = 2, signal.SIGINT
    code, out, err = account.run(*WORDS, "--yes")
    assert (code, out) == (130, "")
    told = err.splitlines()
    assert told[-5] == "islive: interrupted", err
    assert (
        told[-4]
        == f"  not known whether done: give the tag git-{COMMIT} to web@{digest(account.living, 'v1.4.2')[:19]}"
    )
    assert [line.split(" to web@")[0] for line in told[-3:-1]] == [
        "  not begun: give the tag v1.4.2",
        "  not begun: move the tag latest",
    ]
    assert told[-1].endswith(f"islive tag web v1.4.2 --commit {COMMIT} --latest")
    assert "nothing was changed" not in err


def test_the_way_on_is_to_the_same_place(account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pasted, it acts with the same profile, in the same region and cluster: as it stands it does the rest."""
    keys = tmp_path / "credentials"
    keys.write_text("[ops]\naws_access_key_id = x\naws_secret_access_key = x\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(keys))
    where = ("--cluster", "production", "--region", "eu-west-1", "--profile", "ops")
    account.refuses = "ecr:PutImage"
    code, out, _ = account.run(*WORDS, *where, "--yes", "--format", "json")
    assert code == 10
    command = shlex.split(json.loads(out)["plan"]["command"])
    assert command[:4] == ["islive", "tag", "web", "v1.4.2"]
    assert [command[command.index(one) + 1] for one in where[::2]] == [*where[1::2]]
    account.refuses = None
    assert account.run(*command[1:], "--yes")[0] == 0
    assert is_whole(account.living)


@pytest.mark.parametrize("answer, code", [("y", 0), ("n", 10), ("", 10)])
def test_on_a_terminal_it_is_asked_once(account: Account, answer: str, code: int) -> None:
    """What is not a yes is a no, and then nothing is changed."""
    before = tags(account.living)
    ours, theirs = pty.openpty()
    env = os.environ | KEYS | {"AWS_ENDPOINT_URL": account.url, "TERM": "xterm", "NO_COLOR": "1"}
    with subprocess.Popen(
        [*ISLIVE, *WORDS], env=env, text=True, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE
    ) as process:
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        out, _ = process.communicate(timeout=120)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert shown.count("carry out these 4 steps? [y/N]") == 1
    assert process.returncode == code
    assert is_whole(account.living) if code == 0 else tags(account.living) == before
    assert out.startswith("DONE: web v1.4.2: 4 steps done" if code == 0 else "PLAN, nothing has been changed")


def test_it_is_done_and_then_it_is_so(account: Account) -> None:
    """Both times the code is 0; the outcome and the plan are documents, and the plan was shown before it was done."""
    code, out, err = account.run(*WORDS, "--yes", "--format", "json")
    outcome = json.loads(out)
    assert (code, outcome["schema"], outcome["complete"]) == (0, "islive.outcome/1", True)
    assert err.index("PLAN, nothing has been changed") < err.index("islive: done: ")
    assert is_whole(account.living)
    code, out, err = account.run(*WORDS, "--yes", "--format", "json")
    assert (code, json.loads(out)["schema"], json.loads(out)["remedies"]) == (0, "islive.plan/1", [])


def test_a_dry_run_changes_nothing(account: Account) -> None:
    """The plan is the answer."""
    before = tags(account.living)
    code, out, _ = account.run(*WORDS, "--dry-run")
    assert (code, tags(account.living)) == (0, before)
    assert out.startswith("PLAN, nothing has been changed: web v1.4.2")


def test_nobody_is_here_to_be_asked(account: Account) -> None:
    """Without a terminal it is wrong use, before anything is asked."""
    code, out, err = account.run(*WORDS)
    assert (code, out) == (2, "")
    assert "--yes does it, --dry-run shows the plan" in err


def test_a_refused_write_is_not_done(account: Account) -> None:
    """The permission is named, and what was not begun."""
    account.refuses = "ecr:PutImage"
    before = tags(account.living)
    code, out, _ = account.run(*WORDS, "--yes")
    assert (code, tags(account.living)) == (10, before)
    assert "grant ecr:PutImage" in out
    assert out.count("not begun: ") == 3


def test_a_hindered_plan_is_not_done(account: Account) -> None:
    """A tag that another image has for good: 10, and what could not be read: 3."""
    change(account.living, {"v1.4.1": ["v1.4.1", "v1.4.2"]}, imageTagMutability="IMMUTABLE")
    assert account.run(*WORDS, "--yes")[0] == 10
    account.refuses = "ecr:DescribeRepositories"
    code, out, _ = account.run(*WORDS, "--yes")
    assert code == 3
    assert "would tell: grant ecr:DescribeRepositories" in out

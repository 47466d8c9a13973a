"""`islive fix` as it is typed: its plan, its answers and codes, what it leaves when it is refused or interrupted."""

import json
import os
import pty
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from islive.cli import main
from islive.render import formats, render
from islive.simulator import Living, World
from islive.simulator.refusal import Refusal
from islive.simulator.served import Served
from islive.simulator.server import serve
from tests.cli.conftest import Ran
from tests.fixing.world import carried_out, planned, stuck
from tests.living.asking import described

KEYS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "eu-west-1"}
ISLIVE = [sys.executable, "-c", "import sys; from islive.cli import main; sys.exit(main())"]
WORDS = ("fix", "web", "v1.4.2", "--no-probe")
STOP, UPDATE = "ecs:StopServiceDeployment", "ecs:UpdateService"
REGISTER = "ecs:RegisterTaskDefinition"


@dataclass
class Account:
    """A living world behind a socket: it notes the writes, refuses some, and may interrupt who asks for one."""

    living: Living
    refuses: str = ""
    interrupts_at: str = ""
    written: list[str] = field(default_factory=list[str])
    url: str = ""
    process: "subprocess.Popen[str] | None" = None
    # As a trouble of the simulator's own has it.
    seconds: float = 0.0
    is_cut: bool = False

    def take(self, service: str, operation: str) -> None:
        """What the simulator asks before it answers."""
        asked = f"{service}:{operation}"
        if asked == self.refuses:
            raise Refusal("AccessDeniedException", f"User: x is not authorized to perform: {asked}")
        if operation in {"StopServiceDeployment", "UpdateService", "RegisterTaskDefinition"}:
            if asked == self.interrupts_at and self.process:
                self.process.send_signal(signal.SIGINT)
                self.process.wait()
            self.written.append(asked)

    @property
    def breaker(self) -> Any:
        """The circuit breaker's switches."""
        return described(self.living)["deploymentConfiguration"]["deploymentCircuitBreaker"]


@dataclass
class Watched(Served):
    """What an endpoint serves, with somebody who hears of each request before it is answered."""

    by: Account = field(kw_only=True)

    def asked(self, world: World) -> Any:
        """He may come between."""
        del world
        return self.by


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Account]:
    """A deployment of v1.4.2 that is stuck, for a secret that is gone (or another fault), behind a socket."""
    account = Account(stuck(getattr(request, "param", "secret-gone")))
    with serve(account.living) as endpoint:
        endpoint.served = Watched(account.living, by=account)
        threading.Thread(target=endpoint.serve_forever, daemon=True).start()
        account.url = endpoint.url
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": endpoint.url}.items():
            monkeypatch.setenv(name, value)
        yield account
        endpoint.shutdown()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """The real entry point, in this process; nobody is at a terminal."""

    def run(*words: str) -> Ran:
        capsys.readouterr()
        code = main(words)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


def test_the_plan_of_the_incident(run: Callable[..., Ran]) -> None:
    """Nothing has been changed; what stops the harm comes first, safe before by hand, and what keeps it away last."""
    ran = run("fix", "agricultural-core", "v3.3.2", "--demo", "--format", "json")
    plan = json.loads(ran.out)
    assert (ran.code, plan["schema"]) == (0, "islive.plan/1")
    ways = [(one["horizon"], one["risk"]) for one in plan["remedies"]]
    order = [(when, risk) for when in ("now", "later") for risk in ("safe", "disruptive", "manual")]
    assert ways == sorted(ways, key=order.index)
    (stop,) = (one for one in plan["remedies"] if one["steps"][0]["operation"] == STOP)
    assert plan["remedies"][0] == stop
    assert "ava-agricultural-task:5" in stop["title"]
    assert stop["steps"][0]["precondition"]
    assert any("put-secret-value" in step["says"] for one in plan["remedies"] for step in one["steps"])
    plain = run("fix", "agricultural-core", "v3.3.2", "--demo")
    assert plain.out.startswith("PLAN, nothing has been changed: agricultural-core v3.3.2: not live")


def test_every_format() -> None:
    """A plan and its outcome are documents like any other: each format draws both, and names the first step."""
    living = stuck()
    plan = planned(living)
    outcome = carried_out(plan, living)
    for form in formats():
        for document in (plan, outcome):
            drawn = render(document, form)
            assert drawn.endswith("\n")
            assert form in {"sarif", "junit"} or "failing deployment" in drawn or "service deployment" in drawn


@pytest.mark.parametrize(
    "words, says",
    [
        (("fix",), "islive fix SERVICE"),
        (("fix", "web", "--yes"), "add --apply"),
        (("fix", "web", "--apply", "--dry-run"), "leave one of them out"),
        (("fix", "agricultural-core", "--demo", "--apply", "--yes"), "only to be looked at"),
        (("fix", "web", "--apply"), "nobody is here to be asked"),
    ],
)
def test_wrong_use(run: Callable[..., Ran], words: tuple[str, ...], says: str) -> None:
    """Refused before anything is asked, with the way on."""
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_without_apply_nothing_is_changed(account: Account, run: Callable[..., Ran]) -> None:
    """The plan is the answer, with or without --dry-run."""
    for words in (WORDS, (*WORDS, "--dry-run")):
        assert run(*words).code == 0
    assert account.written == []


def test_it_is_carried_out(account: Account, run: Callable[..., Ran]) -> None:
    """The deployment goes back, the breaker is on; 10, for the secret is left to a person, who is told how."""
    ran = run(*WORDS, "--apply", "--yes", "--format", "json")
    outcome = json.loads(ran.out)
    assert (ran.code, outcome["schema"], outcome["complete"]) == (10, "islive.outcome/1", True)
    ends = {one["step"]["operation"]: one["ended"] for one in outcome["results"] if one["step"]["operation"]}
    assert {name: ends[name] for name in (STOP, UPDATE)} == {STOP: "done", UPDATE: "done"}
    assert any(one["ended"] == "manual" for one in outcome["results"])
    assert account.written == [STOP, UPDATE]
    assert account.breaker == {"enable": True, "rollback": True}
    assert ran.err.index("PLAN, nothing has been changed") < ran.err.index("islive: done: ")
    account.living.advance(1800.0)
    again = json.loads(run(*WORDS, "--apply", "--yes", "--format", "json").out)
    assert again.get("plan", again)["remedies"]
    assert account.written == [STOP, UPDATE]


def test_the_first_refusal_ends_it(account: Account, run: Callable[..., Ran]) -> None:
    """What was done, how to undo it, what was refused and what would allow it, and what was not begun."""
    account.refuses = UPDATE
    ran = run(*WORDS, "--apply", "--yes")
    assert ran.code == 10
    assert ran.out.startswith("STOPPED: web v1.4.2: NOT DONE: ")
    assert "1 step done before that" in ran.out
    assert "undo: " in ran.out
    assert "grant ecs:UpdateService" in ran.out
    assert "to go on: islive fix web v1.4.2 --apply --no-probe" in ran.out
    account.refuses = ""
    account.living.advance(1800.0)
    assert run(*shlex.split(ran.out.partition("to go on: islive ")[2].partition("  (")[0]), "--yes").code == 10
    assert account.written == [STOP, UPDATE]


def test_what_cannot_be_read_cannot_be_mended(account: Account, run: Callable[..., Ran]) -> None:
    """3, with the permission that is missing, and nothing is changed."""
    account.refuses = "ecs:DescribeServices"
    ran = run("fix", "arn:aws:ecs:eu-west-1:111122223333:service/production/web", "--apply", "--yes", "--no-probe")
    assert (ran.code, account.written) == (3, [])
    assert "grant ecs:DescribeServices" in ran.out + ran.err


def test_refused_before_anything_is_done(account: Account, run: Callable[..., Ran]) -> None:
    """Then nothing at all was changed, and all the rest was not begun."""
    account.refuses = STOP
    ran = run(*WORDS, "--apply", "--yes")
    assert (ran.code, account.written) == (10, [])
    assert "nothing was changed before that" in ran.out
    assert "not begun: Turn the circuit breaker of web on" in ran.out


def at_a_terminal(answers: str) -> tuple[int, str, str]:
    """One islive at a terminal where somebody types this: the exit code, stdout, and what the terminal showed."""
    ours, theirs = pty.openpty()
    env = os.environ | {"TERM": "xterm", "NO_COLOR": "1"}
    with subprocess.Popen(
        [*ISLIVE, *WORDS, "--apply"], env=env, text=True, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE
    ) as process:
        os.close(theirs)
        os.write(ours, answers.encode())
        out, _ = process.communicate(timeout=120)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    return process.returncode, out, shown


@pytest.mark.slow
@pytest.mark.parametrize("answer, written", [("y", [STOP, UPDATE]), ("", [])])
def test_on_a_terminal_what_is_safe_is_asked_once(account: Account, answer: str, written: list[str]) -> None:
    """What is not a yes is a no, and then nothing is changed."""
    code, out, shown = at_a_terminal(f"{answer}\n")
    assert shown.count("carry out 2 safe steps? [y/N]") == 1
    assert (code, account.written) == (10, written)
    assert out.startswith("DONE: web v1.4.2" if written else "PLAN, nothing has been changed")


@pytest.mark.slow
@pytest.mark.parametrize("account", ["variable-lost"], indirect=True)
@pytest.mark.parametrize("answer, code, written", [("y", 0, [REGISTER, UPDATE]), ("n", 10, [])])
def test_what_is_disruptive_is_asked_by_itself(account: Account, answer: str, code: int, written: list[str]) -> None:
    """One question for the registration and the deployment that belong together."""
    ended, _, shown = at_a_terminal(f"{answer}\n")
    assert shown.count("[y/N]") == shown.count("DISRUPTIVE: deploy web corrected") == 1
    assert (ended, account.written) == (code, written)


@pytest.mark.slow
def test_interrupted_at_a_write(account: Account) -> None:
    """Ctrl-C says what is done, what is not known, what is not begun, and how to go on: 130."""
    account.interrupts_at = UPDATE
    pipes: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*ISLIVE, *WORDS, "--apply", "--yes"], env=os.environ, text=True, **pipes) as process:
        account.process = process
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (130, "")
    told = err.splitlines()
    assert any(line.startswith("islive: done: Stop service deployment") for line in told)
    assert "islive: interrupted" in told
    assert any(line.startswith("  not known whether done: Turn the circuit breaker") for line in told)
    assert told[-1].endswith("islive fix web v1.4.2 --apply --no-probe")

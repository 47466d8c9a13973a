"""`islive deploy` as a program of its own, ended at a write or while it waits; and the clock that it waits by."""

import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from islive.model.errors import UserError
from islive.simulator.refusal import Refusal
from islive.wiring.clock import SimulatorClock, SystemClock, clock_of
from tests.matrix import portion
from tests.rollout.account import SERVICE, Account, account_of, before
from tests.rollout.stories import DRAINS_FAST

WORDS = ("deploy", "web", "v1.4.2", "--cluster", "production", "--no-probe", "--yes")
WRITES = ("ecs:RegisterTaskDefinition", "ecs:UpdateService")
NOBODY_HEARS = Refusal("ServerException", "nobody hears this", 500)


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    """v1.4.1 serves, and v1.4.2 could be deployed."""
    with account_of(before(DRAINS_FAST), tmp_path) as account:
        yield account


def end(account: Account, by: signal.Signals) -> None:
    """End the program that runs."""
    assert account.running
    account.running.send_signal(by)


@pytest.mark.slow
@pytest.mark.parametrize("at, does_it", portion([(at, does) for at in WRITES for does in (True, False)], 4))
def test_killed_at_a_write(account: Account, tmp_path: Path, at: str, does_it: bool) -> None:  # noqa: FBT001
    """The same command, on a machine without the memory, finds the rollout in AWS and ends it: each write once."""

    def kills(action: str) -> Refusal | None:
        if action == at and account.running:
            account.refuses = lambda _: None
            end(account, signal.SIGKILL)
            account.running.wait()
            return None if does_it else NOBODY_HEARS
        return None

    account.refuses = kills
    assert account.program(*WORDS).code == -signal.SIGKILL
    account.home = tmp_path / "elsewhere"
    account.home.mkdir()
    ran = account.program(*WORDS)
    assert ran.code == 0, ran.err
    assert account.serves == {"v1.4.2": 2}
    assert account.revisions[1:] == ["web:43"]
    assert {*account.living.world.ecs.task_definitions} == {"web:41", "web:42", "web:43"}
    # What served before is proved first, by whoever begins the rollout.
    begun = at == WRITES[1] or does_it
    assert {one.version for one in account.receipts} == ({"v1.4.2"} if begun else {"v1.4.1", "v1.4.2"})


@pytest.mark.slow
def test_interrupted_while_it_waits(account: Account) -> None:
    """Ctrl-C says what AWS goes on doing and how to go on, exit code 130; and the same command goes on."""
    account.after(25, lambda: end(account, signal.SIGINT))
    ran = account.program(*WORDS)
    assert ran.code == 130, ran.err
    assert "AWS goes on without islive" in ran.err
    assert "islive deploy web v1.4.2 --cluster production --no-probe" in ran.err
    assert "\nislive: interrupted\n" in ran.err
    assert account.program(*WORDS).code == 0
    assert account.revisions[1:] == ["web:43"]
    assert account.serves == {"v1.4.2": 2}


def test_the_clock_of_a_simulated_account(account: Account) -> None:
    """Who waits by it lets the world's time pass, and nobody else's."""
    clock = clock_of(account.around)
    assert isinstance(clock, SimulatorClock)
    began = clock.now()
    assert began == account.living.engine.now
    clock.wait(60)
    assert clock.now() - began == 60
    assert account.living.service(SERVICE).desired == 2


def test_without_a_word_it_is_the_clock_of_this_machine() -> None:
    """The variable alone decides."""
    assert isinstance(clock_of({"AWS_ENDPOINT_URL": "http://127.0.0.1:8000"}), SystemClock)
    assert isinstance(clock_of({"ISLIVE_CLOCK": ""}), SystemClock)


@pytest.mark.parametrize(
    "around",
    [
        {"ISLIVE_CLOCK": "simulator"},
        {"ISLIVE_CLOCK": "simulator", "AWS_ENDPOINT_URL": "https://ecs.eu-west-1.amazonaws.com"},
        {"ISLIVE_CLOCK": "simulator", "AWS_ENDPOINT_URL": "http://10.1.1.20:8000"},
        {"ISLIVE_CLOCK": "sundial", "AWS_ENDPOINT_URL": "http://127.0.0.1:8000"},
    ],
)
def test_a_clock_that_is_none(around: Mapping[str, str]) -> None:
    """AWS's time cannot be let pass, nor that of another machine."""
    with pytest.raises(UserError, match="names no clock"):
        clock_of(around)

"""`islive rollback` and `verify --on-fail` against AWS on a socket: codes, writes, receipts, and who serves then."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from islive.simulator import Living
from islive.simulator.refusal import Refusal
from tests.cli.conftest import Ran
from tests.living.asking import deploy
from tests.matrix import portion
from tests.returning.world import ENDS, GIVES_UP, HOUR, TAKES_BACK, WITHOUT_BREAKER, image
from tests.rollout.account import Account, account_of, before
from tests.rollout.stories import DRAINS_FAST

pytestmark = pytest.mark.slow

Start = Callable[..., "Told"]
WHERE = ("--cluster", "production", "--no-probe")


class Told:
    """An account, and islive on it."""

    def __init__(self, account: Account, capsys: pytest.CaptureFixture[str]) -> None:
        self.account = account
        self._capsys = capsys

    def islive(self, *words: str) -> Ran:
        """One command line."""
        return self.account.islive(self._capsys, *words, *WHERE)

    @property
    def stands(self) -> tuple[list[str], dict[str, int]]:
        """What was written, and what truly serves."""
        return [one.partition(":")[2] for one in self.account.writes], self.account.serves


@pytest.fixture
def start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Start]:
    """An account in which v1.4.1 serves and was verified, and v1.4.2 was deployed so many seconds ago."""
    opened: list[Any] = []

    def begin(*patches: Any, service: Any = None, seconds: float = HOUR, verified: bool = True) -> Told:
        settings = {"aws": {"ecs": {"clusters": {"production": {"services": {"web": service or {}}}}}}}
        living: Living = before(DRAINS_FAST, settings, *patches)
        context = account_of(living, tmp_path)
        opened.append(context)
        told = Told(context.__enter__(), capsys)
        if verified:
            assert told.islive("verify", "web", "v1.4.1").code == 0
        deploy(living)
        living.advance(seconds)
        return told

    yield begin
    for context in opened:
        context.__exit__(None, None, None)


def test_nobody_is_here_to_be_asked(start: Start) -> None:
    """Without a terminal --yes or --dry-run is needed, before anything is read."""
    ran = start(verified=False).islive("rollback", "web")
    assert (ran.code, "this changes what the service runs" in ran.err) == (2, True)


@pytest.mark.parametrize("meanwhile", portion(["taken back by ECS", "superseded", "scaled to zero"], 3))
def test_where_another_version_is_deployed_there_is_nothing_to_take_back(start: Start, meanwhile: str) -> None:
    """The version is not what PRIMARY deploys, or nothing is to run: its failure is no reason to touch the service."""
    told = start(image("v1.4.2", ENDS), service=TAKES_BACK if meanwhile == "taken back by ECS" else WITHOUT_BREAKER)
    if meanwhile == "superseded":
        deploy(told.account.living, "web:41")
        told.account.living.advance(HOUR)
    if meanwhile == "scaled to zero":
        told.account.change({"aws": {"ecs": {"clusters": {"production": {"services": {"web": {"desiredCount": 0}}}}}}})
        told.account.living.advance(HOUR)
    ran = told.islive("verify", "web", "v1.4.2", "--on-fail", "rollback", "--yes")
    codes = {"taken back by ECS": 11, "superseded": 15, "scaled to zero": 16}
    assert (ran.code, told.stands[0]) == (codes[meanwhile], []), ran.err


def it_goes_back_and_proves_it(start: Start) -> None:
    """One write, a receipt, and run again nothing more; nobody is left without an answer in between."""
    told = start()
    shown = told.islive("rollback", "web", "--dry-run")
    assert (shown.code, told.stands) == (0, ([], {"v1.4.2": 2}))
    ran = told.islive("rollback", "web", "--yes")
    assert (ran.code, told.stands) == (0, (["UpdateService"], {"v1.4.1": 2})), ran.err
    assert told.account.receipts[0].version == "v1.4.1"
    again = told.islive("rollback", "web", "--yes")
    assert (again.code, told.stands[0]) == (0, ["UpdateService"])
    assert "PRIMARY went back to it from web:42 already" in again.out


def an_answer_that_is_lost_is_gone_on_with(start: Start) -> None:
    """AWS took the deployment back, and its answer said that something went wrong: it is seen, and followed."""
    told = start(image("v1.4.2", ENDS), service=WITHOUT_BREAKER, seconds=100, verified=False)
    stop = "ecs:StopServiceDeployment"
    told.account.refuses = lambda action: Refusal("ServerException", "broken", 500) if action == stop else None
    first = told.islive("rollback", "web", "--yes")
    assert (first.code, "read back: it was not done" in first.out + first.err) == (10, True), first.out
    told.account.refuses = lambda _: None
    ran = told.islive("rollback", "web", "--yes")
    assert (ran.code, told.stands) == (0, (["StopServiceDeployment"], {"v1.4.1": 2})), ran.err


def what_does_not_serve_is_taken_back(start: Start) -> None:
    """verify finds that v1.4.2 will not serve: it is held, and gone back from only where that is said (11).

    Then there is one answer, and that is why it was taken back.
    """
    told = start(image("v1.4.2", ENDS), service=GIVES_UP)
    held = told.islive("verify", "web", "v1.4.2")
    assert (held.code, told.stands[0]) == (10, []), held.err
    ran = told.islive("verify", "web", "v1.4.2", "--on-fail", "rollback", "--yes")
    assert (ran.code, told.stands) == (11, (["UpdateService"], {"v1.4.1": 2})), ran.err
    (answer,) = (line for line in ran.out.splitlines() if line.startswith("answer: "))
    assert "NOT LIVE: web v1.4.2, rolled back" in answer
    assert "container web of web:42 exits with code 1" in ran.out
    assert "v1.4.1 serves, 2 of 2 tasks healthy" in ran.out


def what_is_not_proved_is_not_gone_back_to_by_itself(start: Start) -> None:
    """v1.4.2 is complete and sick, and nobody ever saw v1.4.1 live: it holds, and says what a person may do."""
    told = start(verified=False)
    told.account.change(image("v1.4.2", {"process": {"answers": {"/health": {"status": 500}}}}))
    told.account.living.advance(HOUR)
    ran = told.islive("verify", "web", "v1.4.2", "--on-fail", "rollback", "--yes", "--timeout", "2h")
    assert told.stands[0] == []
    assert (ran.code, "islive rollback web" in ran.out + ran.err) == (10, True), ran.err
    assert ran.out.startswith("answer: NOT LIVE: web v1.4.2")


STORIES = (
    what_does_not_serve_is_taken_back,
    it_goes_back_and_proves_it,
    an_answer_that_is_lost_is_gone_on_with,
    what_is_not_proved_is_not_gone_back_to_by_itself,
)


@pytest.mark.parametrize("story", portion(STORIES, 4))
def test_a_story(start: Start, story: Callable[[Start], None]) -> None:
    """From the beginning to the end, over the real wire: each says what is true."""
    story(start)

"""The loop: what is told once, tried again, kept, and done without where the memory fails."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from islive.model.documents import Closed
from islive.model.settings import Account, Settings
from islive.model.store import StoreTrouble
from islive.model.watching import Kept, Kind, Seen, Sight
from islive.simulator import load
from islive.store import open_ledger
from islive.store.database import Database
from islive.store.ledger import WatchLedger
from islive.watch.keeping import EVENT, LOG, STOPPED_TASK, Row, kept
from islive.watch.loop import Found, Watch
from islive.wiring.inquiry import Inquiry
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from islive.wiring.watching import Sights
from tests.fleet.accounts import doors_to
from tests.fleet.world import world
from tests.properties.scenes import look_on
from tests.render.sample_documents import LIVE
from tests.render.sample_reports import NOW
from tests.watch.nights import Heard, StandingClock
from tests.watch.test_policy import SECRET, failing, well

MINUTE = timedelta(minutes=1)
TARGET = LIVE.target


@dataclass
class Story:
    """Sights one after another, a minute apart, each seen by a watch that begins anew, with one memory."""

    file: Path
    heard: Heard = field(default_factory=Heard)
    at: datetime = NOW
    watch: Watch | None = None

    def sees(
        self, *seen: Seen, trouble: str = "", closed: tuple[Closed, ...] = (), kept: tuple[Kept, ...] = ()
    ) -> None:
        """One look."""
        found = Found(Sight(self.at, seen, closed, trouble), kept)
        watch = self.watch or Watch(lambda: found, ledger(self.file), [self.heard], StandingClock(), self.heard.talk)
        watch.look = lambda: found
        if self.watch:
            watch.step()
        else:
            watch.run(lambda: True)
        self.at += MINUTE

    @property
    def told(self) -> list[tuple[Kind, str]]:
        """What was told so far."""
        return [(one.kind, one.cause) for one in self.heard.messages]


def ledger(file: Path) -> WatchLedger:
    """A ledger that does not wait for long."""
    return WatchLedger(Database(f"sqlite:///{file}", patience=0.1))


@pytest.fixture
def story(tmp_path: Path) -> Story:
    """An empty memory."""
    return Story(tmp_path / "memory.db")


RAISED, RESOLVED = (Kind.RAISED, "secret-invalid-json"), (Kind.RESOLVED, "secret-invalid-json")


def test_a_restart_is_not_noticed(story: Story) -> None:
    """What was told, and how often it was seen to be live, is in the memory."""
    for seen in (failing(3, SECRET), failing(4, SECRET), Seen(well()), Seen(well()), Seen(well())):
        story.sees(seen)
    assert story.told == [RAISED, RESOLVED]


def test_what_is_not_taken_is_tried_again(story: Story) -> None:
    """After one minute, then two, then four; nothing is lost, and nothing comes twice."""
    story.heard.deaf = True
    for _ in range(5):
        story.sees(failing(3, SECRET))
    assert len([one for one in story.heard.talked if "nobody is at home" in one]) == 3
    story.heard.deaf = False
    for _ in range(6):
        story.sees(failing(9, SECRET))
    assert story.told == [RAISED]


def test_everybody_is_told_for_himself(story: Story) -> None:
    """One who cannot be reached does not keep the message from the others."""
    deaf, found = Heard("deaf", deaf=True), Found(Sight(NOW, (failing(3, SECRET),)))
    sinks = [deaf, story.heard]
    Watch(lambda: found, ledger(story.file), sinks, StandingClock(), story.heard.talk).step()
    assert (story.told, deaf.messages) == ([RAISED], [])


def test_a_memory_that_cannot_be_written(story: Story) -> None:
    """It is told at once, for nobody would know later; what is wrong is said once, and it goes on in memory alone."""
    story.sees(Seen(well()))
    found = Found(Sight(NOW, (failing(3, SECRET),)))
    story.watch = Watch(lambda: found, ledger(story.file), [story.heard], StandingClock(), story.heard.talk)
    with closing(sqlite3.connect(story.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            story.sees(failing(3, SECRET))
        other.execute("ROLLBACK")
    assert story.told == [RAISED]
    assert len(story.heard.talked) == 1
    assert "is locked by another process" in story.heard.talked[0]
    story.sees(failing(9, SECRET))
    story.watch = None
    story.sees(failing(9, SECRET))
    assert story.told == [RAISED]


def test_a_memory_that_is_deleted(story: Story) -> None:
    """Said once; what is known is written into a new one, and nothing is told again."""
    found = Found(Sight(NOW, (failing(3, SECRET),)))
    story.watch = Watch(lambda: found, ledger(story.file), [story.heard], StandingClock(), story.heard.talk)
    story.sees(failing(3, SECRET))
    story.file.unlink()
    for number in range(3):
        story.sees(failing(4 + number, SECRET))
    story.watch = None
    story.sees(failing(9, SECRET))
    assert story.told == [RAISED]
    assert len(story.heard.talked) == 1
    assert "was deleted or replaced" in story.heard.talked[0]


def test_an_account_that_is_shut(story: Story) -> None:
    """After ten minutes it is told, with what would open it; its services are not gone because of it."""
    shut = Closed(TARGET.account, TARGET.region, "the role could not be assumed", "allow sts:AssumeRole")
    story.sees(failing(3, SECRET))
    for _ in range(12):
        story.sees(closed=(shut,))
    assert story.told == [RAISED, (Kind.RAISED, "blind")]
    assert "the role could not be assumed" in story.heard.messages[1].text
    story.sees(failing(9, SECRET))
    assert story.told[2:] == [(Kind.RESOLVED, "blind")]


def test_nothing_at_all_can_be_read(story: Story) -> None:
    """The same of a look that failed whole: expired credentials wake somebody after ten minutes, once."""
    for _ in range(13):
        story.sees(trouble="the session has expired; aws sso login")
    story.sees(Seen(well()))
    assert story.told == [(Kind.RAISED, "blind"), (Kind.RESOLVED, "blind")]
    assert story.heard.messages[0].text.startswith("CANNOT TELL: everything: nothing could be read for 10 min")
    assert "aws sso login" in story.heard.messages[0].text


def test_a_service_that_was_deleted(story: Story) -> None:
    """Its alert is over when it is gone."""
    story.sees(failing(3, SECRET))
    story.sees()
    assert story.told == [RAISED, RESOLVED]
    assert "the service is gone" in story.heard.messages[1].text


def test_evidence_is_kept_once(story: Story) -> None:
    """However often AWS tells the same, and what it no longer tells stays."""
    one = Kept("arn:task/1", STOPPED_TASK, TARGET, NOW, "out of memory", "{}")
    other = Kept("arn:task/2", STOPPED_TASK, TARGET, NOW + MINUTE, "out of memory", "{}")
    story.sees(kept=(one,))
    story.sees(kept=(one, other))
    story.sees(kept=(other,))
    assert list(ledger(story.file).kept(TARGET, STOPPED_TASK)) == [one, other]


def test_what_aws_forgets() -> None:
    """Stopped tasks of services, service events, and logs; no running task, and no task that somebody ran by hand."""
    arn = "arn:aws:ecs:eu-west-1:111122223333:"
    where = {"clusterArn": f"{arn}cluster/production"}
    stopped = {"lastStatus": "STOPPED", "stoppedAt": "2025-09-03T12:00:00Z", "stoppedReason": "exit", **where}
    tasks = [
        {**stopped, "taskArn": f"{arn}task/production/1", "group": "service:web"},
        {**stopped, "taskArn": f"{arn}task/production/2", "group": "family:job"},
        {**where, "taskArn": f"{arn}task/production/3", "group": "service:web", "lastStatus": "RUNNING"},
    ]
    event = {"id": "e1", "createdAt": "2025-09-03T12:00:00Z", "message": "has reached a steady state"}
    service = {"serviceArn": f"{arn}service/production/web", "serviceName": "web", **where, "events": [event]}
    log = {"events": [{"timestamp": "2025-09-03T12:00:00Z", "message": "failed"}]}
    rows = [
        Row("ecs:DescribeTasks", {}, {"tasks": tasks}),
        Row("ecs:DescribeServices", {}, {"services": [service]}),
        Row("logs:GetLogEvents", {"logGroupName": "/build", "logStreamName": "s"}, log),
        Row("ecs:ListTasks", {}, {"taskArns": []}),
    ]
    found = list(kept(rows, "111122223333", "eu-west-1"))
    assert [one.kind for one in found] == [STOPPED_TASK, EVENT, LOG]
    assert {(one.target.cluster, one.target.service) for one in found[:2]} == {("production", "web")}
    assert (found[0].says, found[1].says, found[2].says) == ("exit", "has reached a steady state", "/build s")


@pytest.mark.slow
def test_the_log_of_a_build_that_broke_is_kept() -> None:
    """What a build said before it broke is there for whoever asks about its version tomorrow."""
    place, inquiry = Place(scenario="ava-olo"), Inquiry()
    (log,) = (one for one in Sights(lambda: open_look(place, inquiry), lambda: NOW)().kept if one.kind == LOG)
    assert "agricultural_core_constitutional.py" in log.document
    assert log.says.startswith("/aws/codebuild/ava-agricultural-docker-build ")


@pytest.mark.slow
def test_a_log_is_kept_under_the_account_that_has_it() -> None:
    """What was read by the role of another account is that account's, whoever looked."""
    home, there = world(1, account="444455556666"), load("import-error")
    accounts = (Account("444455556666", regions=("eu-west-1",)), Account(there.scope.account, "reader", ("eu-west-1",)))
    look = look_on(home, Settings(accounts=accounts), aws=doors_to(home, there))
    found = Sights(lambda: (look, Inquiry()), lambda: there.now)().kept
    logs = [(one.target.account, one.says.split()[0]) for one in found if one.kind == LOG]
    assert logs == [(there.scope.account, "/ecs/web")]


def test_a_ledger_of_a_newer_islive(story: Story) -> None:
    """The watch goes on without it, and says so."""
    story.sees(failing(3, SECRET))
    with closing(sqlite3.connect(story.file)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreTrouble):
        open_ledger(f"sqlite:///{story.file}").watched()
    story.sees(failing(3, SECRET))
    assert "newer islive" in story.heard.talked[0]
    assert len(story.heard.talked) == 1

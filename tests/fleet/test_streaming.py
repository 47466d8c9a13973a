"""What is wrong is told before the last answer is there."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from islive.model.doors import Aws, AwsRefused, Question, Reply, Scope
from islive.model.report import Report
from islive.model.settings import Settings
from islive.model.verdict import Verdict
from islive.wiring.inquiry import Inquiry
from islive.wiring.scopes import report_on_account
from tests.fleet.world import fleet, world
from tests.properties.scenes import islive, look_on, write_world

SLOWLY = 0.02


@dataclass
class Slow:
    """A door to AWS each of whose answers takes a while; `answered` is when they came."""

    aws: Aws
    answered: list[float] = field(default_factory=list[float])
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def scope(self) -> Scope:
        """Where the door leads."""
        return self.aws.scope

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Late. One answer at a time, as a budget lets them come."""
        with self.lock:
            time.sleep(SLOWLY)
            self.answered.append(time.monotonic())
            return self.aws.call(operation, **params)

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """Each late."""
        return [self.call(one.operation, **one.params) for one in questions]

    def at(self, arn: str) -> "Slow":
        """The door of another scope, as slow."""
        return Slow(self.aws.at(arn), self.answered, self.lock)


def test_the_first_is_told_before_the_last_answer() -> None:
    """Of forty services the three that are asleep are told while most of the answers are still to come."""
    slow: list[Slow] = []

    def slowly(aws: Aws) -> Aws:
        slow.append(Slow(aws))
        return slow[-1]

    told: list[tuple[float, Report]] = []
    look = look_on(world(40, asleep=3), Settings(), wrap=slowly)
    page = report_on_account(look, Inquiry(), lambda report, _: told.append((time.monotonic(), report)))
    (door,) = slow
    wrong = [at for at, report in told if report.verdict is not Verdict.LIVE]
    assert len(wrong) == 3
    assert len(told) == len(page.reports) == 40
    still_to_come = sum(at > min(wrong) for at in door.answered)
    assert still_to_come > len(door.answered) / 4


def test_the_command_tells_on_stderr(tmp_path: Path) -> None:
    """One line for each service that is wrong, on stderr; stdout holds the page alone. Of few services nothing is."""
    file = str(write_world(fleet(9, asleep=2), tmp_path / "fleet.yaml"))
    ran = islive("--scenario", file)
    assert sorted(line.split(":")[1].split()[0] for line in ran.err.splitlines()) == ["shop-008", "shop-009"]
    assert all(line.startswith("NOT LIVE: ") for line in ran.err.splitlines())
    assert "NOT LIVE: shop" not in ran.out.split("\n", 1)[0]
    assert ran.code == 10
    few = str(write_world(fleet(3, asleep=1), tmp_path / "few.yaml"))
    assert islive("--scenario", few).err == ""

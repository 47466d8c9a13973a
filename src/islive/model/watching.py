"""Watching: what is noticed, what is told of it, and what is kept that AWS forgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from islive.model.documents import Closed
from islive.model.motion import Motion
from islive.model.report import Report
from islive.model.target import Target


class Condition(StrEnum):
    """What is worth waking somebody."""

    DOWN = "down"
    FAILED_TASKS = "failed-tasks"
    ROLLED_BACK = "rolled-back"
    DIFFERENT = "version-differs"
    SLOW = "slow"
    STUCK = "stuck"
    BLIND = "blind"


class Kind(StrEnum):
    """A message raises something, or says that it is over."""

    RAISED = "raised"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Seen:
    """One service in one look; what was proved live at a glance has no motion."""

    report: Report
    motion: Motion | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """One look at everything: what was seen, or why nothing was; `closed` are the accounts that stayed shut."""

    at: datetime
    seen: tuple[Seen, ...] = ()
    closed: tuple[Closed, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to be told, of one service; `service` is empty where it is about an account.

    `cause` is the id of the root cause, or the condition where none is known. What it says was true at `at`; `since` is
    when it was raised.
    """

    kind: Kind
    condition: Condition
    target: Target
    deployment: str
    version: str
    cause: str
    summary: str
    says: str
    impact: str
    fix: str
    evidence: str
    at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """Notices of one kind and one cause, told together; the first line of the text is the answer.

    The same notices make the same `id`: so whoever gets one twice knows.
    """

    id: str
    kind: Kind
    at: datetime
    cause: str
    text: str
    document: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that AWS forgets: a stopped task, an event, a log. `key` is what makes it the same one."""

    key: str
    kind: str
    target: Target
    at: datetime
    says: str
    document: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that has not reached one of those who are told."""

    id: int
    sink: str
    message: Message
    tries: int


class SinkTrouble(Exception):
    """It could not be delivered, or nobody said that it was; it will be tried again."""


class Sink(Protocol):
    """Somebody who is told. `name` is the same after a restart, and holds nothing secret."""

    @property
    def name(self) -> str:
        """What the outbox calls it."""
        ...

    def send(self, message: Message) -> None:
        """Deliver; returning means that it was taken. Raises SinkTrouble."""
        ...


class Ledger(Protocol):
    """The part of the store that the watch lives off. Raises StoreTrouble."""

    def watched(self) -> Mapping[str, str]:
        """What is known of each subject, as it was recorded."""
        ...

    def record(
        self,
        watched: Mapping[str, str | None],
        kept: Sequence[Kept],
        messages: Sequence[Message],
        sinks: Sequence[str],
    ) -> None:
        """In one transaction: what is known now (None: no longer), what is kept, and what is to be told to whom."""
        ...

    def unsent(self, now: datetime) -> Sequence[Unsent]:
        """What is due to be told, oldest first."""
        ...

    def sent(self, id: int, at: datetime) -> None:
        """It was taken."""
        ...

    def postponed(self, id: int, trouble: str, next_try: datetime) -> None:
        """It was not taken."""
        ...

    def kept(self, target: Target, kind: str) -> Sequence[Kept]:
        """What is kept of a service, oldest first."""
        ...

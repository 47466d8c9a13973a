"""The store: what is remembered from look to look. Nothing in it is needed for an answer; it makes answers better."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from islive.model.receipt import Receipt
from islive.model.report import Report, SeenBefore
from islive.model.target import Target


class StoreTrouble(Exception):
    """The memory could not be read or written: `what` says why in one sentence, `hint` what to do about it."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Remembered:
    """One report to be kept: the value, the same as the document `islive.report/1`, and its receipt if it has one."""

    report: Report
    document: str
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier look at a service, in short. `causes` are the ids of its root causes."""

    taken_at: datetime
    target: Target
    verdict: str
    reason: str | None
    version: str
    deployment: str
    task_definition: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deployment:
    """One service deployment as ECS recorded it; ECS forgets it after 90 days. `who` registered what it deploys."""

    arn: str
    target: Target
    status: str
    created_at: datetime
    finished_at: datetime | None
    task_definition: str
    version: str
    reason: str = ""
    who: str | None = None
    commit: str | None = None


class Store(Protocol):
    """Every method raises StoreTrouble, and nothing else, where the memory is not as it should be."""

    def keep(self, looks: Sequence[Remembered], transcript: bytes) -> None:
        """Keep the reports of one look, their receipts, and the redacted bundle that all of them were made from.

        Of looks that say the same, one after the other, the first and the newest stay.
        """
        ...

    def receipts(self, target: Target) -> Sequence[Receipt]:
        """The receipts of a service, newest first."""
        ...

    def looks(self, target: Target) -> Sequence[Past]:
        """The looks at a service, oldest first."""
        ...

    def seen(self, causes: Collection[str]) -> Sequence[SeenBefore]:
        """Every time that one of these root causes was seen, newest first."""
        ...

    def document(self, target: Target, taken_at: datetime) -> tuple[str, bytes] | None:
        """The report of that moment as it was written down, and the bundle that it was made from."""
        ...

    def keep_deployments(self, deployments: Sequence[Deployment]) -> None:
        """Keep ECS's own record, which it forgets."""
        ...

    def deployments(self, target: Target) -> Sequence[Deployment]:
        """What ECS recorded of a service, newest first."""
        ...

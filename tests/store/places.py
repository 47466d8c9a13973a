"""The databases that the contract is tried on, and looks to put into them."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from islive.model.receipt import Receipt
from islive.model.report import Primary, Report
from islive.model.store import Remembered
from islive.model.verdict import Grade
from islive.render import render
from islive.wiring.receipts import receipt_of
from tests.render.sample_documents import LIVE
from tests.render.sample_reports import AVA_OLO, NOW

# How a database of each kind is had in an empty folder. (A server of PostgreSQL will be another line.)
KINDS = {"sqlite": lambda folder: f"sqlite:///{folder / 'memory.db'}"}

MINUTE = timedelta(minutes=1)


def url(kind: str, folder: Path) -> str:
    """An empty database of that kind."""
    return KINDS[kind](folder)


def at(report: Report, minutes: int) -> Report:
    """The same report so many minutes later."""
    return replace(report, taken_at=NOW + minutes * MINUTE)


def live(minutes: int = 0, version: str = "v1.4.2", deployment: str = "ecs-svc/1") -> Report:
    """That version of the service web, proved live."""
    primary = Primary(deployment, "web:12", NOW)
    return at(replace(LIVE, primary=primary, wanted=replace(LIVE.wanted, version=version)), minutes)


def failed(minutes: int = 0, service: str = "web") -> Report:
    """A service that is not live, with two root causes."""
    target = replace(AVA_OLO.target, service=service)
    return at(replace(AVA_OLO, target=target, primary=Primary("ecs-svc/2", "web:13", NOW)), minutes)


def remembered(*reports: Report) -> Sequence[Remembered]:
    """The reports as they are kept, with receipts for those that deserve one."""
    return [Remembered(one, render(one, "json"), receipt_of(one, (), sha256(b"bundle"))) for one in reports]


def receipt(version: str = "v1.4.2", taken_at: datetime = NOW) -> Receipt:
    """A receipt of its own."""
    return Receipt(
        taken_at, LIVE.target, version, None, ("sha256:" + "a" * 64,), "web:12", "ecs-svc/1", Grade.ROUTED,
        degraded=False, transcript="b" * 64, evidence=(),
    )  # fmt: skip


def sha256(content: bytes) -> str:
    """As hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()

"""What is known of one service from look to look, and how it is written down."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from islive.model.target import Target
from islive.model.watching import Condition


@dataclass(frozen=True, slots=True)
class Told:
    """What was raised and is not over. `definition` is the task definition of its deployment.

    `symptoms` is what its cause was seen to bring about. They outlive it: of a task that failed for want of a secret
    ECS tells for an hour, also when the secret was mended.
    """

    deployment: str
    definition: str
    cause: str
    condition: Condition
    summary: str
    version: str
    since: datetime
    symptoms: tuple[str, ...] = ()

    @property
    def is_unexplained(self) -> bool:
        """No root cause was known."""
        return self.cause == self.condition


@dataclass(frozen=True, slots=True)
class Suspect:
    """The first root cause that was seen of a task definition, should ECS go back before it is told."""

    definition: str
    cause: str
    summary: str
    fix: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Watched:
    """What one subject came to: how far its deployment got and when, since when nothing could be read, what was told.

    `well` and `odd` count looks in a row that saw it live, and that saw what must be seen twice to be believed.
    `taken_back` is the service deployment whose rollback is known. `began` is when the deployment began that is under
    way, which after a rollback is an old one with its old time; `seen_at` is when the service was looked at last.
    """

    deployment: str = ""
    furthest: tuple[int, ...] = ()
    station: str = ""
    moved_at: datetime | None = None
    blind_since: datetime | None = None
    well: int = 0
    odd: int = 0
    told: tuple[Told, ...] = field(default=())
    taken_back: str = ""
    began: datetime | None = None
    seen_at: datetime | None = None
    suspect: Suspect | None = None


def subject(target: Target) -> str:
    """The name under which it is written down."""
    return f"{target.account}/{target.region}/{target.cluster}/{target.service}"


def target_of(subject: str) -> Target:
    """The service (or account and region, with the rest empty) of that name."""
    account, region, cluster, service = subject.split("/", 3)
    return Target(account, region, cluster, service)


def written(watched: Watched) -> str:
    """As text."""
    return json.dumps(asdict(watched), default=lambda value: value.isoformat())


def read(text: str) -> Watched:
    """As it was written."""
    found: Mapping[str, Any] = json.loads(text)
    return Watched(
        deployment=found["deployment"],
        furthest=tuple(found["furthest"]),
        station=found["station"],
        moved_at=_moment(found["moved_at"]),
        blind_since=_moment(found["blind_since"]),
        well=found["well"],
        odd=found["odd"],
        told=tuple(_told(one) for one in found["told"]),
        taken_back=found["taken_back"],
        began=_moment(found["began"]),
        seen_at=_moment(found["seen_at"]),
        suspect=Suspect(**found["suspect"]) if found["suspect"] else None,
    )


def _told(found: Mapping[str, Any]) -> Told:
    said: dict[str, Any] = dict(found)
    said["condition"] = Condition(found["condition"])
    said["since"] = datetime.fromisoformat(found["since"])
    said["symptoms"] = tuple(found["symptoms"])
    return Told(**said)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

"""The settings: everything in them is discovered when absent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Account:
    """One account to look at, in some regions, by a role; without a role by the credentials themselves."""

    id: str
    role: str | None = None
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """What the settings say of one service.

    `share` is the part of the requests, in percent, that it should get where a listener rule divides them for good.
    """

    routes: tuple[str, ...] = ()
    build_project: str | None = None
    repository: str | None = None
    pipeline: str | None = None
    share: int = 100


@dataclass(frozen=True, slots=True)
class Suppression:
    """A contributing finding that somebody has decided to live with: why, where, and until when.

    `services` and `subject` may hold `*` and `?`; without them it is said of every service and subject.
    """

    rule: str
    reason: str
    services: tuple[str, ...] = ()
    subject: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """`islive.toml`, or `[tool.islive]` in `pyproject.toml`.

    `answers_a_second` is how fast a canary may be asked, per host, where many answers are wanted: ten are fewer than a
    browser sends for one page, and make 200 answers in twenty seconds.
    """

    routes: tuple[str, ...] = ()
    canary_path: str = "/deployment-canary"
    clusters: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    services: Mapping[str, ServiceSettings] = field(default_factory=dict[str, ServiceSettings])
    suppress: tuple[Suppression, ...] = ()
    answers_a_second: int = 10

    def of(self, service: str) -> ServiceSettings:
        """What is said of that service, or nothing."""
        return self.services.get(service, ServiceSettings())

"""The settings: everything in them is discovered when absent."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """One account to look at, in some regions, by a role; without a role by the credentials themselves."""

    id: str
    role: str | None = None
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """What the settings say of one service."""

    routes: tuple[str, ...] = ()
    build_project: str | None = None
    repository: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """`islive.toml`, or `[tool.islive]` in `pyproject.toml`."""

    routes: tuple[str, ...] = ()
    canary_path: str = "/deployment-canary"
    clusters: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    services: Mapping[str, ServiceSettings] = field(default_factory=dict[str, ServiceSettings])

    def of(self, service: str) -> ServiceSettings:
        """What is said of that service, or nothing."""
        return self.services.get(service, ServiceSettings())

"""What is being asked: which service, and which version of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """The ECS service under investigation."""

    account: str
    region: str
    cluster: str
    service: str

    def __str__(self) -> str:
        return f"{self.service} @ {self.cluster}/{self.region}"


@dataclass(frozen=True, slots=True)
class Requested:
    """The version that was asked for, as the user wrote it; None asks about what the PRIMARY deployment declares."""

    version: str | None = None

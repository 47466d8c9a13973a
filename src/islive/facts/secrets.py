"""The secrets and parameters that the task definitions name: do they exist, and (`--inspect-secrets`) their shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from islive.facts.task_definitions import SecretReference
from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class SecretShape:
    """The shape of a secret value, never a character of it (the door computed it, see transcript/secret_shape.py)."""

    kind: str
    error: str | None
    offset: int | None
    line: int | None
    column: int | None
    key: str | None
    keys: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Secret:
    """One reference: `exists` as AWS answered; `shape` None where secrets were not to be inspected."""

    reference: SecretReference
    task_definition: str
    exists: bool
    deleted_at: datetime | None
    changed_at: datetime | None
    shape: SecretShape | Gap | None


@dataclass(frozen=True, slots=True)
class Secrets:
    """One entry per distinct secret and key that the newest and the PRIMARY revision name, each as value or gap."""

    secrets: tuple[Secret, ...]
    gaps: tuple[Gap, ...] = ()

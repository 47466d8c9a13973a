"""The task execution role: may it pull, read the secrets, write the logs?"""

from dataclasses import dataclass

from islive.facts.permissions import Permissions


@dataclass(frozen=True, slots=True)
class ExecutionRole:
    """The permissions of the PRIMARY (or newest) revision's execution role; None where the revision names none."""

    permissions: Permissions | None

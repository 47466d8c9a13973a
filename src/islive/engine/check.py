"""A check: one thing that must be so for the version to be live."""

from dataclasses import dataclass

from islive.model.verdict import Reason


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be so for the version to be live; `reason` is what to call it when it is refuted."""

    axis: str
    holds: bool | None
    says: str
    reason: Reason | None = None

"""A receipt: that a version was seen to be live, when, how far that was proved, and by which evidence."""

from dataclasses import dataclass
from datetime import datetime

from islive.model.report import LastVerified
from islive.model.target import Target
from islive.model.verdict import Grade


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers to one operation that the proof rests on: how many, and the SHA-256 of their rows in the bundle."""

    operation: str
    answers: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """`transcript` is the SHA-256 of the bundle with all answers; `signed`: a signature was there, and was right."""

    taken_at: datetime
    target: Target
    version: str
    commit: str | None
    digests: tuple[str, ...]
    task_definition: str
    deployment: str
    grade: Grade
    degraded: bool
    transcript: str
    evidence: tuple[Answered, ...]
    signed: bool = False

    @property
    def as_last_verified(self) -> LastVerified:
        """The same as a report says it."""
        return LastVerified(
            self.version, self.task_definition, min(self.digests, default=None), self.taken_at, self.grade
        )

"""What rules see: a sighting, and the finding it becomes when it is stamped with its rule."""

from dataclasses import dataclass
from enum import StrEnum

from islive.model.citation import Citation
from islive.model.remedy import Remedy
from islive.model.stage import Stage


class Severity(StrEnum):
    """How much it hurts."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"


class Certainty(StrEnum):
    """How sure we are."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Role(StrEnum):
    """A finding that no other explains; one that is explained; neither: it made things worse, or will."""

    ROOT_CAUSE = "root-cause"
    SYMPTOM = "symptom"
    CONTRIBUTING = "contributing"


@dataclass(frozen=True, slots=True)
class Location:
    """A line of a file in the repository, by its path from the root; without a number the whole file is meant."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing that a rule saw, said in one sentence that names the offending value and the expected one."""

    subject: str
    summary: str
    because: tuple[Citation, ...]
    certainty: Certainty = Certainty.CONFIRMED
    remedies: tuple[Remedy, ...] = ()
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A sighting stamped with its rule; `explains` and `explained_by` are ids of other findings of the same report."""

    id: str
    role: Role
    stage: Stage
    severity: Severity
    certainty: Certainty
    subject: str
    summary: str
    explains: tuple[str, ...]
    explained_by: tuple[str, ...]
    because: tuple[Citation, ...]
    remedies: tuple[Remedy, ...]
    location: Location | None = None

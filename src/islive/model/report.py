"""The report: one investigation as a value. Renderers, stores and exit codes see nothing else."""

from dataclasses import dataclass
from datetime import datetime

from islive.model.citation import Citation
from islive.model.diagnosis import Diagnosis
from islive.model.evidence import Gap
from islive.model.finding import Finding
from islive.model.remedy import Remedy
from islive.model.stage import Stage, StageTrace
from islive.model.target import Target
from islive.model.verdict import Grade, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for, resolved: the name people use, its commit and the image digests that are it."""

    version: str | None
    commit: str | None = None
    image_digest: str | None = None
    newest_tag: str | None = None

    @property
    def label(self) -> str:
        """The name to call it by: the version, else the commit; "" where nobody asked and nothing is known."""
        return self.version or (self.commit or "")[:7]


@dataclass(frozen=True, slots=True)
class Serving:
    """One version among the running tasks: how many run it, and how many of those take traffic in health."""

    version: str
    digest: str | None
    tasks: int
    healthy: int


NOBODY = "nobody is served"


@dataclass(frozen=True, slots=True)
class Impact:
    """Who is served by what right now, in one sentence and in figures."""

    says: str
    serving: tuple[Serving, ...] = ()

    @property
    def is_down(self) -> bool:
        """Nobody is served; not to be confused with an impact that could not be read."""
        return self.says.startswith(NOBODY)


@dataclass(frozen=True, slots=True)
class Axes:
    """The four axes of being live, each as what was found there."""

    declared: str
    deployed: str
    running: tuple[str, ...]
    serving: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened (or, without a citation, is expected) at a time."""

    at: datetime
    says: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Folded:
    """A finding that steps back, and why: it was suppressed, or known before."""

    finding: Finding
    because: str


@dataclass(frozen=True, slots=True)
class Primary:
    """The PRIMARY deployment: ECS's id of it, what it deploys, and since when."""

    id: str
    task_definition: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LastVerified:
    """The version that is known to have served last, and how far that was proved.

    From a receipt of islive; without one it is what ECS's newest SUCCESSFUL deployment deployed, and the grade is NONE:
    nobody proved that it served.
    """

    version: str
    task_definition: str
    digest: str | None
    at: datetime
    grade: Grade = Grade.NONE

    @property
    def by_islive(self) -> bool:
        """A receipt says so."""
        return self.grade is not Grade.NONE


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """The same root cause, some other time or in some other service; `ended_by` is the version that served next."""

    cause: str
    target: Target
    began: datetime
    ended: datetime | None = None
    ended_by: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Same evidence, same report, same bytes.

    `not_looked_at` names the facts that a glance at many services left out; empty after a full look. `seen_before`, and
    `last_verified` where it is by islive, come from memory: they are no part of the diagnosis, and change no verdict.
    """

    taken_at: datetime
    target: Target
    wanted: Wanted
    verdict: Verdict
    reason: Reason | None
    says: str
    stopped_at: Stage | None
    proved_to: Grade
    impact: Impact
    axes: Axes
    stages: tuple[StageTrace, ...]
    timeline: tuple[TimelineEntry, ...]
    diagnosis: Diagnosis
    plan: tuple[Remedy, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]
    calls: int
    folded: tuple[Folded, ...] = ()
    not_looked_at: tuple[str, ...] = ()
    primary: Primary | None = None
    last_verified: LastVerified | None = None
    seen_before: tuple[SeenBefore, ...] = ()

"""The documents: everything that can be drawn, each one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from islive.model.citation import Citation
from islive.model.doors import Scope
from islive.model.explanation import Explanation
from islive.model.history import History
from islive.model.motion import Observation
from islive.model.remedy import Remedy, Step
from islive.model.report import Report
from islive.model.target import Target


@dataclass(frozen=True, slots=True)
class RouteRow:
    """Where one address leads, as far as it leads; `note` says why it leads no further."""

    url: str
    load_balancer: str | None
    listener: str | None = None
    rule: str | None = None
    target_group: str | None = None
    service: str | None = None
    version: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Routes:
    """Which address leads over which load balancer to which service and version."""

    rows: tuple[RouteRow, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """An account and region that could not be looked into: why, in AWS's words, and what would open it."""

    account: str
    region: str
    reason: str
    fix: str


@dataclass(frozen=True, slots=True)
class ClusterReport:
    """Everything of one account and region at one moment: a report for each service, and the routes to them.

    `calls` counts the questions to AWS for all of it: what two services share is asked once. Where the settings name
    several accounts or regions, `scopes` are all of them and `closed` those that could not be looked into.
    """

    taken_at: datetime
    account: str
    region: str
    reports: tuple[Report, ...]
    routes: Routes
    calls: int = 0
    scopes: tuple[Scope, ...] = ()
    closed: tuple[Closed, ...] = ()


class Change(NamedTuple):
    """One difference between two task definitions: what happened, and to what."""

    what: str
    path: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two task definitions of one service compared."""

    service: str
    old: str
    new: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why there is no plan, what was seen on the way, and what would help; `blind` where that is only not known."""

    says: str
    way_out: str
    seen: tuple[str, ...] = ()
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done for one service, in this order. Nothing has been changed by it.

    `because` is the proof that it rests on, `notes` what else there is to know, `command` the command line that made
    it. Where something is hindered there are no remedies.
    """

    target: Target
    remedies: tuple[Remedy, ...]
    version: str | None = None
    says: str = ""
    because: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    hindered: tuple[Hindrance, ...] = ()
    command: str = ""

    @property
    def name(self) -> str:
        """Whom it is about."""
        return " ".join(filter(None, (self.target.service, self.version)))

    @property
    def steps(self) -> tuple[Step, ...]:
        """All of them, each with its own risk or its remedy's."""
        return tuple(replace(step, risk=step.risk or remedy.risk) for remedy in self.remedies for step in remedy.steps)

    @property
    def is_fit(self) -> bool:
        """There is something to do, and all of it can be carried out."""
        return bool(self.steps) and all(step.precondition for step in self.steps)


class Ended(StrEnum):
    """How a step ended; a refusal was read back and not done, of `unknown` that could not be read.

    `changed`: AWS says something else by now than the step was planned for. `manual`: it is left to a person. `amiss`:
    it was done, and AWS says something else of it than was expected.
    """

    DONE = "done"
    AMISS = "done-amiss"
    ALREADY = "already-so"
    MANUAL = "manual"
    CHANGED = "changed"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Result:
    """One step and how it ended; `says` is AWS's word where it did not end well.

    `told` is what the step wanted of AWS's answer: empty where that was lost, or where it was so already.
    """

    step: Step
    ended: Ended
    says: str = ""
    told: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def is_well(self) -> bool:
        """The next step may follow."""
        return self.ended in {Ended.DONE, Ended.ALREADY, Ended.MANUAL}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What carrying out a plan came to: a result for each step up to the first that did not end well."""

    plan: Plan
    results: tuple[Result, ...]

    @property
    def done(self) -> tuple[Step, ...]:
        """What was changed."""
        return tuple(one.step for one in self.results if one.ended in {Ended.DONE, Ended.AMISS})

    @property
    def stopped_by(self) -> Result | None:
        """The result that ended it, None where every step ended well."""
        return next((one for one in self.results if not one.is_well), None)

    @property
    def left(self) -> tuple[Step, ...]:
        """The steps that were not begun."""
        begun = [one.step for one in self.results]
        return tuple(step for step in self.plan.steps if step not in begun)


@dataclass(frozen=True, slots=True)
class RunsAt:
    """One service that runs a version: in how many of its running tasks, and by which of its images."""

    target: Target
    task_definition: str
    version: str
    digest: str
    tasks: int
    of: int


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Every service that runs a version or digest, among so many that were `looked_at`.

    `unread` says of which service it could not be told and why; `closed` are accounts that could not be looked into.
    """

    asked: str
    taken_at: datetime
    places: tuple[RunsAt, ...]
    looked_at: int
    unread: tuple[tuple[Target, str], ...] = ()
    scopes: tuple[Scope, ...] = ()
    closed: tuple[Closed, ...] = ()
    calls: int = 0

    @property
    def is_whole(self) -> bool:
        """Everywhere one could look."""
        return not self.unread and not self.closed


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a version stands while it is waited for: no answer yet, so it is drawn for people only.

    `expects` says what is to be expected of it; `waited` is how long it has been waited for, `unchanged` how long it
    has come no further, `patience` after how long of that it is given up, `left` what is left of the time given.
    `trouble` is what kept AWS from answering the newest look, "" where it answered, and `age` how old what is shown is.
    """

    observation: Observation
    expects: str
    waited: timedelta
    unchanged: timedelta
    patience: timedelta
    left: timedelta | None = None
    trouble: str = ""
    age: timedelta = timedelta()


Document: TypeAlias = (
    Report | ClusterReport | Routes | Difference | Plan | Outcome | Whereabouts | Explanation | History
)

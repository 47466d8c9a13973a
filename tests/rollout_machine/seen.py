"""What a driver sees, made by hand: facts about the service shop, and looks at it, one after the other."""

from dataclasses import dataclass, field, replace
from typing import Any

from islive.facts.identity import Identities
from islive.facts.rollouts import Carried, Rollouts
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.model.documents import Ended, Outcome, Plan, Result
from islive.model.errors import UserError
from islive.model.evidence import Evidence
from islive.model.motion import Motion, Observation, Work
from islive.model.remedy import Step
from islive.model.report import Report
from islive.model.rollout import Rollout
from islive.model.target import Target
from islive.model.verdict import Reason, Verdict
from islive.rollout.machine import Command, Event, State
from tests.render.sample_documents import LIVE, ROLLING
from tests.rules import builders_b as b

TARGET = Target(b.ACCOUNT, "eu-west-1", "prod", "shop")
OURS = Rollout("r1", TARGET, "v3", "shop:2", {"web": b.NEW}, "anna@ci", b.at("09:00"))
CARRIED = Carried("r1", "v3", "shop:2", "anna@ci", b.at("09:00"))
R2, R3, R4 = b.revision(2, b.OLD), b.revision(3, b.NEW), b.revision(4, b.OTHER)
FROM = b.record("d2", "SUCCESSFUL", R2)
BAD: Report = replace(LIVE, verdict=Verdict.NOT_LIVE, reason=Reason.FAILED)
UNTOLD: Report = replace(LIVE, verdict=Verdict.UNKNOWN, reason=Reason.BLIND)
DEGRADED: Report = replace(LIVE, reason=Reason.DEGRADED)


def primary(revision: int, *, under_way: bool = False, **changes: Any) -> Any:
    """PRIMARY deploys that revision."""
    state = "IN_PROGRESS" if under_way else "COMPLETED"
    named = {"task_definition": f"shop:{revision}", "rollout_state": state, "created_at": b.at("09:01")}
    return b.deployment(f"ecs-svc/{revision}", **{**named, **changes})


def ours(status: str = "IN_PROGRESS", **changes: Any) -> Any:
    """The record of the rollout's deployment."""
    return b.record("d3", status, R3, created_at=b.at("09:01"), **changes)


def evidence(*deployments: Any, records: tuple[Any, ...] = (FROM,), carries: Any = None, tasks: Any = ()) -> Evidence:
    """What AWS shows; `carries` is revision -> what its tags say, the rollout's own shop:3 unless said otherwise."""
    carried = {"shop:3": CARRIED} if carries is None else carries
    facts = {
        Service: b.service(*deployments),
        ServiceDeployments: b.records(*records, revisions=(R2, R3, R4)),
        Rollouts: Rollouts(carried, max(("shop:2", *carried))),
        RunningTasks: RunningTasks(tuple(tasks)),
        Identities: Identities({}),
    }
    return Evidence(b.at("09:10"), facts)


ABSENT = evidence(primary(2), carries={})
REGISTERED = evidence(primary(2))
UNDER_WAY = evidence(primary(3, under_way=True), records=(ours(), FROM))
TASKS = (b.task("1", deployment="ecs-svc/3", task_definition="shop:3", containers=(b.container(digest=b.NEW),)),)
DONE = evidence(primary(3), records=(ours("SUCCESSFUL"), FROM), tasks=TASKS)
GOING_BACK = evidence(primary(2, under_way=True), records=(ours("ROLLBACK_IN_PROGRESS"), FROM))
BACK = evidence(primary(2), records=(ours("ROLLBACK_SUCCESSFUL"), FROM))
ELSE = evidence(primary(4, under_way=True), records=(b.record("d4", "IN_PROGRESS", R4), ours("STOPPED"), FROM))
BLIND = Evidence(b.at("09:10"), {Service: b.DENIED})


def observation(report: Report, work: Work = Work.AT_WORK) -> Observation:
    """A look with that report."""
    return Observation(report, Motion(work))


@dataclass
class Time:
    """A clock that only waiting moves."""

    at: float = 1000.0

    def now(self) -> float:
        """Seconds."""
        return self.at

    def wait(self, seconds: float) -> None:
        """They pass."""
        self.at += seconds


Sight = tuple[Evidence, Report] | UserError


@dataclass
class Scripted:
    """A world that shows these sights in order, the last one for ever.

    `ends` is how what is ordered ends: an error once or, where it is `lasting`, each time.
    """

    sights: list[Any]
    ends: dict[Command, Ended | UserError | None] = field(default_factory=dict[Command, Ended | UserError | None])
    ordered: list[Command] = field(default_factory=list[Command])
    noted: list[State] = field(default_factory=list[State])
    asked: list[str | None] = field(default_factory=list[str | None])
    now: tuple[Evidence, Report] = (ABSENT, ROLLING)
    lasting: bool = False

    def look(self) -> Evidence:
        """The next sight."""
        sight = self.sights.pop(0) if len(self.sights) > 1 else self.sights[0]
        if isinstance(sight, UserError):
            raise sight
        self.now = sight
        return sight[0]

    def judge(self, version: str | None) -> tuple[Observation, Evidence]:
        """The report of that sight; nothing is at work on what is decided."""
        self.asked.append(version)
        report = self.now[1]
        decided = report.verdict in {Verdict.NOT_LIVE, Verdict.LIVE}
        return observation(report, Work.GIVEN_UP if decided else Work.AT_WORK), self.now[0]

    def carry_out(self, command: Command) -> Outcome | None:
        """It ends as it is said."""
        self.ordered.append(command)
        end = self.ends.get(command, Ended.DONE)
        if isinstance(end, UserError):
            if not self.lasting:
                self.ends.pop(command)
            raise end
        plan = Plan(TARGET, ())
        return None if end is None else Outcome(plan, (Result(Step("it"), end),))

    def note(self, state: State, event: Event) -> None:
        """Written down, before anything is done."""
        del event
        self.noted.append(state)

    def cost(self) -> float:
        """Nothing."""
        return 0.0

"""The world that the driver of a rollout acts on, and the way through: from what was prepared to how it ended."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from islive.engine.waiting import Limits
from islive.facts.service_deployment import ServiceDeployment
from islive.model.documents import Outcome, Plan, Progress
from islive.model.doors import Clock
from islive.model.errors import UserError
from islive.model.evidence import Evidence
from islive.model.motion import Observation
from islive.model.remedy import Remedy, Risk
from islive.remedy.steps.continue_deployment import continue_deployment
from islive.rollout import events, standing
from islive.rollout.driver import Rolled, Run, roll_out
from islive.rollout.events import Wish, record_of
from islive.rollout.machine import Command, Event, State
from islive.wiring.preparing import Asked, Prepared, part, prepared
from islive.wiring.returning import Receipts
from islive.wiring.sights import Sights

__all__ = ["Asked", "Prepared", "World", "prepared", "rolled_out"]

Act = Callable[[Plan], Outcome]

LOOKED_AT: tuple[type, ...] = (*standing.READ, *events.READ)


@dataclass
class World:
    """What the driver acts on: one service of an account, through doors that are handed to it.

    `act` carries out a plan; `receipts` prove what may be gone back to; `noted` writes down where it stands. `back` is
    the plan of going back, once it was made: hindered where there is none.
    """

    sights: Sights
    prepared: Prepared
    act: Act
    receipts: Receipts = lambda _: ()
    noted: Callable[[State, Event], None] = lambda _, __: None
    back: Plan | None = None
    evidence: Evidence | None = field(default=None, repr=False)

    def look(self) -> Evidence:
        """What AWS carries of the rollout. Raises UserError, Refused."""
        self.evidence = self.sights.look(LOOKED_AT, self.prepared.plan.version)
        return self.evidence

    def judge(self, version: str | None) -> Observation:
        """The report of the same moment."""
        return self.sights.judge(version)

    def carry_out(self, command: Command) -> Outcome | None:
        """Do the part of what was shown. Raises UserError."""
        plan = self._plan(command)
        if plan is None:
            return None
        return self.act(plan) if plan.steps else Outcome(plan, ())

    def note(self, state: State, event: Event) -> None:
        """Hand it on to whoever writes it down."""
        self.noted(state, event)

    def cost(self) -> float:
        """Seconds until the read budget has back what the newest look asked."""
        return self.sights.cost

    def _plan(self, command: Command) -> Plan | None:
        plan = self.prepared.plan
        match command:
            case Command.REGISTER | Command.UPDATE:
                return replace(plan, remedies=part(plan, command))
            case Command.CONTINUE:
                return self._continued(plan)
            case Command.GO_BACK:
                return self._gone_back(plan)
            case _:
                return None

    def _gone_back(self, plan: Plan) -> Plan | None:
        """The way back of this moment, without a step where it has begun; None where there is none that is proved."""
        by = self.prepared.rollout.by if self.prepared.rollout else ""
        self.back = self.sights.way_back(self.receipts, by, plan.command)
        return None if self.back.hindered else self.back

    def _continued(self, plan: Plan) -> Plan | None:
        """The answer to the pause that waits."""
        record = self._record()
        if record is None:
            return None
        steps = tuple(continue_deployment(record, hook, "CONTINUE") for hook in record.awaiting_hooks)
        return replace(plan, remedies=(Remedy("let it go on", Risk.DISRUPTIVE, steps=steps),)) if steps else None

    def _record(self) -> ServiceDeployment | None:
        rollout = self.prepared.rollout
        return record_of(rollout, self.evidence) if rollout and self.evidence else None


def rolled_out(world: World, clock: Clock, limits: Limits, wish: Wish, show: Callable[[Progress], None]) -> Rolled:
    """Carry the rollout through, from wherever it stands. Raises UserError if nothing could be seen or begun."""
    rollout = world.prepared.rollout
    if rollout is None:
        raise UserError("there is nothing to roll out")
    return roll_out(Run(rollout, world, clock, limits, wish, show))

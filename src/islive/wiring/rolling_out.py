"""The world that the driver of a rollout acts on, and the way through: from what was prepared to how it ended."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from islive.engine.discover import collectors
from islive.engine.waiting import Limits
from islive.facts.service_deployment import ServiceDeployment
from islive.model.documents import Outcome, Plan, Progress
from islive.model.doors import Clock
from islive.model.errors import UserError
from islive.model.evidence import Evidence
from islive.model.motion import Observation
from islive.model.remedy import Remedy, Risk
from islive.remedy.steps.continue_deployment import continue_deployment
from islive.remedy.steps.deploy_existing import deploy_existing
from islive.remedy.steps.deploy_registered import deploy_registered
from islive.remedy.steps.register_revision import register_revision
from islive.remedy.steps.stop_deployment import stop_deployment
from islive.remedy.steps.tag_image import tag_image
from islive.rollout import events, standing
from islive.rollout.driver import Rolled, Run, roll_out
from islive.rollout.events import Wish, record_of
from islive.rollout.machine import Command, Event, State
from islive.wiring import tagging
from islive.wiring.needed import needed
from islive.wiring.preparing import READ, Asked, Prepared, part, prepared
from islive.wiring.returning import Receipts, asked_for_rollback
from islive.wiring.sights import Sights

__all__ = ["Asked", "Prepared", "World", "prepared", "rolled_out"]

Act = Callable[[Plan], Outcome]


@dataclass
class World:
    """What the driver acts on: one service of an account, through doors that are handed to it.

    `do` carries out a plan; `receipts` prove what may be gone back to; `noted` writes down where it stands. `back` is
    the plan of going back, once it was made: hindered where there is none.
    """

    sights: Sights
    prepared: Prepared
    do: Act
    receipts: Receipts = lambda _: ()
    noted: Callable[[State, Event], None] = lambda _, __: None
    back: Plan | None = None
    evidence: Evidence | None = field(default=None, repr=False)

    def look(self) -> Evidence:
        """What AWS carries of the rollout. Raises UserError, Refused."""
        self.evidence = self.sights.look(standing.READ, self.prepared.plan.version)
        return self.evidence

    def judge(self, version: str | None) -> tuple[Observation, Evidence]:
        """The report of the same moment, and what it was made of."""
        return self.sights.judge(version, events.READ)

    def carry_out(self, command: Command) -> Outcome | None:
        """Do the part of what was shown. Raises UserError."""
        plan = self._plan(command)
        if plan is None:
            return None
        return self.do(plan) if plan.steps else Outcome(plan, ())

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
        record = self.record()
        if record is None:
            return None
        steps = tuple(continue_deployment(record, hook, "CONTINUE") for hook in record.awaiting_hooks)
        return replace(plan, remedies=(Remedy("let it go on", Risk.DISRUPTIVE, steps=steps),)) if steps else None

    def record(self) -> ServiceDeployment | None:
        """The service deployment of the rollout, as it was seen last."""
        rollout = self.prepared.rollout
        return record_of(rollout, self.evidence) if rollout and self.evidence else None


def asked_for_rollouts() -> frozenset[str]:
    """Every operation of a rollout, there and back, beside those of a look."""
    read = needed((*READ, *tagging.IN_DOUBT, *(one.fact for one in asked_for_rollback())), collectors())
    steps = (register_revision, deploy_registered, continue_deployment, stop_deployment, deploy_existing, tag_image)
    asked = {operation for one in read for operation in one.operations}
    return frozenset(asked | {one.operation for one in steps} | {operation for one in steps for operation in one.reads})


def rolled_out(world: World, clock: Clock, limits: Limits, wish: Wish, show: Callable[[Progress], None]) -> Rolled:
    """Carry the rollout through, from wherever it stands. Raises UserError if nothing could be seen or begun."""
    rollout = world.prepared.rollout
    if rollout is None:
        raise UserError("there is nothing to roll out")
    return roll_out(Run(rollout, world, clock, limits, wish, show))

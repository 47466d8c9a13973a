"""From SERVICE and VERSION to a rollout that has come to its end: the plan, and the world that its driver acts on."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from islive.engine.waiting import Limits
from islive.facts.identity import Identities
from islive.facts.own_images import OwnImages
from islive.model.documents import Hindrance, Outcome, Plan, Progress
from islive.model.doors import Clock
from islive.model.errors import UserError
from islive.model.evidence import Evidence, Gap
from islive.model.motion import Observation
from islive.model.receipt import Receipt
from islive.model.remedy import Remedy
from islive.model.rollout import Rollout
from islive.model.target import Target
from islive.model.verdict import Verdict
from islive.remedy import deploying
from islive.remedy.deploying import Resolved, deploy_plan, pinned, resolved, running
from islive.remedy.meant import Tagging, blind
from islive.remedy.steps.deploy_registered import deploy_registered
from islive.rollout import events, standing
from islive.rollout.driver import Rolled, Run, roll_out
from islive.rollout.events import Wish
from islive.rollout.machine import Command, Event, State
from islive.rollout.resuming import begun_before, in_the_way
from islive.rollout.standing import Standing
from islive.wiring import tagging
from islive.wiring.sights import Sights

Act = Callable[[Plan], Outcome]

READ: tuple[type, ...] = (*tagging.READ, *deploying.READ, *standing.READ, *events.READ)
LOOKED_AT: tuple[type, ...] = (*standing.READ, *events.READ)
UPDATE = deploy_registered.operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for: `command` is the command line, `by` who asks, `tagged`: the image gets its tags, too."""

    version: str
    command: str
    by: str
    tagged: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be done. Without a rollout it is refused, or nothing is to be done; `code` is the exit code then.

    `found` is the report, where that is the answer: the version is live already.
    """

    plan: Plan
    rollout: Rollout | None = None
    code: int = 0
    found: Observation | None = None


REFUSED, BUSY, BLIND, NOT_SO = 20, 15, 3, 10


def prepared(
    sights: Sights, asked: Asked, newest_receipt: Callable[[Target], Receipt | None] = lambda _: None
) -> Prepared:
    """Look, find the image of the version, and plan. Raises UserError where SERVICE names no service."""
    evidence = sights.look(READ, asked.version)
    receipt = newest_receipt(sights.target)
    wanted = Tagging(sights.target, asked.version, command=asked.command, verified=receipt)
    definition, seen, found = running(evidence), standing.known(evidence), resolved(wanted, evidence)
    if isinstance(definition, Hindrance):
        return _refused(wanted, definition)
    if isinstance(seen, Gap):
        return _refused(wanted, blind("what is under way could not be read", seen))
    if isinstance(found, Hindrance):
        return _refused(wanted, found)
    digests = pinned(found, definition)
    if before := begun_before(sights.target, asked.version, digests, evidence, seen):
        return Prepared(_gone_on(wanted, before, found, evidence), before)
    if busy := in_the_way(seen):
        return _refused(wanted, busy, BUSY)
    id = secrets.token_hex(6)
    rollout = Rollout(id, sights.target, asked.version, definition.name, digests, asked.by, evidence.taken_at)
    live = _live(sights, asked.version) if _is_deployed(found, evidence) else None
    return live or _planned(wanted, rollout, found, evidence, tagged=asked.tagged)


def _planned(wanted: Tagging, rollout: Rollout, found: Resolved, evidence: Evidence, *, tagged: bool) -> Prepared:
    plan = deploy_plan(wanted, rollout, found, evidence, tagged=tagged)
    return Prepared(plan, None if plan.hindered else rollout, _code(plan.hindered))


def _refused(wanted: Tagging, hindrance: Hindrance, code: int | None = None) -> Prepared:
    hindered = (hindrance,)
    plan = Plan(wanted.target, (), wanted.version, hindered=hindered, command=wanted.command)
    return Prepared(plan, code=_code(hindered) if code is None else code)


def _code(hindered: tuple[Hindrance, ...]) -> int:
    """As of `islive tag`: it is not so, or that cannot be told."""
    if not hindered:
        return 0
    return BLIND if all(one.blind for one in hindered) else NOT_SO


def _gone_on(wanted: Tagging, before: Rollout, found: Resolved, evidence: Evidence) -> Plan:
    """What is left of a rollout that was begun before."""
    whole = deploy_plan(wanted, before, found, evidence)
    left = _part(whole, Command.UPDATE) if standing.standing(before, evidence) is Standing.REGISTERED else ()
    by = f" by {before.by}" if before.by else ""
    says = f"its rollout, begun {before.since:%Y-%m-%d %H:%M:%S} UTC{by}, is gone on with"
    return replace(whole, remedies=left, says=says, notes=())


def _part(plan: Plan, command: Command) -> tuple[Remedy, ...]:
    """The remedies of a plan that a command carries out: the deployment, or all that comes before it."""
    updating = command is Command.UPDATE
    return tuple(one for one in plan.remedies if (one.steps[0].operation == UPDATE) is updating)


def _is_deployed(found: Resolved, evidence: Evidence) -> bool:
    """PRIMARY deploys that very image already."""
    own, known = evidence.get(OwnImages), evidence.get(Identities)
    if isinstance(own, Gap) or isinstance(known, Gap) or isinstance(own.primary, Gap):
        return False
    one = known.identities.get(found.digest)
    return bool(own.primary & ({found.digest} | (one.aliases if one else frozenset())))


def _live(sights: Sights, version: str) -> Prepared | None:
    """That there is nothing to do, if the version is live."""
    seen = sights.judge(version)
    if seen.report.verdict is not Verdict.LIVE:
        return None
    return Prepared(Plan(sights.target, (), version, says=seen.report.says), found=seen)


@dataclass
class World:
    """What the driver acts on: one service of an account, through doors that are handed to it.

    `act` carries out a plan; `way_back` makes the plan of going back, None where there is none.
    """

    sights: Sights
    prepared: Prepared
    act: Act
    way_back: Callable[[], Plan | None] = lambda: None
    noted: Callable[[State, Event], None] = lambda _, __: None
    backs: list[Plan] = field(default_factory=list[Plan])

    def look(self) -> Evidence:
        """What AWS carries of the rollout. Raises UserError, Refused."""
        return self.sights.look(LOOKED_AT, self.prepared.plan.version)

    def judge(self, version: str | None) -> Observation:
        """The report of the same moment."""
        return self.sights.judge(version)

    def carry_out(self, command: Command) -> Outcome | None:
        """Do the part of what was shown. Raises UserError."""
        plan = self._plan(command)
        return self.act(plan) if plan else None

    def note(self, state: State, event: Event) -> None:
        """Hand it on to whoever writes it down."""
        self.noted(state, event)

    def cost(self) -> float:
        """Seconds until the read budget has back what the newest look asked."""
        return self.sights.cost

    def _plan(self, command: Command) -> Plan | None:
        if command in {Command.REGISTER, Command.UPDATE}:
            return replace(self.prepared.plan, remedies=_part(self.prepared.plan, command))
        if command is Command.GO_BACK:
            found = self.way_back()
            self.backs += [found] if found else []
            return None if found is None or found.hindered or not found.steps else found
        return None


def rolled_out(world: World, clock: Clock, limits: Limits, wish: Wish, show: Callable[[Progress], None]) -> Rolled:
    """Carry the rollout through, from wherever it stands. Raises UserError if nothing could be seen or begun."""
    rollout = world.prepared.rollout
    if rollout is None:
        raise UserError("there is nothing to roll out")
    return roll_out(Run(rollout, world, clock, limits, wish, show))

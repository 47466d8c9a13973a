"""From SERVICE and VERSION to a rollout: which image that is, what stands in its way, and what would be done."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from islive.facts.identity import Identities
from islive.facts.images_of_interest import ImagesOfInterest
from islive.facts.own_images import OwnImages
from islive.facts.task_definitions import TaskDefinition, asked_revision
from islive.model.documents import Hindrance, Plan
from islive.model.evidence import Evidence, Gap
from islive.model.motion import Observation
from islive.model.receipt import Receipt
from islive.model.remedy import Remedy
from islive.model.report import Report
from islive.model.rollout import Rollout
from islive.model.target import Requested, Target
from islive.model.verdict import Verdict
from islive.remedy import deploying
from islive.remedy.deploying import Resolved, begins, deploy_plan, pinned, resolved, undeployed
from islive.remedy.meant import Tagging, blind
from islive.remedy.preflight import hindrances, warnings
from islive.remedy.steps.deploy_registered import UPDATE
from islive.remedy.tagging import is_settled
from islive.rollout import events, standing
from islive.rollout.machine import Command
from islive.rollout.resuming import begun_before, in_the_way
from islive.rollout.standing import Known, Standing
from islive.wiring import tagging
from islive.wiring.sights import ONCE, Sights

READ: tuple[type, ...] = (*tagging.READ, *deploying.READ, *standing.READ, *events.READ)
BLIND, BUSY, REFUSED = 3, 15, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for, of `sights` that look for this version.

    `command` is the command line, `by` who asks; `source` is the revision to begin from, where it is not the newest;
    `tagged`: the image gets its tags, too; `takes_back`: it goes back where the version does not serve.
    """

    version: str
    command: str
    by: str
    commit: str | None = None
    source: str | None = None
    tagged: bool = False
    takes_back: bool = True


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be done. Without a rollout it is refused, or nothing is to be done; `code` is the exit code then.

    `found` is the report, where that is the answer: the version is live already. `before` is the report on what served
    before anything was done, None where that was not looked at. `awaits` are the pauses that wait for somebody's word.
    """

    plan: Plan
    rollout: Rollout | None = None
    code: int = 0
    found: Observation | None = None
    before: Report | None = None
    awaits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Look:
    """The first look: what was asked for, the report on it, and what the plan is made of."""

    asked: Asked
    wanted: Tagging
    report: Report
    evidence: Evidence


def prepared(
    sights: Sights, asked: Asked, newest_receipt: Callable[[Target], Receipt | None] = lambda _: None
) -> Prepared:
    """Look, find the image of the version, and plan. Raises UserError where SERVICE names no service."""
    revision = asked_revision(Requested(asked.version))
    report, evidence = sights.examine(asked.commit or asked.version, READ, asked.source or revision)
    version = deploying.named_by_revision(evidence) if revision else asked.version
    receipt = newest_receipt(sights.target)
    wanted = Tagging(sights.target, asked.version, asked.commit, command=asked.command, verified=receipt)
    if isinstance(version, Hindrance):
        return _refused(wanted, version)
    asked, wanted = replace(asked, version=version), replace(wanted, version=version)
    look = Look(asked, wanted, report, _in_doubt(sights, wanted, evidence))
    begun = _begun(look)
    if isinstance(begun, Prepared):
        return begun
    rollout, found = begun
    live = _live(sights, asked.version) if _is_deployed(found, rollout.source, look.evidence) else None
    return live or replace(_planned(look, rollout, found), before=sights.judge(None, answers=ONCE)[0].report)


def _in_doubt(sights: Sights, wanted: Tagging, evidence: Evidence) -> Evidence:
    """With more of the service's images, where it is not settled without them which one it is."""
    if wanted.version.startswith(deploying.DIGEST) or is_settled(wanted, evidence):
        return evidence
    more = tagging.more_images(evidence)
    found = sights.more(tagging.IN_DOUBT, wanted.commit or wanted.version, {ImagesOfInterest: more} if more else None)
    return Evidence(evidence.taken_at, {**evidence.facts, **found.facts})


def _begun(look: Look) -> tuple[Rollout, Resolved] | Prepared:
    """The rollout to begin and its image; prepared is what was begun before, or cannot be begun."""
    definition, seen = begins(look.evidence), standing.known(look.evidence)
    if isinstance(definition, Hindrance):
        return _refused(look.wanted, definition)
    if isinstance(seen, Gap):
        return _refused(look.wanted, blind("what is under way could not be read", seen))
    return _resolved(look, definition, seen)


def _resolved(look: Look, definition: TaskDefinition, seen: Known) -> tuple[Rollout, Resolved] | Prepared:
    found, target = resolved(look.wanted, look.evidence), look.wanted.target
    if isinstance(found, Hindrance):
        busy = in_the_way(seen, look.evidence)
        return _refused(look.wanted, busy, code=BUSY) if busy else _refused(look.wanted, found)
    digests = pinned(found, definition)
    if before := begun_before(target, look.asked.version, digests, look.evidence, seen):
        record = events.record_of(before, look.evidence)
        return Prepared(
            _gone_on(look, before, found), before, awaits=frozenset(record.awaiting_hooks if record else ())
        )
    if busy := in_the_way(seen, look.evidence):
        return _refused(look.wanted, busy, code=BUSY)
    id, since = secrets.token_hex(6), look.evidence.taken_at
    source = seen.service.primary.task_definition
    return Rollout(id, target, look.asked.version, source, digests, look.asked.by, since), found


def _planned(look: Look, rollout: Rollout, found: Resolved) -> Prepared:
    """The plan, unless something is known that would end badly."""
    report, seen, back = look.report, look.evidence, look.asked.takes_back
    if refused := hindrances(report, seen, digest=found.digest, way_back=back):
        return _refused(look.wanted, *refused, code=REFUSED)
    plan = deploy_plan(look.wanted, rollout, found, look.evidence, tagged=look.asked.tagged)
    if plan.hindered:
        return Prepared(plan, code=_code(plan.hindered))
    warned = (f"warning: {one}" for one in warnings(report, seen, digest=found.digest, way_back=back))
    return Prepared(replace(plan, notes=(*plan.notes, *warned)), rollout)


def _refused(wanted: Tagging, *hindered: Hindrance, code: int | None = None) -> Prepared:
    plan = Plan(wanted.target, (), wanted.version, hindered=hindered, command=wanted.command)
    return Prepared(plan, code=_code(hindered) if code is None else code)


def _code(hindered: tuple[Hindrance, ...]) -> int:
    """Refused before anything was done; or that it cannot be told."""
    return BLIND if all(one.blind for one in hindered) else REFUSED


def _gone_on(look: Look, before: Rollout, found: Resolved) -> Plan:
    """What is left of a rollout that was begun before."""
    whole = deploy_plan(look.wanted, before, found, look.evidence)
    is_registered = standing.standing(before, look.evidence) is Standing.REGISTERED
    by = f" by {before.by}" if before.by else ""
    says = f"its rollout, begun {before.since:%Y-%m-%d %H:%M:%S} UTC{by}, is gone on with"
    return replace(whole, remedies=part(whole, Command.UPDATE) if is_registered else (), says=says, notes=())


def part(plan: Plan, command: Command) -> tuple[Remedy, ...]:
    """The remedies of a plan that a command carries out: the deployment, or all that comes before it."""
    updating = command is Command.UPDATE
    return tuple(one for one in plan.remedies if (one.steps[0].operation == UPDATE) is updating)


def _is_deployed(found: Resolved, running: str, evidence: Evidence) -> bool:
    """PRIMARY deploys that very image already, and nothing else was registered that is to go along."""
    own, known, definition = evidence.get(OwnImages), evidence.get(Identities), begins(evidence)
    if isinstance(own, Gap) or isinstance(known, Gap) or isinstance(own.primary, Gap):
        return False
    if isinstance(definition, Hindrance) or undeployed(definition, running, evidence) != ():
        return False
    one = known.identities.get(found.digest)
    return bool(own.primary & ({found.digest} | (one.aliases if one else frozenset())))


def _live(sights: Sights, version: str) -> Prepared | None:
    """That there is nothing to do, if the version is live."""
    seen, _ = sights.judge(version, answers=ONCE)
    if seen.report.verdict is not Verdict.LIVE:
        return None
    return Prepared(Plan(sights.target, (), version, says=seen.report.says), found=seen)

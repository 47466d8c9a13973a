"""The plan that brings a service back to a version that served: what can be had, by the least that leads there."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from islive.facts.service import Service
from islive.facts.service_deployment import ServiceDeployment
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.model.documents import Hindrance, Plan
from islive.model.evidence import Evidence, Gap
from islive.model.remedy import Derivation, Remedy, Risk, Step
from islive.model.report import Report
from islive.model.rollout import BACK, Rollout
from islive.model.verdict import Verdict
from islive.remedy.ahead import Ahead, ahead_of_return, hindrance, is_sure, not_checked
from islive.remedy.attainable import Attainable, attainable
from islive.remedy.before import GOING_BACK, Before, before, version_of
from islive.remedy.destination import Destination, Returning, destination, others
from islive.remedy.meant import blind
from islive.remedy.steps.deploy_existing import deploy_existing
from islive.remedy.steps.deploy_registered import deploy_registered
from islive.remedy.steps.register_revision import register_revision
from islive.remedy.steps.stop_deployment import stop_deployment

STOPPABLE = frozenset({"PENDING", "IN_PROGRESS"})
FULL, ROOM = 100, 200
NOT_RESTORED = (
    "a rollback restores no values of secrets or parameters, no desired count, nothing that a migration changed, and "
    "no rules of load balancers"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the plan is made of; `next_task` is None where no task has to be started."""

    before: Before
    to: Destination
    definition: TaskDefinition
    can: Attainable
    next_task: Ahead | None
    report: Report

    @property
    def service(self) -> Service:
        """The service that goes back."""
        return self.before.service


def where_to(asked: Returning, report: Report, evidence: Evidence) -> Destination | Hindrance:
    """The version that the rollback goes to, before it is looked up whether that can be had."""
    known = before(evidence)
    if isinstance(known, Hindrance):
        return known
    return _out_of_reach(known.service) or destination(asked, known, report, evidence)


def rollback_plan(asked: Returning, report: Report, evidence: Evidence, there: Evidence) -> Plan:
    """What brings the service back; no step where nothing is to be done, or anything hinders it.

    `evidence` is that of the service, `there` that of the revision which `where_to` named, as though there were no
    other.
    """
    known, to = before(evidence), where_to(asked, report, evidence)
    if isinstance(known, Hindrance):
        return _hindered(asked, (known,))
    if isinstance(to, Hindrance):
        return _hindered(asked, (to,))
    if nothing := _nothing_to_do(asked, known, to, report):
        return nothing
    definition = _definition(to, there)
    if isinstance(definition, Hindrance):
        return _hindered(asked, (definition,), to)
    can = attainable(to.version, definition, there)
    seen = Seen(known, to, definition, can, _next_task(asked, known.service, definition, there), report)
    if hindered := tuple(_hindrances(asked, seen)):
        return replace(_hindered(asked, hindered, to), notes=tuple(_elsewhere(asked, seen)))
    steps, notes = _steps(asked, seen)
    return Plan(
        asked.target,
        (Remedy(f"go back to {to.name}", Risk.DISRUPTIVE, steps=steps),),
        version=to.label,
        says=f"back to {to.name}: {to.why}",
        because=to.cited,
        notes=(*to.notes, *notes, *_open(seen), NOT_RESTORED),
        command=asked.command,
    )


def _out_of_reach(service: Service) -> Hindrance | None:
    """What islive does not bring anywhere."""
    if service.status != "ACTIVE":
        return Hindrance(f"the service is {service.status}: it runs nothing, and deploys nothing", "create it again")
    if service.controller == "CODE_DEPLOY":
        way_out = "aws deploy stop-deployment --auto-rollback-enabled --deployment-id ID, or a new deployment there"
        return Hindrance("CodeDeploy deploys this service, and only CodeDeploy can go back", way_out)
    other = "" if service.controller == "ECS" else f"deployment controller {service.controller}"
    other = other or ("" if service.scheduling == "REPLICA" else f"scheduling strategy {service.scheduling}")
    other = other or ", ".join(service.unsupported)
    return Hindrance(f"not supported yet: {other}", "go back by what deploys it") if other else None


def _hindered(asked: Returning, hindered: tuple[Hindrance, ...], to: Destination | None = None) -> Plan:
    label, cited = (to.label, to.cited) if to else (asked.to, ())
    return Plan(asked.target, (), label, because=cited, hindered=hindered, command=asked.command)


def _nothing_to_do(asked: Returning, known: Before, to: Destination, report: Report) -> Plan | None:
    """It is so already, it is on its way, or doing it again would not help: back at most once."""
    newest = known.deployments.newest
    going = newest is not None and newest.status in GOING_BACK and known.ecs_goes_to == to.version
    if going:
        return _nothing(asked, to, f"ECS is going back to {to.name} already: {to.why}")
    if not known.is_here(to.version):
        return None
    if report.verdict is Verdict.LIVE:
        return _nothing(asked, to, f"{to.name} is what PRIMARY deploys, and it is live: {to.why}")
    if known.service.primary.under_way or (newest is not None and newest.under_way):
        return _nothing(asked, to, f"{to.name} is what PRIMARY deploys, and it is on its way: {to.why}")
    further = ", ".join(others(asked, known, to.version))
    says = f"{to.name} is what PRIMARY deploys already, and that is not live: {report.says}"
    there = f"--to VERSION goes further back, to {further}" if further else "no other version is known to have served"
    way_out = f"`islive {asked.target.service}` says why; {there}"
    return _hindered(asked, (Hindrance(says, way_out, blind=report.verdict is Verdict.UNKNOWN),), to)


def _nothing(asked: Returning, to: Destination, says: str) -> Plan:
    return Plan(asked.target, (), to.label, says, because=to.cited, command=asked.command)


def _definition(to: Destination, there: Evidence) -> TaskDefinition | Hindrance:
    """The revision as it is registered now."""
    found = there.get(TaskDefinitions)
    definition = None if isinstance(found, Gap) else found.get(to.version.revision)
    if definition:
        return definition
    gaps = (found,) if isinstance(found, Gap) else found.gaps
    if any(one.reason == "ClientException" for one in gaps):
        way_out = "register it again from where it is written down, and deploy that"
        return Hindrance(f"the task definition {to.version.revision} is not there any more", way_out)
    return blind(f"the task definition {to.version.revision} could not be read", *gaps)


def _next_task(asked: Returning, service: Service, definition: TaskDefinition, there: Evidence) -> Ahead | None:
    """What the next task of that revision would meet; as many as are desired may run still, or none be wanted."""
    there_already = (one.running for one in service.deployments if one.task_definition == definition.name)
    if max(there_already, default=0) >= service.desired:
        return None
    return ahead_of_return(asked.target, definition, there)


def _open(seen: Seen) -> Iterator[str]:
    """What nobody proved, or could look at, and what might hinder it."""
    yield from (f"not proved: {one}" for one in seen.can.unproved)
    if seen.next_task:
        yield from (one.summary for one in seen.next_task.diagnosis.root_causes if not is_sure(one))
        yield from not_checked(seen.next_task.gaps)


def _hindrances(asked: Returning, seen: Seen) -> Iterator[Hindrance]:
    yield from seen.can.hindered
    if seen.next_task:
        yield from (hindrance(one) for one in seen.next_task.diagnosis.root_causes if is_sure(one))
    if asked.automatic:
        yield from _unasked(asked, seen)


def _unasked(asked: Returning, seen: Seen) -> Iterator[Hindrance]:
    """Nobody is asked, so everything must be proved."""
    way_out = f"look at the plan, and decide: islive rollback {asked.target.service}"
    if not seen.to.verified:
        yield Hindrance(f"{seen.to.name} is where it would go: {seen.to.why}", way_out, blind=True)
    yield from (Hindrance(f"not proved: {one}", way_out, blind=True) for one in seen.can.unproved)


def _elsewhere(asked: Returning, seen: Seen) -> Iterator[str]:
    """Where else one could go; whether that can be had is looked up when it is named."""
    if further := ", ".join(others(asked, seen.before, seen.to.version)):
        yield f"other versions that served: {further}; --to goes there"


def _is_ready(seen: Seen) -> bool:
    """The revision can be deployed as it is."""
    return seen.definition.status == "ACTIVE" and not seen.can.edits


def _is_native(seen: Seen) -> bool:
    """A deployment is not finished, ECS's own way back leads exactly there, and gives no healthy task up for it."""
    newest, good = seen.before.deployments.newest, seen.before.past.behind(seen.before.deployments.last_successful)
    stoppable = newest is not None and newest.status in STOPPABLE
    if not stoppable or good is None or seen.definition.status != "ACTIVE":
        return False
    return seen.before.same(version_of(good), seen.to.version) and not _rewritten(seen.service)


def _taken_back(known: Before) -> tuple[ServiceDeployment, ServiceDeployment]:
    """The deployment that is not finished, and the success that ECS goes back to."""
    newest, good = known.deployments.newest, known.deployments.last_successful
    if newest is None or good is None:
        raise AssertionError("only asked where both are there")
    return newest, good


def _rewritten(service: Service) -> Mapping[str, int]:
    """Percentages that must go along: by its own ECS could stop all tasks first, or neither start nor stop one."""
    least, most = service.bounds
    if service.strategy != "ROLLING" or not service.desired:
        return {}
    gives_up, never = least == 0 and service.running > 0, least >= service.desired and most <= service.desired
    return {"minimumHealthyPercent": FULL, "maximumPercent": ROOM} if gives_up or never else {}


def _steps(asked: Returning, seen: Seen) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """The steps, and what there is to know about them."""
    known, notes = seen.before, tuple(_notes(seen))
    if _is_native(seen):
        return (stop_deployment(seen.service, *_taken_back(known)),), notes
    percentages = _rewritten(seen.service)
    settings = {"deploymentConfiguration": percentages} if percentages else {}
    if _is_ready(seen):
        return (deploy_existing(seen.service, seen.definition.arn, settings),), notes
    rollout = _rollout(asked, seen)
    derivation = Derivation(seen.definition.arn, seen.can.edits, rollout.tags)
    register = register_revision(derivation, seen.service.arn)
    return (register, deploy_registered(seen.service, rollout.id, settings, seen.definition.arn)), notes


def _notes(seen: Seen) -> Iterator[str]:
    service, (least, _) = seen.service, seen.service.bounds
    if not service.desired:
        yield "the desired count is 0: no task will be started, so that nothing can be proved until somebody raises it"
    if _rewritten(service) and not _is_native(seen):
        why = "stop every task before one is started" if least == 0 else "neither start a task nor stop one"
        yield (
            f"minimum {service.minimum_percent}% and maximum {service.maximum_percent}% let ECS {why}: {FULL}% and "
            f"{ROOM}% go along, and stay until somebody sets the others again"
        )
    yield from _of_whom(seen.before, native=_is_native(seen))
    if seen.definition.status != "ACTIVE":
        yield f"{seen.definition.name} is {seen.definition.status}: it is registered again"


def _of_whom(known: Before, *, native: bool) -> Iterator[str]:
    """Whose deployment is ended by it, as far as AWS carries that."""
    newest, carried = known.deployments.newest, known.rollouts.of(known.leaving.revision)
    if newest is None or not newest.under_way:
        return
    since = f" since {carried.since:%Y-%m-%d %H:%M} UTC" if carried and carried.since else ""
    whose = f": {carried.by or 'somebody'} rolls out {carried.version}{since}" if carried else ""
    if whose or not native:
        yield f"the deployment that is under way ({newest.stands}) is ended by it{whose}"


def _rollout(asked: Returning, seen: Seen) -> Rollout:
    """The same id wherever it is planned: of the deployment that is left, and what it is left for."""
    digests = {edit.path.partition("[")[2].partition("]")[0]: str(edit.value) for edit in seen.can.edits}
    whole = "\n".join([seen.service.arn, seen.service.primary.id, seen.definition.name, *sorted(digests.values())])
    return Rollout(
        id=f"{BACK}{hashlib.sha256(whole.encode()).hexdigest()[:20]}",
        target=asked.target,
        version=seen.to.label,
        source=seen.before.leaving.revision,
        digests=digests,
        by=asked.by,
        since=seen.report.taken_at,
    )

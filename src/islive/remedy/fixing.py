"""The plan of `islive fix`: what the findings propose, in the order in which a careful engineer would do it.

Horizon first, then what is safe before what is not, and what a person does last; but what a deployment needs comes
before the deployment.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from islive.facts.ownership import Ownership
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import TaskDefinitions
from islive.model.documents import Hindrance, Plan
from islive.model.evidence import Evidence, Gap
from islive.model.expected import laid_over
from islive.model.remedy import Derivation, Horizon, Remedy, Risk, Step
from islive.model.report import Report
from islive.model.rollout import Rollout
from islive.model.stage import Stage
from islive.model.verdict import Reason, Verdict
from islive.remedy.course import Course, course, is_given_up, is_needed
from islive.remedy.equipping import by_hand, equipped, is_automatic, settings_of, turns_breaker_on
from islive.remedy.merging import Merged, is_edit, merged, titles
from islive.remedy.owned import drift
from islive.remedy.steps.deploy_existing import deploy_existing
from islive.remedy.steps.deploy_registered import deploy_registered
from islive.remedy.steps.register_revision import register_revision
from islive.remedy.steps.restore_image import restore_image
from islive.remedy.under_way import UnderWay, under_way

LEAST_DIGITS = 12
DEPLOYED = frozenset({Stage.DEPLOYMENT, Stage.TASKS, Stage.TARGETS, Stage.TRAFFIC})
LEFT_OPEN = {
    Course.BACK: "the deployment it would mend is stopped first; when what is left to you is done: islive fix again",
    Course.HOLD: "when what is left to you is done: islive fix again",
    Course.WAIT: "a deployment is under way that may still succeed: wait for its end",
    Course.BLIND: "too little could be read: when that is mended, islive fix again",
}


@dataclass(frozen=True, slots=True)
class Fixing:
    """What is asked: the report, what it was made of, who asks, and by which command line."""

    report: Report
    evidence: Evidence
    by: str = ""
    command: str = ""


def fix_plan(asked: Fixing) -> Plan:
    """Pure: nothing is asked, and nothing is changed by it."""
    report = asked.report
    empty = Plan(report.target, (), report.wanted.version, command=asked.command)
    service = asked.evidence.get(Service)
    if isinstance(service, Gap):
        told = Hindrance("the service could not be read", service.way_out, blind=True)
        return replace(empty, hindered=(told,))
    if report.reason is Reason.NOT_SUPPORTED:
        return replace(empty, hindered=(Hindrance(report.says, "islive does not know this kind of service yet"),))
    edits = [one for one in report.plan if is_edit(one) and one.risk is not Risk.MANUAL]
    put = merged(edits, _sources(asked.evidence, service))
    ready = {one.title: equipped(one, asked.evidence) for one in report.plan if one not in edits}
    able = [title for title, one in ready.items() if is_automatic(one)] + [one.title for one in put.within]
    way = course(report, able)
    put = _in_season(put, way)
    remedies = tuple(sorted(_chosen(asked, service, way, ready, put), key=_order))
    if not remedies and report.verdict is not Verdict.LIVE:
        return replace(empty, hindered=(_nothing_known(report),))
    because = tuple(one.because[0] for one in report.diagnosis.root_causes if one.because)
    plan = replace(empty, remedies=remedies, because=because, notes=tuple(_notes(asked, service, way, remedies)))
    return replace(plan, says=_says(report, remedies))


def _nothing_known(report: Report) -> Hindrance:
    """It is not live, and nothing that was found says what would mend it."""
    name = " ".join(filter(None, (report.target.service, report.wanted.version)))
    if report.verdict is Verdict.IN_PROGRESS:
        return Hindrance(f"{_standing(report)}: nothing is to be mended yet", f"`islive verify {name}` waits for it")
    if report.gaps:
        return Hindrance(_standing(report), report.gaps[0].way_out, blind=True)
    return Hindrance(
        f"{_standing(report)}, and no finding says what would mend it", f"`islive {name} -v` shows all of it"
    )


def _in_season(put: Merged, way: Course) -> Merged:
    """Edits are deployed on the way forward where one of them is urgent, and where all is well; else they wait."""
    if way in LEFT_OPEN:
        return put.put_off(LEFT_OPEN[way])
    return put if put.is_urgent or way is Course.TEND else put.put_off("it goes with the next deployment")


def _chosen(asked: Fixing, service: Service, way: Course, ready: Mapping[str, Remedy], put: Merged) -> Iterator[Remedy]:
    """Each remedy once: as it is carried out on that course, or left to a person."""
    again = _to_deploy_again(asked, service, way, ready, put)
    deploys = put.derivation is not None or again is not None
    needed = {
        remedy.title
        for finding in asked.report.diagnosis.findings
        for remedy in finding.remedies
        if is_needed(remedy, finding, way, asked.report, deploys=deploys)
    }
    wanted = [one for title, one in ready.items() if title in needed]
    along = [one for one in wanted if deploys and is_automatic(one) and settings_of(one)]
    yield from (_in_time(one, way, service) for one in wanted if one not in along)
    yield from (by_hand(one, why) for one, why in put.without if one.title in needed)
    yield from _in_the_end(asked, way)
    if put.derivation:
        yield _deployment(put, put.derivation, along, asked, service)
    elif again:
        steps = (deploy_existing(service, again, _settings(along)),)
        yield Remedy(
            f"deploy {again} again{f'; {titles(along)}' if along else ''}", Risk.DISRUPTIVE, Horizon.NOW, steps
        )


def _in_the_end(asked: Fixing, way: Course) -> Iterator[Remedy]:
    """What goes back does not come again by itself; the title is that of the rule deployment-rolled-back."""
    report = asked.report
    if way is Course.BACK and report.stopped_at in DEPLOYED:
        says = f"When what is left to you is done: islive deploy {report.target.service} {report.wanted.label}"
        title = f"mend the cause before deploying {report.wanted.label} again"
        yield Remedy(title, Risk.MANUAL, Horizon.NOW, (Step(says),))


def _to_deploy_again(
    asked: Fixing, service: Service, way: Course, ready: Mapping[str, Remedy], put: Merged
) -> str | None:
    """What ECS took back, where nothing is in its way any more as soon as this is done.

    An image that is restored from the archive can be pulled only some time later.
    """
    deployments = asked.evidence.get(ServiceDeployments)
    if way is not Course.FORWARD or not is_given_up(asked.report) or put.derivation:
        return None
    late = any(step.operation == restore_image.operation for one in ready.values() for step in one.steps)
    return None if late or isinstance(deployments, Gap) else deployments.tried_and_good(service)[0]


def _sources(evidence: Evidence, service: Service) -> Sequence[str]:
    """What a corrected revision may be made of: what PRIMARY deploys, and what was tried last and taken back."""
    place = service.arn.rpartition(":service/")[0]
    names = [service.front.task_definition, service.primary.task_definition]
    deployments = evidence.get(ServiceDeployments)
    if isinstance(deployments, ServiceDeployments):
        names += [one for one in deployments.tried_and_good(service)[:1] if one]
    return [f"{place}:task-definition/{name}" for name in dict.fromkeys(reversed(names))]


def _in_time(remedy: Remedy, way: Course, service: Service) -> Remedy:
    """Nothing disruptive meets a deployment that may still succeed, and no circuit breaker one that is to go on.

    The breaker would count the tasks that have failed already, and take back what is just being mended.
    """
    if way in {Course.WAIT, Course.BLIND} and remedy.risk is Risk.DISRUPTIVE:
        return by_hand(remedy, LEFT_OPEN[way])
    if turns_breaker_on(remedy) and way not in {Course.BACK, Course.TEND} and service.front.under_way:
        return by_hand(remedy, "once no deployment is under way: the failures so far would count")
    return remedy


def _deployment(
    put: Merged, derivation: Derivation, along: Sequence[Remedy], asked: Fixing, service: Service
) -> Remedy:
    """Register it corrected, and let the service run it: two steps that belong together, and one question.

    What changes the service's settings goes `along` in the same UpdateService.
    """
    rollout = _rollout(derivation, asked, service)
    registered = register_revision(replace(derivation, tags=rollout.tags), service.arn)
    registered = replace(registered, given=(*registered.given, *put.given))
    deployed = deploy_registered(service, rollout.id, _settings(along), derivation.source)
    horizon = min((one.horizon for one in put.within), key=list(Horizon).index)
    title = f"deploy {_family(derivation)} corrected: {titles((*put.within, *along))}"
    return Remedy(title, Risk.DISRUPTIVE, horizon, (registered, deployed))


def _settings(along: Sequence[Remedy]) -> Mapping[str, Any]:
    """All of theirs together."""
    settings: Mapping[str, Any] = {}
    for one in along:
        settings = laid_over(settings, settings_of(one))
    return settings


def _rollout(derivation: Derivation, asked: Fixing, service: Service) -> Rollout:
    """What the registered revision carries. Its id follows from what is done: asked again, it is the same."""
    done = [service.arn, service.primary.id, derivation.source]
    done += [f"{edit.path}={edit.value!r}{edit.taken_from or ''}" for edit in derivation.edits]
    return Rollout(
        id=f"fix-{hashlib.sha256(chr(10).join(done).encode()).hexdigest()[:LEAST_DIGITS]}",
        target=asked.report.target,
        version=asked.report.wanted.label or derivation.source.rpartition("/")[2],
        source=derivation.source.rpartition("/")[2],
        digests={},
        by=asked.by,
        since=asked.report.taken_at,
    )


def _family(derivation: Derivation) -> str:
    return derivation.source.rpartition("/")[2].partition(":")[0]


def _order(remedy: Remedy) -> tuple[int, int]:
    return list(Horizon).index(remedy.horizon), list(Risk).index(remedy.risk)


def _says(report: Report, remedies: Sequence[Remedy]) -> str:
    """The answer in one sentence: what stands, and how much of it is done by the plan."""
    if not remedies:
        return _standing(report)
    by_plan = sum(len(one.steps) for one in remedies if is_automatic(one))
    by_person = sum(not is_automatic(one) for one in remedies)
    parts = [f"{by_plan} step{'' if by_plan == 1 else 's'} to carry out"] if by_plan else []
    parts += [f"{by_person} left to you"] if by_person else []
    return f"{_standing(report)}; {', '.join(parts)}"


def _standing(report: Report) -> str:
    """The report's answer, without the version, which is named before it."""
    return report.says.removeprefix(f"{report.wanted.label} is ")


def _notes(asked: Fixing, service: Service, way: Course, remedies: Sequence[Remedy]) -> Iterator[str]:
    report, ownership = asked.report, asked.evidence.get(Ownership)
    yield from _course_note(report, way, remedies)
    begun = under_way(asked.evidence, ownership.tags if isinstance(ownership, Ownership) else None)
    if isinstance(begun, UnderWay):
        yield begun.says
    if isinstance(ownership, Ownership):
        definitions = asked.evidence.get(TaskDefinitions)
        known = None if isinstance(definitions, Gap) else definitions.get(service.primary.task_definition)
        yield from drift(remedies, ownership, known)
    if report.gaps:
        yield f"not everything could be read, and more may be to do: {report.gaps[0].way_out}"


def _course_note(report: Report, way: Course, remedies: Sequence[Remedy]) -> Iterator[str]:
    """Why it goes this way and not the other one."""
    name = " ".join(filter(None, (report.target.service, report.wanted.version)))
    match way:
        case Course.FORWARD if remedies:
            yield f"all that is known to be in the way is mended by it; then `islive verify {name}` waits for the proof"
        case Course.BACK:
            yield "the way is back: what is left to you keeps the deployment from succeeding, so ECS ends it meanwhile"
        case _:
            return

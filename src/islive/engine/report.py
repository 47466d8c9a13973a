"""The report: everything that was found, put together in the order in which it is read."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from islive.engine.axes import MUST_BE_READ, Check
from islive.engine.grade import grade
from islive.engine.impact import impact
from islive.engine.inject import inject
from islive.engine.judge import Judgement, degrading, judge, stopped_at
from islive.engine.measure import histogram, measure
from islive.engine.plan import plan
from islive.engine.progress import progress
from islive.engine.standing import last_good, primary
from islive.engine.timeline import timeline
from islive.engine.trace import refuted, trace
from islive.facts.asked_commit import AskedCommit
from islive.facts.canary_answer import REDIRECTS
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.cloud_map import CloudMap
from islive.facts.commits import Commits
from islive.facts.deployed import Deployed
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.wanted_version import WantedVersion
from islive.model.diagnosis import Diagnosis
from islive.model.evidence import Evidence, Gap
from islive.model.finding import Role
from islive.model.report import Axes, Impact, Report, Wanted
from islive.model.stage import StageState, StageTrace
from islive.model.target import Target
from islive.model.verdict import Grade, Verdict

AT_WORK = frozenset({StageState.WAITING, StageState.STOPPED})


def report(
    target: Target,
    evidence: Evidence,
    diagnosis: Diagnosis,
    *,
    calls: int,
    asked: str | None = None,
    must_be_read: Iterable[type] = MUST_BE_READ,
) -> Report:
    """Walk the stages, judge, and say it."""
    stages = trace(evidence, diagnosis)
    judgement = judge(evidence, diagnosis, stages, must_be_read)
    if judgement.asleep:
        diagnosis = latent(diagnosis)
    if judgement.verdict is Verdict.NOT_LIVE:
        stages = refuted(stages, diagnosis)
    served, wanted = impact(evidence), _wanted(evidence, judgement, asked)
    return Report(
        taken_at=evidence.taken_at,
        target=target,
        wanted=wanted,
        verdict=judgement.verdict,
        reason=judgement.reason,
        says=_says(evidence, judgement, diagnosis, wanted, stages),
        stopped_at=stopped_at(stages),
        proved_to=grade(evidence),
        impact=served,
        axes=_axes(evidence, served),
        stages=stages,
        timeline=timeline(evidence),
        diagnosis=diagnosis,
        plan=plan(diagnosis.findings),
        gaps=evidence.gaps,
        notes=_notes(evidence, judgement),
        calls=calls,
        primary=primary(evidence),
        last_verified=last_good(evidence) if judgement.verdict is Verdict.NOT_LIVE else None,
    )


def latent(diagnosis: Diagnosis) -> Diagnosis:
    """Nothing is the cause of anything yet: what was found will hurt later, and says so."""
    asleep = tuple(
        replace(one, role=Role.CONTRIBUTING) if one.role is Role.ROOT_CAUSE else one for one in diagnosis.findings
    )
    return replace(diagnosis, findings=asleep)


def _wanted(evidence: Evidence, judgement: Judgement, asked: str | None) -> Wanted:
    """What was asked for; without a version, and where it does not serve, it is called by its task definition."""
    wanted, tag = evidence.get(WantedVersion), inject(_newest_tag, evidence, {})
    tag = None if isinstance(tag, Gap) else tag
    if isinstance(wanted, Gap):
        return Wanted(asked, newest_tag=tag)
    declared = inject(_declared, evidence, {})
    implied = _is_implied(wanted, judgement) or not (wanted.explicit or wanted.name or wanted.commit)
    name = declared if implied and isinstance(declared, str) else wanted.name
    return Wanted(name, wanted.commit, min(wanted.digests, default=None), tag)


def _is_implied(wanted: WantedVersion, judgement: Judgement) -> bool:
    return not wanted.explicit and judgement.verdict is not Verdict.LIVE


def _declared(service: Service) -> str:
    return service.primary.task_definition


def _newest_tag(commits: Commits, asked: AskedCommit) -> str | None:
    """The newest tag of the service's own repository."""
    return commits.newest_tag.name if commits.newest_tag and not asked.foreign else None


def _says(
    evidence: Evidence, judgement: Judgement, diagnosis: Diagnosis, wanted: Wanted, stages: tuple[StageTrace, ...]
) -> str:
    """The answer in one sentence."""
    name = wanted.label or "what PRIMARY declares"
    stage = stopped_at(stages)
    match judgement.verdict:
        case Verdict.LIVE:
            hurts = [finding.summary for finding in degrading(diagnosis)]
            return f"{name} is live, but {hurts[0]}" if hurts else f"{name} is live"
        case Verdict.IN_PROGRESS:
            return f"{name} is on its way: {_where(evidence, stages)}"
        case Verdict.NOT_LIVE:
            return f"{name} is not live: it stopped at {stage}" if stage else f"{name} is not live"
        case Verdict.UNKNOWN:
            return f"cannot tell whether {name} is live: {_because(judgement.decided_by)}"


def _where(evidence: Evidence, stages: tuple[StageTrace, ...]) -> str:
    """The stage that is at work, and for how long against how long it usually takes."""
    front = next((one for one in stages if one.state in AT_WORK), None)
    minutes = inject(progress, evidence, {datetime: evidence.taken_at})
    said = [f"{front.stage}: {front.says}"] if front else []
    return ", ".join([*said, minutes] if isinstance(minutes, str) else said)


def _because(decided_by: tuple[Check, ...]) -> str:
    return "; ".join(dict.fromkeys(_undecided(check) for check in decided_by[:3])) or "nothing could be read"


def _undecided(check: Check) -> str:
    return check.says if check.axis == "evidence" or check.holds is False else f"not shown that {check.says}"


def _axes(evidence: Evidence, served: Impact) -> Axes:
    service, wanted, deployed = evidence.get(Service), evidence.get(WantedVersion), evidence.get(Deployed)
    canary = evidence.get(CanaryAnswers)
    answers = () if isinstance(canary, Gap) else canary.speaking
    counted = histogram(evidence)
    once = {one.url: str(one.version or one.commit) for one in answers}
    return Axes(
        declared="not read" if isinstance(wanted, Gap) else wanted.label,
        deployed="not read" if isinstance(service, Gap) else _deployed(service, deployed),
        running=tuple(f"{one.version} ({one.tasks})" for one in served.serving),
        serving=tuple(f"{url}: {says}" for url, says in {**once, **counted}.items()),
    )


def _deployed(service: Service, deployed: Deployed | Gap) -> str:
    status = None if isinstance(deployed, Gap) or deployed.record is None else deployed.record.status
    return f"{service.primary.task_definition} {status or service.primary.rollout_state or service.primary.status}"


def _notes(evidence: Evidence, judgement: Judgement) -> tuple[str, ...]:
    """What the reader of the verdict should know beside it."""
    said = [inject(_asked, evidence, {}), inject(_scaling, evidence, {}), inject(_found_by, evidence, {})]
    if judgement.verdict is Verdict.LIVE and grade(evidence) is not Grade.ANSWERED and not said[0]:
        said[0] = "" if measure(evidence) else _not_proved(evidence)
    return (*measure(evidence), *(one for one in said if isinstance(one, str) and one))


def _not_proved(evidence: Evidence) -> str:
    """Nobody was asked, or what was answered proves nothing."""
    canary = evidence.get(CanaryAnswers)
    doubted = () if isinstance(canary, Gap) else [one for one in canary.speaking if one.doubt]
    return "what answers is not provably the process itself" if doubted else "the process itself was not asked"


def _asked(canary: CanaryAnswers, service: Service) -> str:
    if service.attachments and canary.answers and not canary.speaking:
        leads = next((f" ({one.url}: {one.quote})" for one in canary.answers if one.status in REDIRECTS), "")
        return f"no canary answers on its routes{leads}: targets and image digests are the proof"
    return ""


def _found_by(service: Service, running: RunningTasks, cloud_map: CloudMap) -> str:
    """How clients find a service without a load balancer, and what that proves."""
    if service.attachments:
        return ""
    ours = frozenset(task.address for task in running.running if task.address)
    told = [f"Cloud Map names {len(one.addresses & ours)} of its tasks" for one in cloud_map.registries]
    told += ["Service Connect leads its clients to running tasks"] if service.is_connected else []
    return f"no load balancer: {'; '.join(told)}" if told else ""


def _scaling(service: Service) -> str:
    if service.primary.under_way or service.running >= service.desired:
        return ""
    return f"{service.running} of {service.desired} desired tasks run"

"""Motion: what is at work on the version, how far it has come, and how long that usually takes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from islive.engine.axes import MUST_BE_READ
from islive.engine.inject import inject
from islive.engine.progress import at_longest, deployments_took, usually
from islive.engine.trace.deploying import is_deployed
from islive.facts.builds import Builds
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.deployed import Deployed
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.service_deployments import ROLLED_BACK, ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import TargetGroups
from islive.facts.task import Task
from islive.facts.tried import Tried
from islive.facts.wanted_version import WantedVersion
from islive.model.evidence import Evidence, Gap, gaps_in, in_order
from islive.model.motion import Crowd, Motion, TakenBack, Work
from islive.model.stage import Stage, StageState, StageTrace

T = TypeVar("T")

# Service deployments that steer to their revision, and those that steer away from it (API, ServiceDeploymentStatus).
COMING = frozenset({"PENDING", "IN_PROGRESS"})
GOING = frozenset({"STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"})
MAKING = frozenset({Stage.CI, Stage.BUILD})


def motion(evidence: Evidence, stages: Sequence[StageTrace]) -> Motion:
    """What moves; where something could not be read the answer is that nobody knows, never that nothing moves."""
    making = next((one for one in stages if _is_made(one)), None) if _is_untried(evidence) else None
    took = _known(inject(_builds_took if making else deployments_took, evidence, {}))
    failures, ends_itself = _or(inject(_failures, evidence, {}), (0, False))
    return Motion(
        work=Work.AT_WORK if making else _or(inject(_by_ecs, evidence, {}), Work.UNKNOWN),
        station=" ".join([making.says if making else "", _or(inject(_station, evidence, {}), "")]).strip(),
        reached=(sum(one.state is StageState.PASSED for one in stages), *_known(inject(_figures, evidence, {}))),
        failures=failures,
        ends_itself=ends_itself,
        usual=usually(took),
        longest=at_longest(took),
        forbidden=in_order(gap for gap in _unread(evidence) if gap.permission),
        tasks=_known(inject(_tasks, evidence, {})),
        targets=_known(inject(_targets, evidence, {})),
        answers=_known(inject(_answers, evidence, {})),
        taken_back=_or(inject(_taken_back, evidence, {}), None),
    )


def _is_made(one: StageTrace) -> bool:
    return one.stage in MAKING and one.state is StageState.WAITING


def _is_untried(evidence: Evidence) -> bool:
    """ECS was never told of the version, as far as one can see.

    From then on it is ECS's to bring it. The run or build that waits here may wait for the very answer that is looked
    for: `islive verify` is a step of it.
    """
    tried = evidence.get(Tried)
    return isinstance(tried, Gap) or not tried.deployments


def _or(found: T | Gap, otherwise: T) -> T:
    return otherwise if isinstance(found, Gap) else found


def _known(found: tuple[T, ...] | Gap) -> tuple[T, ...]:
    return () if isinstance(found, Gap) else found


def _unread(evidence: Evidence) -> Iterator[Gap]:
    """What a proof would need and could not be read."""
    for fact in MUST_BE_READ:
        found = evidence.get(fact)
        yield from (found,) if isinstance(found, Gap) else gaps_in(found)


def _by_ecs(
    service: Service, deployments: ServiceDeployments, deployed: Deployed, wanted: WantedVersion, tried: Tried
) -> Work:
    """Whether ECS brings the version, takes it away, gave it up, or does neither.

    The entry in `deployments[]` is there the moment a deployment is ordered, its record may be a moment late: so a
    version that was rolled back before and is deployed anew is at work, whatever the old record says.
    """
    primary, ours = service.primary, is_deployed(deployed, wanted)
    record = next(iter(tried.deployments), None)
    if record and record.status in GOING:
        return Work.LEAVING
    if (record and record.status in COMING) or (ours and _unfinished(service)):
        return Work.AT_WORK
    if ours and primary.rollout_state == "FAILED":
        return Work.GIVEN_UP
    elsewhere = primary.under_way or (deployments.newest is not None and deployments.newest.under_way)
    return Work.LEAVING if elsewhere else Work.IDLE


def _unfinished(service: Service) -> bool:
    """ECS still steers to PRIMARY, or has arrived there while older tasks are still to go."""
    done = service.primary.rollout_state == "COMPLETED"
    return service.primary.under_way or (done and any(one.running for one in service.older))


def _station(service: Service, deployments: ServiceDeployments) -> str:
    """PRIMARY, and where its record stands; a new deployment and a new stage of it are new stations."""
    record = deployments.record_of(service.primary)
    stands = (record.status, record.lifecycle_stage or "") if record else ()
    return " ".join([service.primary.id, service.primary.rollout_state or "", *stands])


def _figures(service: Service, running: RunningTasks, groups: TargetGroups) -> tuple[int, ...]:
    """PRIMARY's tasks, how many of them are healthy targets, and how many older ones are gone (as less than none)."""
    ours = [task for task in running.running if task.deployment == service.primary.id]
    healthy = groups.healthy_endpoints()
    return len(ours), sum(bool(task.endpoints & healthy) for task in ours), -sum(one.running for one in service.older)


def _failures(service: Service, deployed: Deployed, wanted: WantedVersion) -> tuple[int, bool]:
    """Failed tasks of the version's own deployment, and whether the circuit breaker counts them."""
    ours = is_deployed(deployed, wanted)
    return service.primary.failed_tasks if ours else 0, service.circuit_breaker.enabled


def _builds_took(builds: Builds) -> tuple[timedelta, ...]:
    return tuple(one.ended_at - one.started_at for one in builds.builds if one.ended_at and one.status == "SUCCEEDED")


def _tasks(service: Service, running: RunningTasks, stopped: StoppedTasks | Gap) -> tuple[Crowd, ...]:
    """Those that should run by what they do, and those of PRIMARY that stopped by why."""
    failed = () if isinstance(stopped, Gap) else stopped.of(service.primary.id)
    said = [(f"{task.task_definition} {task.last_status}", _since(task)) for task in running.tasks]
    said += [(f"{task.task_definition} stopped: {_why(task)}", task.stopped_at) for task in failed]
    return _crowds(said)


def _since(task: Task) -> datetime | None:
    return task.started_at if task.last_status == "RUNNING" else task.created_at


def _why(task: Task) -> str:
    """AWS's reason for one task, with the exit code or the reason of the container that ended it."""
    for one in task.containers:
        if one.exit_code:
            return f"{one.name} exited with code {one.exit_code}"
    told = (one.reason for one in task.containers if one.reason)
    return next(told, None) or task.stopped_reason or task.stop_code or "no reason given"


def _targets(groups: TargetGroups) -> tuple[Crowd, ...]:
    found = (target for group in groups.groups for target in group.targets)
    return _crowds((" ".join(filter(None, (one.state, one.reason))), None) for one in found)


def _taken_back(deployments: ServiceDeployments) -> TakenBack | None:
    newest = deployments.newest
    if newest is None or newest.status not in ROLLED_BACK:
        return None
    revision = deployments.revision_of(newest)
    definition = revision.task_definition if revision else ""
    return TakenBack(newest.arn, definition, newest.created_at, newest.rollback_reason or newest.status_reason)


def _answers(canary: CanaryAnswers) -> tuple[str, ...]:
    return tuple(f"{one.url} answers {one.version or one.commit or one.status}" for one in canary.speaking)


def _crowds(said: Iterable[tuple[str, datetime | None]]) -> tuple[Crowd, ...]:
    """Grouped by what is said, the largest first."""
    grouped: dict[str, list[datetime | None]] = defaultdict(list)
    for says, since in said:
        grouped[says].append(since)
    crowds = (Crowd(says, len(all), max(filter(None, all), default=None)) for says, all in grouped.items())
    return tuple(sorted(crowds, key=lambda one: (-one.count, one.says)))

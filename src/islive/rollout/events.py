"""What one look says of a rollout: where it stands in AWS, and what the report and the waiting make of that."""

from collections.abc import Collection
from dataclasses import dataclass

from islive.engine.outlook import STAYS, TRIES_ENOUGH
from islive.engine.waiting import End
from islive.facts.identity import Identities
from islive.facts.running_tasks import RunningTasks
from islive.facts.service_deployment import SHIFTING, ServiceDeployment
from islive.facts.task import Task
from islive.model.evidence import Evidence, Gap
from islive.model.report import Report
from islive.model.rollout import Rollout
from islive.model.verdict import Reason, Verdict
from islive.rollout.machine import Event
from islive.rollout.standing import Standing, known

# What another deployment mends. Where no task is wanted, or nothing leads to any, nobody is served better by another.
MENDED = frozenset({Reason.FAILED, Reason.STUCK, Reason.MIXED, Reason.STALE_CODE, Reason.ROLLED_BACK})
READ: tuple[type, ...] = (RunningTasks, Identities)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a rollout: to be taken back where it fails, and to pass the pause that waits now.

    `passes` are the ids of the hooks that it may pass.
    """

    takes_back: bool = True
    passes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Waits:
    """What the waiting makes of the newest look: that there is no next one, and why; None where there is.

    `is_over`: the time given is; `is_settled`: what it shows has been so for long enough that it will not pass.
    """

    end: End | None
    is_over: bool = False
    is_settled: bool = False


NOT_JUDGED = {
    Standing.ABSENT: Event.ABSENT,
    Standing.REGISTERED: Event.REGISTERED,
    Standing.ELSE: Event.SUPERSEDED,
    Standing.UNKNOWN: Event.BLIND,
}


def of_ours(rollout: Rollout, evidence: Evidence, report: Report, waits: Waits, wish: Wish) -> Event:
    """Its deployment is PRIMARY: is it proved, will it be, or does it wait for a word?"""
    record = record_of(rollout, evidence)
    if record and record.awaiting_hooks:
        return Event.CLEARED if wish.passes >= {*record.awaiting_hooks} else Event.AT_HOOK
    if waits.end is None:
        return Event.LOST if wish.takes_back and is_hopeless(evidence, report) else Event.UNDER_WAY
    if report.verdict is Verdict.LIVE:
        return _live(report, waits, record, whole=is_whole(rollout, evidence))
    if record and record.under_way and record.lifecycle_stage in SHIFTING and waits.end is End.UNCHANGED:
        return Event.UNDER_WAY
    return _not_live(report, waits.end, wish)


def _live(report: Report, waits: Waits, record: ServiceDeployment | None, *, whole: bool) -> Event:
    """Proved, if ECS says so too; or degraded, or not proved as far as was required."""
    if whole and waits.end is End.ARRIVED:
        return Event.PROVED
    if whole and report.reason is Reason.DEGRADED:
        return Event.PROVED_DEGRADED
    if waits.is_over or waits.end is End.TIMEOUT:
        return Event.TIME_OVER
    finishing = record is not None and record.under_way
    return Event.UNDER_WAY if waits.end is End.ARRIVED and (finishing or not waits.is_settled) else Event.UNTOLD


def _not_live(report: Report, end: End, wish: Wish) -> Event:
    if report.verdict is Verdict.NOT_LIVE and end is not End.TIMEOUT:
        return Event.LOST if wish.takes_back and report.reason in MENDED else Event.GIVEN_UP
    blind = report.verdict is Verdict.UNKNOWN and end is not End.TIMEOUT
    return Event.UNTOLD if blind else Event.TIME_OVER


def of_the_way_back(standing: Standing, report: Report, waits: Waits) -> Event:
    """What served before is PRIMARY again: does it serve?"""
    if waits.end is None:
        return Event.GOING_BACK
    if report.verdict is Verdict.LIVE and standing is Standing.BACK:
        return Event.BACK
    if waits.is_over or waits.end is End.TIMEOUT:
        return Event.TIME_OVER
    if report.verdict is Verdict.LIVE:
        return Event.GOING_BACK
    return Event.UNTOLD if report.verdict is Verdict.UNKNOWN else Event.NOT_BACK


def is_hopeless(evidence: Evidence, report: Report) -> bool:
    """More tasks of PRIMARY failed than one may be unlucky with, by a cause that each try meets anew.

    The circuit breaker ends that, too, but of many tasks it lets half fail first (API shape ThresholdConfiguration).
    """
    seen = known(evidence)
    if isinstance(seen, Gap) or report.verdict is not Verdict.NOT_LIVE:
        return False
    causes = {one.id for one in report.diagnosis.root_causes}
    return seen.service.primary.failed_tasks > TRIES_ENOUGH and bool(causes & STAYS)


def record_of(rollout: Rollout, evidence: Evidence) -> ServiceDeployment | None:
    """The service deployment of its revision."""
    seen = known(evidence)
    if isinstance(seen, Gap):
        return None
    return next(iter(seen.records(seen.rollouts.revision_of(rollout.id))), None)


def is_whole(rollout: Rollout, evidence: Evidence) -> bool:
    """ECS calls its deployment SUCCESSFUL, and every task was started by it and runs what it pins.

    That the version is live the report says; neither can be seen in events, waiters or counts, which all hold after a
    silent rollback too.
    """
    seen, tasks, known_images = known(evidence), evidence.get(RunningTasks), evidence.get(Identities)
    if isinstance(seen, Gap) or isinstance(tasks, Gap) or isinstance(known_images, Gap):
        return False
    record, primary = record_of(rollout, evidence), seen.service.primary
    if record is None or record.status != "SUCCESSFUL" or not tasks.tasks:
        return False
    same_image = {name: _aliases(digest, known_images) for name, digest in rollout.digests.items()}
    return all(one.deployment == primary.id and _runs(one, same_image) for one in tasks.tasks)


def _aliases(digest: str, images: Identities) -> frozenset[str]:
    one = images.identities.get(digest)
    return one.aliases | {digest} if one else frozenset({digest})


def _runs(task: Task, pinned: "dict[str, frozenset[str]]") -> bool:
    """Each container that is pinned runs that image."""
    found = {one.name: one.digest for one in task.containers}
    return all(_is_of(found.get(name), digests) for name, digests in pinned.items())


def _is_of(digest: str | None, digests: Collection[str]) -> bool:
    return digest is not None and digest in digests

"""What to tell, given what is known and what was seen: pure, so that every night can be played through.

Once per service, deployment and root cause. That a cause becomes known is told; that it is no longer seen is not, for
evidence vanishes. What was told is over when the service is proved live twice in a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from islive.model.motion import Motion, TakenBack
from islive.model.report import Report
from islive.model.target import Target
from islive.model.verdict import Reason, Verdict
from islive.model.watching import Condition, Kind, Notice, Seen
from islive.watch.conditions import BELIEVED, BLIND, holding, is_odd, minutes
from islive.watch.noticing import raised, resolved, suspect, symptoms
from islive.watch.state import Told, Watched

# A rollback before the watch began is news for so long.
NEWS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known now of one subject, and what is to be told."""

    watched: Watched
    notices: tuple[Notice, ...] = ()


def saw(known: Watched, seen: Seen, now: datetime) -> Outcome:
    """One look further at one service."""
    report, motion = seen.report, seen.motion
    if report.verdict is Verdict.UNKNOWN:
        return _unread(known, report, now)
    sighted, over = _sighted(known, report, now)
    if report.verdict is Verdict.LIVE:
        found = _live(sighted, report, motion, now)
    else:
        found = _ill(_moved(sighted, report, motion, now), report, motion, now)
    return Outcome(replace(found.watched, seen_at=now), (*over, *found.notices))


def blind(known: Watched, target: Target, why: str, now: datetime) -> Outcome:
    """A look that could not be had at all: of a service, or (with only account and region) of everything there."""
    since = known.blind_since or now
    dark = replace(known, blind_since=since)
    if now - since < BLIND or any(one.condition is Condition.BLIND for one in known.told):
        return Outcome(dark)
    says = f"nothing could be read for {minutes(now - since)}"
    told = Told("", "", Condition.BLIND, Condition.BLIND, why, "", now)
    return Outcome(replace(dark, told=(*dark.told, told)), (_blind(target, told, says, why, now),))


def sighted(known: Watched, target: Target, now: datetime) -> Outcome:
    """It can be read again."""
    over = [one for one in known.told if one.condition is Condition.BLIND]
    left = tuple(one for one in known.told if one.condition is not Condition.BLIND)
    says = [f"it can be read again, after {minutes(now - one.since)}" for one in over]
    notices = (_blind(target, one, text, one.summary, now, Kind.RESOLVED) for one, text in zip(over, says, strict=True))
    return Outcome(replace(known, blind_since=None, told=left), tuple(notices))


def gone(known: Watched, target: Target, now: datetime) -> tuple[Notice, ...]:
    """The service is not there any more."""
    return tuple(_blind(target, one, "the service is gone", one.summary, now, Kind.RESOLVED) for one in known.told)


def _unread(known: Watched, report: Report, now: datetime) -> Outcome:
    if report.reason is Reason.NOT_SUPPORTED:
        return Outcome(known)
    way_out = next((one.way_out for one in report.gaps if one.permission), report.says)
    return blind(known, report.target, way_out, now)


def _sighted(known: Watched, report: Report, now: datetime) -> tuple[Watched, tuple[Notice, ...]]:
    found = sighted(known, report.target, now)
    return found.watched, found.notices


def _live(known: Watched, report: Report, motion: Motion | None, now: datetime) -> Outcome:
    """It is live. What was told is over at the second look that says so; a rollback, when something newer is live."""
    deployment = report.primary.id if report.primary else ""
    before = known.well if known.deployment == deployment else 0
    well = replace(known, deployment=deployment, well=before + 1, odd=0, moved_at=None, furthest=(), station="")
    taken = motion.taken_back if motion else None
    if taken and taken.arn != known.taken_back:
        return _taken_back(replace(well, taken_back=taken.arn), known, report, taken, now)
    if well.well < BELIEVED:
        return Outcome(well)
    stays = tuple(one for one in known.told if taken and one.condition is Condition.ROLLED_BACK)
    over = tuple(one for one in known.told if one not in stays)
    return Outcome(replace(well, told=stays), tuple(resolved(report, one, now) for one in over))


def _taken_back(well: Watched, known: Watched, report: Report, taken: TakenBack, now: datetime) -> Outcome:
    """ECS went back, and what it went back to is live: to be told, unless why was told already, or it is long ago."""
    is_old = known == Watched() and now - taken.created_at > NEWS
    if is_old or any(one.definition == taken.task_definition for one in known.told):
        return Outcome(well)
    notice = raised(report, Condition.ROLLED_BACK, taken.arn, "", taken.reason, now)
    notice = replace(notice, version=taken.task_definition)
    if known.suspect and known.suspect.definition == taken.task_definition:
        why = known.suspect
        notice = replace(notice, cause=why.cause, summary=why.summary, fix=why.fix, evidence=why.evidence)
    return Outcome(replace(well, told=(*well.told, _told(notice, taken.task_definition))), (notice,))


def _moved(known: Watched, report: Report, motion: Motion | None, now: datetime) -> Watched:
    """How far it has come: only what is further than ever before counts as a step."""
    deployment = report.primary.id if report.primary else ""
    reached, station = (motion.reached, motion.station) if motion else ((), "")
    odd = known.odd + 1 if is_odd(report) else 0
    seen = replace(known, well=0, odd=odd, suspect=suspect(report) or known.suspect)
    if deployment != known.deployment or station != known.station or known.moved_at is None:
        began = known.began if deployment == known.deployment and known.moved_at else _began(known, report, now)
        return replace(seen, deployment=deployment, furthest=reached, station=station, moved_at=now, began=began)
    longer = len(reached) > len(known.furthest)
    further = longer or any(new > old for new, old in zip(reached, known.furthest, strict=False))
    most = tuple(max(pair) for pair in zip(reached, known.furthest, strict=False))
    furthest = (*most, *(reached if longer else known.furthest)[len(most) :])
    return replace(seen, furthest=furthest, moved_at=now if further else known.moved_at)


def _began(known: Watched, report: Report, now: datetime) -> datetime:
    """When this deployment began; one that was there before and is under way again begins now."""
    made = report.primary.created_at if report.primary else now
    return made if known.seen_at is None or made >= known.seen_at else now


def _ill(known: Watched, report: Report, motion: Motion | None, now: datetime) -> Outcome:
    conditions = list(holding(report, motion, known, now)) if motion else []
    if not conditions:
        return Outcome(known)
    deployment = report.primary.id if report.primary else ""
    definition = report.primary.task_definition if report.primary else ""
    condition, says = conditions[0]
    causes = {one.id: symptoms(report, one) for one in report.diagnosis.root_causes}
    seen = replace(known, told=tuple(_with_symptoms(one, causes) for one in known.told))
    mine = [one for one in seen.told if one.deployment == deployment]
    told = {one.cause for one in mine} | {symptom for one in mine for symptom in one.symptoms}
    new = [one for one in causes if one not in told] if causes else [""] if not mine else []
    notices = tuple(raised(report, condition, deployment, one, says, now) for one in new)
    # A cause that becomes known takes the place of what it explains.
    explained = {symptom for one in new for symptom in causes.get(one, ())}
    left = [one for one in seen.told if one not in mine or not (causes and _is_explained(one, explained))]
    added = [replace(_told(one, definition), symptoms=causes.get(one.cause, ())) for one in notices]
    return Outcome(replace(seen, told=(*left, *added)), notices)


def _is_explained(told: Told, explained: set[str]) -> bool:
    return told.is_unexplained or told.cause in explained


def _with_symptoms(told: Told, causes: Mapping[str, tuple[str, ...]]) -> Told:
    more = causes.get(told.cause, ())
    return replace(told, symptoms=tuple(dict.fromkeys((*told.symptoms, *more))))


def _told(notice: Notice, definition: str) -> Told:
    return Told(
        deployment=notice.deployment,
        definition=definition,
        cause=notice.cause,
        condition=notice.condition,
        summary=notice.summary,
        version=notice.version,
        since=notice.at,
    )


def _blind(target: Target, told: Told, says: str, why: str, now: datetime, kind: Kind = Kind.RAISED) -> Notice:
    fix = why if kind is Kind.RAISED else ""
    return Notice(
        kind=kind,
        condition=told.condition,
        target=target,
        deployment=told.deployment,
        version=told.version,
        cause=told.cause,
        summary=told.summary,
        says=says,
        impact="",
        fix=fix,
        evidence="",
        at=now,
        since=told.since,
    )

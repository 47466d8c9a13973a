"""What is said of a version that was taken back: why it had to be, and what serves instead."""

from dataclasses import replace

from islive.model.finding import Finding
from islive.model.remedy import Remedy
from islive.model.report import Report
from islive.model.verdict import Reason, Verdict
from islive.remedy.course import is_way_back
from islive.rollout.driver import Rolled
from islive.rollout.machine import State


def told_of(now: Report, found: Rolled) -> Report:
    """The report of now on the version that was rolled out, as the end of that is told."""
    return now if found.blind else taken_back(now, found.decided, is_back=found.state is State.RETURNED)


def taken_back(now: Report, decided: Report | None, *, is_back: bool) -> Report:
    """The report of now, with the cause that was seen while the version was deployed: since then nothing shows it.

    `decided` is the last look at it before the way back was ordered, if it was; `is_back`: what served before serves
    again. Where ECS went back by itself its own record says why.
    """
    if now.verdict is not Verdict.NOT_LIVE or now.reason is Reason.ROLLED_BACK:
        return now
    why = decided if decided and decided.verdict is Verdict.NOT_LIVE else None
    reason = Reason.ROLLED_BACK if is_back else (why or now).reason
    return with_cause(why, now, reason) if why else replace(now, reason=reason)


def with_cause(why: Report, now: Report, reason: Reason | None) -> Report:
    """What was found out about the version before it was taken back, and who serves now."""
    return replace(
        why,
        taken_at=now.taken_at,
        reason=reason,
        impact=now.impact,
        axes=replace(now.axes, declared=why.axes.declared),
        timeline=now.timeline,
        diagnosis=replace(why.diagnosis, findings=tuple(map(_without_way_back, why.diagnosis.findings))),
        plan=_left(why.plan),
        gaps=now.gaps,
        notes=(f"why was seen at {why.taken_at:%H:%M:%S} UTC, before it was taken back",),
        calls=now.calls,
        primary=now.primary,
        last_verified=now.last_verified or why.last_verified,
    )


def _without_way_back(finding: Finding) -> Finding:
    """It was gone already."""
    return replace(finding, remedies=_left(finding.remedies))


def _left(remedies: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
    return tuple(one for one in remedies if not is_way_back(one))

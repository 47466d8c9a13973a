"""What is worth telling of a service that is not well, the first condition that holds."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from islive.model.motion import Motion, Work
from islive.model.report import Report
from islive.model.verdict import Reason, Verdict
from islive.model.watching import Condition
from islive.watch.state import Watched

# From the third on they are no accident.
FAILED_TASKS = 3
# Without a step forward: three times the 95th percentile of the service's own deployments, and at least this.
STUCK, TIMES = timedelta(minutes=15), 3
# A deployment is slow when it takes longer than nineteen of twenty did, and this.
SLACK = timedelta(minutes=2)
LONGEST = timedelta(days=1)
# Nothing could be read for so long.
BLIND = timedelta(minutes=10)
# Between two answers of AWS a deployment moves on: what shows up only between them is not believed at once.
BELIEVED = 2

DIFFERENT = {
    Reason.MIXED: "two versions serve",
    Reason.WRONG_ROUTE: "what is deployed gets no requests",
    Reason.STALE_CODE: "the process runs other code than its image",
    Reason.SUPERSEDED: "another version was deployed",
}


def is_odd(report: Report) -> bool:
    """What must be seen twice."""
    return report.verdict is Verdict.NOT_LIVE and (report.impact.is_down or report.reason in DIFFERENT)


def holding(report: Report, motion: Motion, known: Watched, now: datetime) -> Iterator[tuple[Condition, str]]:
    """Every condition that holds, the gravest first, each in words."""
    at_work = motion.work is Work.AT_WORK
    if report.verdict is Verdict.NOT_LIVE and report.impact.is_down and known.odd >= BELIEVED:
        yield Condition.DOWN, report.impact.says
    if motion.failures >= FAILED_TASKS:
        yield Condition.FAILED_TASKS, f"{motion.failures} tasks failed"
    if report.reason and report.reason in DIFFERENT and not at_work and known.odd >= BELIEVED:
        yield Condition.DIFFERENT, DIFFERENT[report.reason]
    if known.moved_at and now - known.moved_at >= patience(motion):
        yield Condition.STUCK, f"no step forward for {minutes(now - known.moved_at)}"
    if slow := _slow(report, motion, known, now):
        yield Condition.SLOW, slow


def patience(motion: Motion) -> timedelta:
    """How long a deployment may take without a step forward."""
    return max(STUCK, TIMES * motion.longest) if motion.longest else STUCK


def _slow(report: Report, motion: Motion, known: Watched, now: datetime) -> str:
    if report.verdict is not Verdict.IN_PROGRESS or known.began is None or motion.longest is None:
        return ""
    taken, usual = now - known.began, motion.usual or motion.longest
    # Of a rollback that was under way when the watch began nobody knows since when.
    if taken <= motion.longest + SLACK or taken > LONGEST:
        return ""
    return f"it is deployed for {minutes(taken)}, and usually takes {minutes(usual)}"


def minutes(length: timedelta) -> str:
    """A length of time as people say it."""
    whole = int(length.total_seconds()) // 60
    hours, rest = divmod(whole, 60)
    return f"{hours} h {rest} min" if hours else f"{whole} min"

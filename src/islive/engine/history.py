"""From ECS's record, receipts and earlier looks to the history of a service, and to the four figures of DORA."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from islive.facts.service_deployment import UNFINISHED
from islive.model.history import BAD, Chapter, Conclusion, Measures
from islive.model.receipt import Receipt
from islive.model.store import Deployment, Past
from islive.model.verdict import Grade, Verdict

DAY, WEEK = timedelta(days=1), 7.0
# API shape ServiceDeployment, `status`.
ENDS = {
    "SUCCESSFUL": Conclusion.SUCCEEDED,
    "STOPPED": Conclusion.STOPPED,
    "ROLLBACK_SUCCESSFUL": Conclusion.ROLLED_BACK,
    "ROLLBACK_FAILED": Conclusion.FAILED,
}


def chapters(
    deployments: Iterable[Deployment], receipts: Sequence[Receipt], looks: Sequence[Past]
) -> tuple[Chapter, ...]:
    """Each deployment with what was seen while it was the newest, newest first."""
    ordered = sorted(deployments, key=lambda one: one.created_at)
    ends = [*(later.created_at for _, later in pairwise(ordered)), None]
    found = [_chapter(one, end, receipts, looks) for one, end in zip(ordered, ends, strict=True)]
    return tuple(reversed(found))


def _chapter(one: Deployment, end: datetime | None, receipts: Sequence[Receipt], looks: Sequence[Past]) -> Chapter:
    """`end` is when the next deployment was made: from then on what is seen is said of that one."""
    proofs = [it for it in receipts if one.created_at <= it.taken_at]
    mine = [it for it in proofs if it.task_definition == one.task_definition and (end is None or it.taken_at < end)]
    first = min(mine, key=lambda it: it.taken_at, default=None)
    seen = [it for it in looks if one.created_at <= it.taken_at and (end is None or it.taken_at < end)]
    outcome = _outcome(one, first, seen)
    failed_at = _failed_at(one, seen, outcome)
    return Chapter(
        deployment=one,
        outcome=outcome,
        took=one.finished_at - one.created_at if one.finished_at else None,
        verified_at=first.taken_at if first else None,
        grade=max((it.grade for it in mine), default=Grade.NONE),
        causes=tuple(dict.fromkeys(cause for it in reversed(seen) for cause in it.causes)),
        failed_at=failed_at,
        restored_at=min((it.taken_at for it in proofs if failed_at and it.taken_at > failed_at), default=None),
    )


def _outcome(one: Deployment, proof: Receipt | None, seen: Sequence[Past]) -> Conclusion:
    """What ECS says; where it says that it succeeded, what was seen afterwards."""
    if one.status in UNFINISHED:
        return Conclusion.UNDER_WAY
    end = ENDS.get(one.status, Conclusion.FAILED)
    if end is not Conclusion.SUCCEEDED:
        return end
    ended = one.finished_at or one.created_at
    ill = any(it.verdict == Verdict.NOT_LIVE and it.taken_at > ended for it in seen)
    return Conclusion.VERIFIED if proof else Conclusion.NOT_LIVE if ill else end


def _failed_at(one: Deployment, seen: Sequence[Past], outcome: Conclusion) -> datetime | None:
    """The first sign of failure that anybody saw: a look that said NOT_LIVE, else that ECS ended it."""
    if outcome not in BAD:
        return None
    ill = (it.taken_at for it in seen if it.verdict == Verdict.NOT_LIVE)
    return min(ill, default=one.finished_at or one.created_at)


def measures(found: Iterable[Chapter], committed: Mapping[str, datetime], since: datetime, now: datetime) -> Measures:
    """The four figures of the deployments made since then. `committed` says when commits were made."""
    mine = [one for one in found if one.deployment.created_at >= since]
    verified = [one for one in mine if one.verified_at]
    ended = [one for one in mine if one.outcome is not Conclusion.UNDER_WAY]
    leads = list(_leads(verified, committed))
    restores = [one.restored_at - one.failed_at for one in mine if one.restored_at and one.failed_at]
    days = max((now - since) / DAY, 1.0)
    return Measures(
        days=days,
        verified=len(verified),
        a_week=len(verified) / days * WEEK,
        lead_time=_median(leads),
        led=len(leads),
        ended=len(ended),
        failed=sum(one.outcome in BAD for one in ended),
        time_to_restore=_median(restores),
        restored=len(restores),
    )


def _leads(verified: Iterable[Chapter], committed: Mapping[str, datetime]) -> Iterator[timedelta]:
    for one in verified:
        made = committed.get(one.deployment.commit or "")
        if made and one.verified_at and one.verified_at >= made:
            yield one.verified_at - made


def _median(lengths: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(one.total_seconds() for one in lengths)) if lengths else None

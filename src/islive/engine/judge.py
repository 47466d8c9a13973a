"""Judging: from the checks, the trace and the findings to the verdict and its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from islive.engine.asleep import is_asleep
from islive.engine.axes import MUST_BE_READ, Check, checks
from islive.facts.service import Service
from islive.facts.tried import Tried
from islive.model.diagnosis import Diagnosis
from islive.model.evidence import Evidence, Gap
from islive.model.finding import Finding
from islive.model.stage import Stage, StageState, StageTrace
from islive.model.verdict import Reason, Verdict

# In the order in which they are said. A finding with one of these ids has a reason of its own; any other root cause
# makes it "failed".
REASONS: tuple[tuple[Reason, str], ...] = (
    (Reason.SUPERSEDED, "deployment-superseded"),
    (Reason.ROLLED_BACK, "deployment-rolled-back"),
    (Reason.SCALED_TO_ZERO, "service-scaled-to-zero"),
    (Reason.PAUSED, "deployment-paused"),
    (Reason.FAILED, ""),
    (Reason.STUCK, "deployment-stuck"),
    (Reason.MIXED, "versions-mixed"),
    (Reason.MIXED, "orphan-targets"),
    (Reason.WRONG_ROUTE, "answer-of-another-service"),
    (Reason.MIXED, "routes-disagree"),
    (Reason.MIXED, "old-answers-in-rotation"),
    (Reason.WRONG_ROUTE, "nothing-routes-here"),
    (Reason.WRONG_ROUTE, "registry-misses-tasks"),
    (Reason.STALE_CODE, "stale-code"),
)
# What only explains one of them stands back behind it.
OWN_REASON = frozenset(id for _, id in REASONS) | {"route-shadowed", "answer-from-cache"}
# It serves, and not as well as it should.
DEGRADING = frozenset({"answers-failing", "feature-check-failed", "targets-unhealthy", "tasks-keep-ending"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, its reason, and the checks that decided: refuted ones, or those that nobody could answer.

    `asleep` where what was found is the cause of nothing yet, and will hurt later.
    """

    verdict: Verdict
    reason: Reason | None
    decided_by: tuple[Check, ...] = ()
    asleep: bool = False


def judge(
    evidence: Evidence,
    diagnosis: Diagnosis,
    stages: Sequence[StageTrace],
    must_be_read: Iterable[type] = MUST_BE_READ,
) -> Judgement:
    """LIVE needs proof everywhere, NOT_LIVE a refutation, IN_PROGRESS full sight; everything else is UNKNOWN."""
    service = evidence.get(Service)
    if not isinstance(service, Gap) and service.unsupported:
        says = f"not supported yet: {', '.join(service.unsupported)}"
        return Judgement(Verdict.UNKNOWN, Reason.NOT_SUPPORTED, (Check("evidence", None, says),))
    found = checks(evidence, must_be_read)
    refuted = tuple(check for check in found if check.holds is False)
    unread = tuple(check for check in found if check.holds is None)
    if refuted:
        return _not_live(evidence, diagnosis, stages, refuted, unread)
    if unread or not found:
        return Judgement(Verdict.UNKNOWN, Reason.BLIND, unread)
    return Judgement(Verdict.LIVE, Reason.DEGRADED if degrading(diagnosis) else None, asleep=True)


def _not_live(
    evidence: Evidence,
    diagnosis: Diagnosis,
    stages: Sequence[StageTrace],
    refuted: tuple[Check, ...],
    unread: tuple[Check, ...],
) -> Judgement:
    reason = _reason(diagnosis, evidence)
    alone = not OWN_REASON & {finding.id for finding in diagnosis.findings}
    asleep = reason is Reason.FAILED and alone and on_its_way(stages) and is_asleep(diagnosis, evidence)
    if asleep is None:
        return Judgement(Verdict.UNKNOWN, Reason.BLIND, unread or refuted)
    if asleep:
        reason = None
    if reason is Reason.PAUSED:
        return Judgement(Verdict.IN_PROGRESS, reason, refuted)
    if reason is not None or not on_its_way(stages):
        named = (check.reason for check in refuted if check.reason)
        return Judgement(Verdict.NOT_LIVE, reason or next(named, Reason.STUCK), refuted)
    # What an optional fact would have shown may be the cause: only who saw everything can say that it goes on.
    if unread or diagnosis.not_assessed or evidence.gaps:
        return Judgement(Verdict.UNKNOWN, Reason.BLIND, unread or refuted)
    return Judgement(Verdict.IN_PROGRESS, None, refuted, asleep)


def on_its_way(stages: Sequence[StageTrace]) -> bool:
    """The first stage that the version has not passed is at work on it."""
    front = next((one for one in stages if one.state not in {StageState.PASSED, StageState.NOT_APPLICABLE}), None)
    return front is not None and front.state in {StageState.WAITING, StageState.UNKNOWN}


def _reason(diagnosis: Diagnosis, evidence: Evidence) -> Reason | None:
    """The first that applies: a finding with a reason of its own, or any other root cause."""
    seen = {finding.id for finding in diagnosis.findings}
    failed = any(cause.id not in OWN_REASON for cause in diagnosis.root_causes)
    for reason, id in REASONS:
        if id in seen or (reason is Reason.FAILED and failed):
            return Reason.FAILED if reason is Reason.ROLLED_BACK and _could_not_go_back(evidence) else reason
    return None


def _could_not_go_back(evidence: Evidence) -> bool:
    """The way back failed as well, and nothing was rolled back."""
    tried = evidence.get(Tried)
    newest = () if isinstance(tried, Gap) else tried.deployments[:1]
    return any(one.status == "ROLLBACK_FAILED" for one in newest)


def degrading(diagnosis: Diagnosis) -> tuple[Finding, ...]:
    """The findings for which a version that is live does not serve as well as it should."""
    return tuple(finding for finding in diagnosis.findings if finding.id in DEGRADING)


def stopped_at(stages: Sequence[StageTrace]) -> Stage | None:
    """The first stage that was reached and ended badly, or halted."""
    ended = {StageState.FAILED, StageState.STOPPED}
    return next((one.stage for one in stages if one.state in ended), None)

"""Receipts: what a look that proved a version live leaves behind."""

import hashlib
from collections.abc import Iterable

from islive.model.receipt import Answered, Receipt
from islive.model.report import Report
from islive.model.stage import Stage, StageState
from islive.model.verdict import Grade, Reason, Verdict
from islive.transcript import Transcript
from islive.transcript.bundle import rows_by_operation


def evidence_of(transcript: Transcript) -> tuple[Answered, ...]:
    """The answers of a look, by operation."""
    return tuple(
        Answered(operation, len(rows), hashlib.sha256(b"".join(rows)).hexdigest())
        for operation, rows in sorted(rows_by_operation(transcript).items())
    )


def receipt_of(report: Report, evidence: Iterable[Answered], transcript: str) -> Receipt | None:
    """The receipt of a report that says LIVE, and proves it as far as users; None for every other.

    What no route leads to is proved as far as it can be where its tasks run. `transcript` is the SHA-256 of the bundle.
    """
    digests = sorted({one.digest for one in report.impact.serving if one.digest})
    if report.verdict is not Verdict.LIVE or report.proved_to < _required(report) or not digests or not report.primary:
        return None
    return Receipt(
        taken_at=report.taken_at,
        target=report.target,
        version=report.wanted.label or report.primary.task_definition,
        commit=report.wanted.commit,
        digests=tuple(digests),
        task_definition=report.primary.task_definition,
        deployment=report.primary.id,
        grade=report.proved_to,
        degraded=report.reason is Reason.DEGRADED,
        transcript=transcript,
        evidence=tuple(evidence),
    )


def _required(report: Report) -> Grade:
    has_no_route = any(one.stage is Stage.TRAFFIC and one.state is StageState.NOT_APPLICABLE for one in report.stages)
    return Grade.RUNNING if has_no_route else Grade.ROUTED

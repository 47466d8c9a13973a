"""Folding: findings that somebody has decided about, or knew before, step back; they never change the verdict."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from islive.engine.plan import plan
from islive.model.finding import Finding, Role
from islive.model.report import Folded, Report
from islive.model.settings import Suppression
from islive.model.target import Target


class Known(NamedTuple):
    """What makes a finding the same as one in a baseline: where, which rule, about what, in the same words."""

    target: Target
    id: str
    subject: str
    summary: str


def suppressed(report: Report, suppressions: Iterable[Suppression]) -> Report:
    """The report with the findings folded that the settings suppress, and with a note for each that ended."""
    valid, over = [], list[Suppression]()
    for one in suppressions:
        ended = one.until is not None and one.until < report.taken_at.date()
        (over if ended else valid).append(one)
    notes = tuple(f"the suppression of {one.rule} ended {one.until}" for one in over if _meets(one, report))
    folded = fold(report, lambda finding: _reason(finding, report.target, valid))
    return replace(folded, notes=(*folded.notes, *notes))


def without_known(report: Report, known: frozenset[Known], baseline: str) -> Report:
    """The report with the findings folded that stand word for word in a baseline; `baseline` is what it is called."""
    return fold(report, lambda one: f"known since {baseline}" if fingerprint(report.target, one) in known else None)


def fingerprint(target: Target, finding: Finding) -> Known:
    """Changes as soon as the finding says something else."""
    return Known(target, finding.id, finding.subject, finding.summary)


def fold(report: Report, because: Callable[[Finding], str | None]) -> Report:
    """The report without the contributing findings that there is a reason to fold; what they would remedy goes too.

    Root causes and symptoms stay: what keeps a version from serving is not a matter of opinion.
    """
    reasons = [(one, because(one)) for one in report.diagnosis.contributing]
    folded = tuple(Folded(one, reason) for one, reason in reasons if reason)
    if not folded:
        return report
    hidden = [one.finding for one in folded]
    findings = tuple(one for one in report.diagnosis.findings if one not in hidden)
    diagnosis = replace(report.diagnosis, findings=findings)
    return replace(report, diagnosis=diagnosis, plan=plan(findings), folded=(*report.folded, *folded))


def _reason(finding: Finding, target: Target, suppressions: Iterable[Suppression]) -> str | None:
    return next((f"suppressed: {one.reason}" for one in suppressions if _applies(one, finding, target)), None)


def _meets(suppression: Suppression, report: Report) -> bool:
    findings = report.diagnosis.findings
    return any(one.role is Role.CONTRIBUTING and _applies(suppression, one, report.target) for one in findings)


def _applies(suppression: Suppression, finding: Finding, target: Target) -> bool:
    """Names may hold `*` and `?`."""
    said_of_service = not suppression.services or any(fnmatchcase(target.service, one) for one in suppression.services)
    said_of_subject = suppression.subject is None or fnmatchcase(finding.subject, suppression.subject)
    return suppression.rule == finding.id and said_of_service and said_of_subject

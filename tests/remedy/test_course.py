"""Forward or back: which way out a plan takes, and what that leaves out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from islive.model.diagnosis import Diagnosis
from islive.model.finding import Certainty, Finding, Role, Severity
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.report import Report
from islive.model.stage import Stage
from islive.model.verdict import Reason, Verdict
from islive.remedy.course import STOP, Course, course, is_needed
from tests.incident.looking import AGRICULTURAL, looked

MEND = Remedy("create the log group", Risk.SAFE, Horizon.NOW, (Step("create it", "logs:CreateLogGroup"),))
SECRET = Remedy("write a valid value", Risk.MANUAL, Horizon.NOW, (Step("write it"),))
BACK = Remedy("stop the failing deployment", Risk.SAFE, Horizon.NOW, (Step("stop it", STOP),))
LATER = Remedy("tag every image", Risk.MANUAL, Horizon.LATER, (Step("tag it"),))
# What the builders know how to do.
ABLE = (MEND.title, BACK.title)


def finding(id: str, role: Role, *remedies: Remedy) -> Finding:
    """A finding with these remedies."""
    return Finding(id, role, Stage.TASKS, Severity.HIGH, Certainty.CONFIRMED, id, id, (), (), (), remedies)


def report(*findings: Finding, verdict: Verdict = Verdict.NOT_LIVE, reason: Reason | None = Reason.FAILED) -> Report:
    """A report with these findings, and the remedies of all of them."""
    remedies = tuple(dict.fromkeys(one.title for each in findings for one in each.remedies))
    by_title = {one.title: one for each in findings for one in each.remedies}
    return replace(
        looked("ava-olo", AGRICULTURAL, "v3.3.2"),
        verdict=verdict,
        reason=reason,
        diagnosis=Diagnosis(findings, ()),
        plan=tuple(by_title[title] for title in remedies),
    )


def root(*remedies: Remedy, id: str = "cause") -> Finding:
    """A root cause."""
    return finding(id, Role.ROOT_CAUSE, *remedies)


STUCK = finding("deployment-stuck", Role.SYMPTOM, BACK)


@pytest.mark.parametrize(
    "findings, way",
    [
        ([root(MEND), STUCK], Course.FORWARD),
        ([root(MEND, LATER), STUCK], Course.FORWARD),
        ([root(SECRET), STUCK], Course.BACK),
        # One of two is enough to keep it from succeeding; so is half of one.
        ([root(MEND), root(SECRET, id="other"), STUCK], Course.BACK),
        ([root(MEND, SECRET), STUCK], Course.BACK),
        ([root(SECRET)], Course.HOLD),
        # What nobody knows a remedy for is not mended either.
        ([root(), STUCK], Course.BACK),
        ([root(LATER), STUCK], Course.BACK),
        ([STUCK], Course.BACK),
        ([], Course.HOLD),
        # Where no cause is known but that it is stuck, going back is the remedy of the cause itself.
        ([root(BACK, id="deployment-stuck")], Course.FORWARD),
    ],
)
def test_the_way_out(findings: Sequence[Finding], way: Course) -> None:
    """Forward where all that is in the way is mended by the plan, else back where there is a way back."""
    assert course(report(*findings), ABLE) is way


def test_what_no_builder_knows_is_not_able() -> None:
    """A remedy that a rule calls safe, and that cannot be carried out, is left to a person."""
    assert course(report(root(MEND), STUCK), (BACK.title,)) is Course.BACK
    assert course(report(root(MEND), STUCK), ()) is Course.HOLD


@pytest.mark.parametrize(
    "verdict, way",
    [(Verdict.LIVE, Course.TEND), (Verdict.IN_PROGRESS, Course.WAIT), (Verdict.UNKNOWN, Course.BLIND)],
)
def test_where_it_is_not_known_to_have_failed(verdict: Verdict, way: Course) -> None:
    """What is live is tended, what is under way is waited for, and blind nothing is decided, whatever was found."""
    assert course(report(root(MEND), STUCK, verdict=verdict, reason=None), ABLE) is way


def needed(way: Course, of: Finding, remedy: Remedy, **more: Any) -> bool:
    """Whether it is still asked for."""
    deploys = more.pop("deploys", False)
    return is_needed(remedy, of, way, report(of, **more), deploys=deploys)


def test_forward_nothing_goes_back() -> None:
    """The rollback of a stuck deployment is for a symptom: its cause is mended."""
    assert not needed(Course.FORWARD, STUCK, BACK)
    assert needed(Course.BACK, STUCK, BACK)
    assert needed(Course.FORWARD, root(BACK), BACK)


def test_what_a_symptom_asks_of_a_person_goes_with_its_cause() -> None:
    """But what comes later stays, and so does what ECS has taken back, unless the plan deploys it."""
    symptom = finding("tasks-failed-to-start", Role.SYMPTOM, SECRET, LATER)
    assert not needed(Course.FORWARD, symptom, SECRET)
    assert needed(Course.FORWARD, symptom, LATER)
    assert needed(Course.BACK, symptom, SECRET)
    assert needed(Course.FORWARD, symptom, SECRET, reason=Reason.ROLLED_BACK)
    assert not needed(Course.FORWARD, symptom, SECRET, reason=Reason.ROLLED_BACK, deploys=True)

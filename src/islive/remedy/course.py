"""Which way out of it: forward, by mending what stands in the way, or back to what served; never both in one plan.

docs/fix.md says why.
"""

from collections.abc import Collection
from enum import StrEnum

from islive.model.finding import Finding, Role
from islive.model.remedy import Horizon, Remedy, Risk
from islive.model.report import Report
from islive.model.verdict import Reason, Verdict

STOP = "ecs:StopServiceDeployment"


class Course(StrEnum):
    """What the plan is for.

    `forward`: everything that is in the way is mended by it. `back`: something is left to a person, and meanwhile ECS
    goes back to what served. `hold`: something is left to a person, and there is nothing to go back to. `wait`: a
    deployment is under way that may still succeed. `tend`: the version is live; what is left makes it safer. `blind`:
    too little could be read to tell what stands in the way.
    """

    FORWARD = "forward"
    BACK = "back"
    HOLD = "hold"
    WAIT = "wait"
    TEND = "tend"
    BLIND = "blind"


WITHOUT_FAILURE = {Verdict.LIVE: Course.TEND, Verdict.IN_PROGRESS: Course.WAIT, Verdict.UNKNOWN: Course.BLIND}


def course(report: Report, able: Collection[str]) -> Course:
    """The way out, where `able` are the titles of the remedies that can be carried out."""
    if report.verdict in WITHOUT_FAILURE:
        return WITHOUT_FAILURE[report.verdict]
    causes = report.diagnosis.root_causes
    if causes and all(is_curable(one, able) for one in causes):
        return Course.FORWARD
    goes_back = any(is_way_back(one) and one.title in able for one in report.plan)
    return Course.BACK if goes_back else Course.HOLD


def is_curable(finding: Finding, able: Collection[str]) -> bool:
    """What is to be done about it now is done by the plan, all of it."""
    now = [one.title for one in finding.remedies if one.horizon is Horizon.NOW]
    return bool(now) and all(title in able for title in now)


def is_given_up(report: Report) -> bool:
    """ECS went back from the version, or tried to and failed: nothing brings it any more."""
    tried = any(one.id == "deployment-rolled-back" for one in report.diagnosis.findings)
    return report.reason is Reason.ROLLED_BACK or (report.reason is Reason.FAILED and tried)


def is_way_back(remedy: Remedy) -> bool:
    """ECS's own rollback."""
    return any(step.operation == STOP for step in remedy.steps)


def is_needed(remedy: Remedy, finding: Finding, way: Course, report: Report, *, deploys: bool) -> bool:
    """Whether that finding still asks for it on that course.

    On the way forward nothing goes back, and what a symptom asks of a person is not needed once its causes are mended;
    unless ECS has gone back already and the plan deploys nothing: then nothing brings the version by itself.
    """
    if way is not Course.FORWARD or finding.role is not Role.SYMPTOM or remedy.horizon is not Horizon.NOW:
        return True
    if is_way_back(remedy):
        return False
    return remedy.risk is not Risk.MANUAL or (is_given_up(report) and not deploys)

"""Which way out of it: forward, by mending what stands in the way, or back to what served; never both in one plan.

docs/fix.md says why.
"""

from collections.abc import Mapping
from enum import StrEnum

from islive.model.finding import Finding, Role
from islive.model.remedy import Horizon, Remedy
from islive.model.report import Report
from islive.model.verdict import Reason, Verdict
from islive.remedy.equipping import is_automatic

STOP = "ecs:StopServiceDeployment"


class Course(StrEnum):
    """What the plan is for.

    `forward`: everything that is in the way is mended by it. `back`: something is left to a person, and meanwhile ECS
    goes back to what served. `hold`: something is left to a person, and there is nothing to go back to. `wait`: a
    deployment is under way that may still succeed. `tend`: the version is live; what is left makes it safer.
    """

    FORWARD = "forward"
    BACK = "back"
    HOLD = "hold"
    WAIT = "wait"
    TEND = "tend"


def course(report: Report, ready: Mapping[str, Remedy]) -> Course:
    """The way out, where `ready` has each remedy as it can be carried out, by title."""
    if report.verdict is Verdict.LIVE:
        return Course.TEND
    if report.verdict is Verdict.IN_PROGRESS:
        return Course.WAIT
    causes = report.diagnosis.root_causes
    if causes and all(is_curable(one, ready) for one in causes):
        return Course.FORWARD
    goes_back = any(is_way_back(one) and is_automatic(one) for one in ready.values())
    return Course.BACK if goes_back else Course.HOLD


def is_curable(finding: Finding, ready: Mapping[str, Remedy]) -> bool:
    """What is to be done about it now is done by the plan, all of it."""
    now = [ready[one.title] for one in finding.remedies if one.horizon is Horizon.NOW]
    return bool(now) and all(map(is_automatic, now))


def is_way_back(remedy: Remedy) -> bool:
    """ECS's own rollback."""
    return any(step.operation == STOP for step in remedy.steps)


def is_spared(finding: Finding, way: Course, report: Report) -> bool:
    """What a symptom asks for besides is not needed where its causes are mended.

    Except after a rollback: then nothing brings the version by itself.
    """
    return way is Course.FORWARD and finding.role is Role.SYMPTOM and report.reason is not Reason.ROLLED_BACK

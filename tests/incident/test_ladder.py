"""The ladder out of the incident, as far as it is read: each rung mended moves the answer on."""

from itertools import pairwise

import pytest

from islive.model.report import Report
from islive.model.stage import Stage, StageState
from islive.model.verdict import Grade, Reason, Verdict
from tests.cli.conftest import Islive
from tests.incident.looking import AGRICULTURAL, looked, root_causes, state, steps, the

VERSION = "v3.3.2"
RUNGS = ("ava-olo", "ava-olo-built", "ava-olo-stopped", "ava-olo-mended", "ava-olo-live")
WAYS = pytest.mark.parametrize("inspect", [False, True], ids=["plainly", "with --inspect-secrets"])


def at(rung: str, *, inspect: bool = False) -> Report:
    """The question of the incident on that rung."""
    return looked(rung, AGRICULTURAL, VERSION, inspect=inspect)


def blocked(report: Report) -> list[Stage]:
    """The stages that were not reached and would stop the version too."""
    return [one.stage for one in report.stages if one.state is StageState.BLOCKED]


@WAYS
def test_the_build_is_mended(*, inspect: bool) -> None:
    """With v3.3.2 in the registry it stops at tasks: :6 takes the new `latest`, and still cannot read its secret."""
    report = at("ava-olo-built", inspect=inspect)
    assert (report.verdict, report.reason, report.stopped_at) == (Verdict.NOT_LIVE, Reason.FAILED, Stage.TASKS)
    assert root_causes(report) == ["secret-invalid-json"]
    for stage in (Stage.BUILD, Stage.PUSH, Stage.IMAGE, Stage.TASK_DEFINITION):
        assert state(report, stage) is StageState.PASSED
    assert len(list(steps(report, "ecs:StopServiceDeployment"))) == 1


@WAYS
def test_the_stuck_deployment_is_stopped(*, inspect: bool) -> None:
    """After ECS's own rollback it stops at deployment, as nothing uses v3.3.2; the secret still blocks tasks."""
    report = at("ava-olo-stopped", inspect=inspect)
    assert (report.verdict, report.reason, report.stopped_at) == (Verdict.NOT_LIVE, Reason.FAILED, Stage.DEPLOYMENT)
    assert root_causes(report) == ["version-not-deployed", "secret-invalid-json"]
    assert blocked(report) == [Stage.TASKS]
    assert the(report, "secret-invalid-json").subject == "ava-olo/admin#password"
    assert not list(steps(report, "ecs:StopServiceDeployment"))


@WAYS
def test_the_secret_is_mended(*, inspect: bool) -> None:
    """With a valid secret only the deployment is left to do: tasks that failed before it say nothing any more."""
    report = at("ava-olo-mended", inspect=inspect)
    assert (report.verdict, report.reason, report.stopped_at) == (Verdict.NOT_LIVE, Reason.FAILED, Stage.DEPLOYMENT)
    assert root_causes(report) == ["version-not-deployed"]
    assert blocked(report) == []


@WAYS
def test_the_version_is_live(*, inspect: bool) -> None:
    """After the deployment v3.3.2 is live, and the running process itself says so."""
    report = at("ava-olo-live", inspect=inspect)
    assert (report.verdict, report.reason, report.stopped_at) == (Verdict.LIVE, None, None)
    assert report.proved_to is Grade.ANSWERED
    assert root_causes(report) == []
    (serving,) = report.impact.serving
    assert (serving.version, serving.tasks, serving.healthy) == (VERSION, 1, 1)
    applicable = [one for one in report.stages if one.state is not StageState.NOT_APPLICABLE]
    assert {one.state for one in applicable} == {StageState.PASSED}


@pytest.mark.parametrize("rung, code", list(zip(RUNGS, (10, 10, 10, 10, 0), strict=True)))
def test_the_exit_codes(islive: Islive, rung: str, code: int) -> None:
    """Every rung but the last ends with 10, the last with 0."""
    assert islive(AGRICULTURAL, VERSION, "--scenario", rung).code == code


def test_each_rung_is_further_on() -> None:
    """No rung stops at an earlier stage than the rung below, and the old version serves until the last."""
    order = list(Stage)
    stops = [order.index(stage) if (stage := at(rung).stopped_at) else len(order) for rung in RUNGS]
    # Stopping the deployment takes the question back from tasks to deployment: that rung goes down by intent.
    built, stopped = RUNGS.index("ava-olo-built"), RUNGS.index("ava-olo-stopped")
    for below, above in pairwise(range(len(RUNGS))):
        assert stops[below] <= stops[above] or (below, above) == (built, stopped)
    assert {at(rung).impact.serving[0].version for rung in RUNGS[:-1]} == {"v3.3.1-whatsapp-ui"}

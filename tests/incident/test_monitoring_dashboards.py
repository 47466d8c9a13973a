"""What the report about monitoring-dashboards must say."""

import re

import pytest

from islive.model.finding import Role
from islive.model.remedy import Horizon, Risk
from islive.model.report import Report
from islive.model.stage import Stage, StageState
from islive.model.verdict import Reason, Verdict
from tests.incident.looking import MONITORING, looked, on_screen, remedies, root_causes, state, steps, the

LIVE_NOW = "v2.4.0-multi-dashboard"
NEWEST = "v2.6.0-security"
REVISION = "3141592653589793238"


def asked() -> Report:
    """Is what the PRIMARY deployment declares live?"""
    return looked("ava-olo", MONITORING)


def test_the_answer_is_not_live() -> None:
    """It stopped at image, where nothing is what the task definition names; v2.4.0-multi-dashboard serves."""
    report = asked()
    assert (report.verdict, report.reason, report.stopped_at) == (Verdict.NOT_LIVE, Reason.FAILED, Stage.IMAGE)
    (serving,) = report.impact.serving
    assert (serving.version, serving.tasks, serving.healthy) == (LIVE_NOW, 1, 1)
    assert "ava-olo-internal-alb" in report.impact.says
    assert "NOT LIVE" in on_screen(report)[0]


def test_the_root_cause_is_the_tag() -> None:
    """The one root cause: the registry has no `latest`; it names the newest tag there is."""
    report = asked()
    assert root_causes(report) == ["image-not-found"]
    cause = the(report, "image-not-found")
    for said in ("ava-olo/monitoring-dashboards", "latest", "ava-monitoring-task:9", NEWEST):
        assert said in cause.summary
    quoted = [one for one in cause.because if one.operation == "ecr:DescribeImages"]
    assert any(NEWEST in one.quote for one in quoted)


def test_its_symptoms() -> None:
    """Under it: 27 tasks that failed to start, throttled starts, and the deployment that is stuck."""
    report = asked()
    (cause,) = report.diagnosis.root_causes
    symptoms = {one.id: one for one in report.diagnosis.symptoms_of(cause)}
    assert set(symptoms) == {"tasks-failed-to-start", "task-starts-throttled", "deployment-stuck"}
    assert re.search(r"\b27 tasks\b", symptoms["tasks-failed-to-start"].summary)
    quotes = [one.quote for one in symptoms["tasks-failed-to-start"].because]
    assert any("CannotPullContainerError" in quote and "not found" in quote for quote in quotes)
    assert state(report, Stage.TASKS) is StageState.FAILED


def test_a_deployment_on_top_of_another() -> None:
    """The second deployment repeats the same task definition; the first one's end, STOPPED, is cited."""
    finding = the(asked(), "deployment-forced-again")
    assert finding.role is Role.CONTRIBUTING
    assert "ava-monitoring-task:9" in finding.summary
    assert "STOPPED" in {one.quote for one in finding.because}


def test_the_way_back_is_the_last_successful_revision() -> None:
    """One safe step stops the deployment under way; ECS goes back to :8, whose revision is read before and after."""
    (entry,) = steps(asked(), "ecs:StopServiceDeployment")
    remedy, step = entry
    assert (remedy.risk, remedy.horizon) == (Risk.SAFE, Horizon.NOW)
    assert asked().plan[0] == remedy
    assert step.params["stopType"] == "ROLLBACK"
    assert step.params["serviceDeploymentArn"].endswith(f"/{MONITORING}/Pw5rTy8uJmNc3XzLqK2Fv")
    assert "ava-monitoring-task:8" in step.says
    expects = step.expects or ""
    assert REVISION in expects
    assert "SUCCESSFUL" in expects
    assert re.search(r"\bread (back )?(again )?after", expects)


def test_one_thing_is_planned_once() -> None:
    """No two steps of the plan are the same write."""
    writes = [(step.operation, str(step.params)) for _, step in steps(asked()) if step.operation]
    assert len(writes) == len(set(writes))


@pytest.mark.parametrize("id", ["circuit-breaker-off", "mutable-tag-in-task-definition", "push-starts-no-build"])
def test_the_same_circumstances_contributed(id: str) -> None:
    """What made it worse for agricultural-core made it worse here, each with its remedy."""
    finding = the(asked(), id)
    assert finding.role is Role.CONTRIBUTING
    assert finding.remedies


def test_the_circuit_breaker_would_have_stopped_at_three() -> None:
    """With the circuit breaker on, 3 tasks would have failed instead of 27."""
    summary = the(asked(), "circuit-breaker-off").summary
    assert re.search(r"\b3\b", summary)
    assert re.search(r"\b27\b", summary)


def test_nothing_is_called_what_it_is_not() -> None:
    """No step tags anything: neither `latest` as a version, nor a version as `latest`."""
    for remedy in remedies(asked()):
        for step in remedy.steps:
            assert step.operation != "ecr:PutImage"
            assert "docker tag" not in step.says


def test_another_repository_says_nothing() -> None:
    """The repository here is agricultural-core's: none of its tags is shown beside monitoring-dashboards."""
    report = asked()
    assert state(report, Stage.COMMIT) is StageState.NOT_APPLICABLE
    assert (report.wanted.commit, report.wanted.newest_tag) == (None, None)

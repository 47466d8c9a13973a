"""Another company, another sickness: worlds written from the published schema alone are understood as well."""

from pathlib import Path

import pytest

from islive.model.finding import Finding
from islive.model.report import Report
from islive.model.stage import Stage, StageState
from islive.model.verdict import Grade, Reason, Verdict
from islive.simulator import load
from tests.cli.conftest import Islive
from tests.incident.looking import every_text, looked, root_causes, state, steps

WORLDS = Path(__file__).parent / "strangers"
SERVICE, WANTED, BEFORE = "freight-quotes", "release-42", "release-41"
SICK = ("key-missing", "unready", "sidecar-killed")
ARN = "arn:aws:ecs:ap-southeast-2:443322110099:service-deployment/berth/freight-quotes/rS8tU1vW3xY5zA7bC9dE2"


def file(name: str) -> str:
    """That world."""
    return str(WORLDS / f"{name}.yaml")


def asked(name: str, *, inspect: bool = False) -> Report:
    """Is release-42 live in that world?"""
    return looked(file(name), SERVICE, WANTED, inspect=inspect)


def cause(report: Report) -> Finding:
    """The one root cause."""
    (found,) = report.diagnosis.root_causes
    return found


@pytest.mark.parametrize("name", SICK)
def test_not_live_and_nobody_is_down(name: str) -> None:
    """release-42 is not live; two healthy tasks of release-41 serve through the company's own load balancer."""
    report = asked(name)
    assert (report.verdict, report.reason) == (Verdict.NOT_LIVE, Reason.FAILED)
    before = load(file(name)).ecr.digest_of("freight/quotes@r41", "")
    serving = {one.digest: (one.tasks, one.healthy) for one in report.impact.serving}
    assert serving[before] == (2, 2)
    assert "berth-edge" in report.impact.says
    for stage in (Stage.COMMIT, Stage.CI, Stage.BUILD):
        assert state(report, stage) is StageState.NOT_APPLICABLE
    for stage in (Stage.IMAGE, Stage.TASK_DEFINITION, Stage.DEPLOYMENT):
        assert state(report, stage) is StageState.PASSED


@pytest.mark.parametrize("name", SICK)
def test_what_serves_has_a_name(name: str) -> None:
    """What serves is called release-41: its tag in the registry and the annotation in the image say so."""
    versions = {one.version: one.healthy for one in asked(name).impact.serving}
    assert versions.get(BEFORE) == 2


@pytest.mark.parametrize("name", SICK)
def test_the_way_back(name: str) -> None:
    """The plan begins with ECS's own rollback of the deployment under way, to revision 11."""
    ((remedy, step),) = steps(asked(name), "ecs:StopServiceDeployment")
    assert asked(name).plan[0] == remedy
    assert step.params["serviceDeploymentArn"] == ARN
    assert "freight-quotes:11" in step.says


def test_the_sidecar_is_no_version() -> None:
    """The sidecar's image, which is not the service's own, names no version and is blamed by nothing here."""
    for name in ("key-missing", "unready"):
        report = asked(name)
        assert all("envoy" not in finding.summary for finding in report.diagnosis.root_causes)
        assert "envoy" not in report.axes.declared


@pytest.mark.parametrize("inspect", [False, True], ids=["plainly", "with --inspect-secrets"])
def test_a_key_is_missing(*, inspect: bool) -> None:
    """The secret has no key tokenV2; with --inspect-secrets the key that looks alike is named, and no value is."""
    report = asked("key-missing", inspect=inspect)
    assert root_causes(report) == ["secret-key-missing"]
    assert report.stopped_at is Stage.TASKS
    found = cause(report)
    assert found.subject == "freight/tariffs#tokenV2"
    assert "freight-quotes:12" in found.summary
    assert ("TokenV2" in found.summary) == inspect
    asking = "secretsmanager:GetSecretValue" if inspect else "ecs:DescribeTasks"
    assert asking in {one.operation for one in found.because}
    for text in every_text(report):
        assert "plum-tart" not in text
        assert "pear-tart" not in text


def test_tasks_are_not_ready() -> None:
    """The new task is an unhealthy target: 503 on /ready, quoted from the load balancer."""
    report = asked("unready")
    assert root_causes(report) == ["targets-unhealthy"]
    found = cause(report)
    assert found.stage is Stage.TARGETS
    for said in ("quotes-blue", "503", "/ready", "Target.ResponseCodeMismatch"):
        assert said in found.summary
    assert "unhealthy" in {one.quote for one in found.because}


def test_the_sidecar_is_killed() -> None:
    """The container that ended first is the sidecar, for want of memory; the application only ended with it."""
    report = asked("sidecar-killed")
    assert root_causes(report) == ["out-of-memory"]
    found = cause(report)
    assert "mesh" in found.summary
    assert "128 MiB" in found.summary
    assert "memory" in found.summary
    assert any("OutOfMemoryError" in one.quote for one in found.because)
    assert report.stopped_at is Stage.TASKS


def test_the_command_takes_the_file(islive: Islive) -> None:
    """`--scenario FILE` is enough to ask about such a world."""
    ran = islive(SERVICE, WANTED, "--scenario", file("unready"))
    assert ran.code == 10
    assert "targets-unhealthy" in ran.out


def test_all_is_well() -> None:
    """release-42 is live, proved as far as a service without canary can be, and two healthy tasks of it serve."""
    report = asked("well")
    assert (report.verdict, report.reason, report.proved_to) == (Verdict.LIVE, None, Grade.ROUTED)
    assert root_causes(report) == []
    image = load(file("well")).ecr.digest_of("freight/quotes@r42", "")
    assert [(one.digest, one.tasks, one.healthy) for one in report.impact.serving] == [(image, 2, 2)]

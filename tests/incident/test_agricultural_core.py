"""What the report about agricultural-core v3.3.2 must say, statement by statement."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from islive.engine.discover import every_rule
from islive.model.finding import Role
from islive.model.remedy import Horizon, Risk
from islive.model.report import Report
from islive.model.stage import Stage, StageState
from islive.model.verdict import Reason, Verdict
from islive.simulator import load, scenarios
from tests.incident.looking import (
    AGRICULTURAL,
    every_text,
    flowing,
    looked,
    on_screen,
    remedies,
    root_causes,
    seen,
    service_of,
    state,
    steps,
    tasks_of,
    the,
    world,
)

SCENARIO, VERSION = "ava-olo", "v3.3.2"
WAYS = pytest.mark.parametrize("inspect", [False, True], ids=["plainly", "with --inspect-secrets"])
LIVE_NOW = "v3.3.1-whatsapp-ui"
BUILD = "ava-agricultural-docker-build:be9277f5-f6e7-4b6b-aaf2-355833b5fca6"
MISSING_FILE = "agricultural_core_constitutional.py"
DEPLOYMENT_ARN = (
    "arn:aws:ecs:us-east-1:123456789012:service-deployment/ava-olo-production/agricultural-core/kT4wQpL9sXe2YbHn7RfZd"
)


def asked(*, inspect: bool = False) -> Report:
    """The question of the incident, as it is asked first, or with --inspect-secrets."""
    return looked(SCENARIO, AGRICULTURAL, VERSION, inspect=inspect)


def moment(text: str) -> datetime:
    """A moment as worlds write it."""
    return datetime.fromisoformat(text)


def starts() -> list[datetime]:
    """When tasks were started since v3.3.2 was tagged, as the world's events have it."""
    events = service_of(SCENARIO, AGRICULTURAL)["events"]
    return sorted(moment(at) for at, says in events.items() if "has started" in says)[-4:]


# --- 1: the first line ---------------------------------------------------------------------------------------------


def test_the_answer_is_not_live() -> None:
    """v3.3.2 is not live because it failed: it stopped at build, and tasks would stop it as well."""
    report = asked()
    assert (report.verdict, report.reason) == (Verdict.NOT_LIVE, Reason.FAILED)
    assert report.stopped_at is Stage.BUILD
    assert [one.stage for one in report.stages if one.state is StageState.BLOCKED] == [Stage.TASKS]


def test_the_first_line_on_screen() -> None:
    """The first line says not live, of what, where it stopped, and where it would stop next."""
    first = on_screen(asked())[0]
    assert "NOT LIVE" in first
    assert f"{AGRICULTURAL} {VERSION}" in first
    assert re.search(r"\bbuild\b.*\btasks\b", first)


def test_who_is_served() -> None:
    """v3.3.1-whatsapp-ui serves with one healthy task of one, through the farmers' load balancer: nobody is down."""
    report = asked()
    (serving,) = report.impact.serving
    assert (serving.version, serving.tasks, serving.healthy) == (LIVE_NOW, 1, 1)
    for said in (LIVE_NOW, "1 of 1", "ava-olo-farmers-alb", "nobody is down"):
        assert said in report.impact.says
    assert report.impact.says in flowing(on_screen(report)[1:3])


def test_before_the_build_all_went_well() -> None:
    """The tag exists and its CI run succeeded; what comes after the build was never reached."""
    report = asked()
    assert state(report, Stage.COMMIT) is StageState.PASSED
    assert state(report, Stage.CI) is StageState.PASSED
    assert state(report, Stage.BUILD) is StageState.FAILED
    for stage in (Stage.PUSH, Stage.IMAGE, Stage.TASK_DEFINITION, Stage.DEPLOYMENT):
        assert state(report, stage) is StageState.NOT_REACHED


# --- 2: root cause A, the build ------------------------------------------------------------------------------------


@WAYS
def test_exactly_two_root_causes(*, inspect: bool) -> None:
    """One for the build, one for the tasks; everything else is a symptom of one of them or contributes."""
    report = asked(inspect=inspect)
    assert root_causes(report) == ["build-copies-missing-file", "secret-invalid-json"]
    build, tasks = report.diagnosis.root_causes
    assert (build.stage, tasks.stage) == (Stage.BUILD, Stage.TASKS)
    assert {one.id for one in report.diagnosis.symptoms_of(build)} == {
        "build-failed", "push-found-no-image", "version-image-missing",
    }  # fmt: skip
    assert {one.id for one in report.diagnosis.symptoms_of(tasks)} == {
        "tasks-failed-to-start", "task-starts-throttled", "deployment-stuck",
    }  # fmt: skip
    symptoms = [one for one in report.diagnosis.findings if one.role is Role.SYMPTOM]
    assert len(symptoms) == 6


def test_every_edge_is_drawn_from_both_ends() -> None:
    """What a finding explains says that it is explained by it, and the other way round."""
    findings = asked().diagnosis.findings
    down = {(one.id, below) for one in findings for below in one.explains}
    up = {(above, one.id) for one in findings for above in one.explained_by}
    assert down == up
    assert {
        ("build-copies-missing-file", "build-failed"),
        ("build-failed", "push-found-no-image"),
        ("build-failed", "version-image-missing"),
        ("secret-invalid-json", "tasks-failed-to-start"),
        ("tasks-failed-to-start", "task-starts-throttled"),
        ("tasks-failed-to-start", "deployment-stuck"),
    } <= down


def test_the_build_copies_what_the_commit_does_not_have() -> None:
    """The root cause names the file and the Dockerfile, and quotes a line of that build's own log."""
    cause = the(asked(), "build-copies-missing-file")
    assert MISSING_FILE in cause.summary
    assert "Dockerfile" in cause.summary
    projects = world(SCENARIO)["aws"]["codebuild"]["projects"]
    project, _, number = BUILD.partition(":")
    log = projects[project]["builds"][number]["log"]
    quoted = [one.quote for one in cause.because if one.operation == "logs:GetLogEvents"]
    assert quoted
    assert all(quote in log and MISSING_FILE in quote for quote in quoted)
    assert cause.subject == BUILD


def test_the_push_failed_for_want_of_an_image() -> None:
    """Nothing was built to push: that is no permission problem, and the policy simulator is cited as the proof."""
    symptom = the(asked(), "push-found-no-image")
    assert symptom.role is Role.SYMPTOM
    assert re.search(r"\b(nothing|no image)\b.*\bpush\b", symptom.summary, re.IGNORECASE)
    assert re.search(r"\bnot? (a )?permission", symptom.summary)
    simulated = [one for one in symptom.because if one.operation == "iam:SimulatePrincipalPolicy"]
    assert {one.quote for one in simulated} == {"allowed"}
    assert any("ecr:PutImage" in one.path for one in simulated)
    assert any("does not exist locally" in one.quote for one in symptom.because)


def test_no_permission_is_blamed() -> None:
    """No finding blames a role, and no remedy asks for a permission: the report of the day guessed that wrongly."""
    report = asked()
    assert not {one.id for one in report.diagnosis.findings} & {"push-denied", "secret-access-denied"}
    for remedy in remedies(report):
        assert not any((step.operation or "").startswith("iam:") for step in remedy.steps)


def test_no_image_is_the_version() -> None:
    """The registry holds nothing that is v3.3.2, and what is newest there is said to be v3.3.1."""
    symptom = the(asked(), "version-image-missing")
    assert VERSION in symptom.summary
    assert LIVE_NOW in symptom.summary
    assert "ava-olo/agricultural-core" in symptom.summary


# --- 3: root cause B, the tasks ------------------------------------------------------------------------------------


@WAYS
def test_the_secret_is_not_valid_json(*, inspect: bool) -> None:
    """The cause names the secret and the key, and blames the backslash, not the character after it."""
    cause = the(asked(inspect=inspect), "secret-invalid-json")
    assert cause.subject == "ava-olo/admin#password"
    assert "ava-olo/admin" in cause.summary
    assert re.search(r"\bkey password\b", cause.summary)
    assert "JSON" in cause.summary
    assert "backslash" in cause.summary
    assert any("string escape code" in one.quote for one in cause.because)


def test_where_in_the_secret() -> None:
    """Only with --inspect-secrets is it said where the backslash stands, and there it stands."""
    value = world(SCENARIO)["aws"]["secretsmanager"]["secrets"]["ava-olo/admin"]["value"]
    offset = value.index("\\")
    summary = the(asked(inspect=True), "secret-invalid-json").summary
    assert re.search(rf"\boffset {offset}\b|\bcolumn {offset + 1}\b", summary)
    assert "--inspect-secrets" in the(asked(), "secret-invalid-json").summary
    assert not re.search(r"\b(offset|column) \d", the(asked(), "secret-invalid-json").summary)


@WAYS
def test_nothing_of_the_value_is_shown(*, inspect: bool) -> None:
    """No part of the password leaves the process, nor does the character that AWS quotes from it."""
    value = world(SCENARIO)["aws"]["secretsmanager"]["secrets"]["ava-olo/admin"]["value"]
    password = re.findall(r'"([^"]+)"', value)[-1]
    parts = {password[at : at + 4] for at in range(len(password) - 3)}
    # A format may carry the manual pages, and what stands in those ("Django") was not learned from the secret.
    manuals = "".join(rule.manual for rule in every_rule())
    telling = {part for part in parts if not part.isdigit() and part not in manuals}
    assert len(telling) > 10
    one = seen(SCENARIO, AGRICULTURAL, VERSION, inspect=inspect)
    texts = [*every_text(one.report), repr(one.report), repr(one.look.transcript.rows())]
    for text in texts:
        assert not {part for part in telling if part in text}
        assert "invalid character '!'" not in text
    assert any("invalid character '•'" in text for text in texts)


def test_fifty_three_tasks() -> None:
    """53 tasks failed to start, and those that ECS remembers did so for the secret."""
    symptom = the(asked(), "tasks-failed-to-start")
    assert re.search(r"\b53 tasks\b", symptom.summary)
    assert any(one.quote == "53" for one in symptom.because)
    assert any("ResourceInitializationError" in one.quote for one in symptom.because)


def test_the_deployment_is_stuck_since_2209() -> None:
    """The deployment of :6 is stuck since 2025-07-20 22:09."""
    symptom = the(asked(), "deployment-stuck")
    assert "2025-07-20 22:09" in symptom.summary
    assert "ava-agricultural-task:6" in symptom.summary


def test_starts_are_spaced_out_and_tasks_fail_at_once() -> None:
    """Starts are 26 to 28 minutes apart because the scheduler throttles them; a task fails within a minute."""
    gaps = [later - earlier for earlier, later in pairwise(starts())]
    assert all(timedelta(minutes=26) <= gap < timedelta(minutes=29) for gap in gaps)
    stopped = [task for task in tasks_of(SCENARIO, AGRICULTURAL) if "stoppedAt" in task]
    lives = [moment(task["stoppedAt"]) - moment(task["createdAt"]) for task in stopped]
    assert all(life < timedelta(minutes=1) for life in lives)

    summary = the(asked(), "task-starts-throttled").summary
    assert re.search(r"\b26\D+28 min", summary)
    assert re.search(r"\bthrottle[sd]\b|\bspaces? them out\b", summary)
    (seconds,) = re.findall(r"\b(\d+) ?s(?:econds)?\b", summary)
    assert int(seconds) in {life.seconds for life in lives}


def test_thirteen_minutes_are_nowhere() -> None:
    """No text repeats that tasks fail after about 13 minutes."""
    for text in every_text(asked()):
        assert not re.search(r"\b13 min", text)


def test_it_would_have_stopped_the_version_as_well() -> None:
    """The stage tasks is blocked by the secret, and says so."""
    (tasks,) = (one for one in asked().stages if one.stage is Stage.TASKS)
    assert tasks.state is StageState.BLOCKED
    assert "ava-olo/admin" in tasks.says
    assert tasks.because == the(asked(), "secret-invalid-json").because


def test_the_difference_of_the_task_definitions() -> None:
    """:5 and :6 differ in exactly one thing, a secret that was added; a person registered :6 at 22:08."""
    finding = the(asked(), "registered-by-a-person")
    for said in (
        r":5\b",
        r":6\b",
        r"\bexactly one\b|\bonly\b",
        "ADMIN_PASSWORD",
        r"\badd(s|ed)\b",
        "2025-07-20 22:08",
        "peter",
    ):
        assert re.search(said, finding.summary)
    assert ":5" in the(asked(), "secret-invalid-json").summary


def test_the_timeline() -> None:
    """From the registration at 22:08 over the deployment at 22:09 to the next start, expected at about 09:11."""
    timeline = asked().timeline
    assert [one.at for one in timeline] == sorted(one.at for one in timeline)
    (registered,) = (one for one in timeline if f"{one.at:%m-%d %H:%M}" == "07-20 22:08")
    assert "ava-agricultural-task:6" in registered.says
    assert any(f"{one.at:%m-%d %H:%M}" == "07-20 22:09" and "deployment" in one.says for one in timeline)
    last = timeline[-1]
    assert abs(last.at - datetime(2025, 7, 21, 9, 11, tzinfo=UTC)) <= timedelta(minutes=1)
    assert "expected" in last.says
    assert last.citation is None
    assert all(one.citation for one in timeline[:-1])


def test_the_failure_rate() -> None:
    """The timeline says how often tasks fail: 53 since 22:09:31, which is five an hour."""
    began = moment("2025-07-20T22:09:31+00:00")
    rate = 53 / ((asked().taken_at - began) / timedelta(hours=1))
    assert any("53 tasks failed" in one.says and f"{rate:.1f} an hour" in one.says for one in asked().timeline)


# --- 4: contributing findings --------------------------------------------------------------------------------------

CONTRIBUTING = {
    "circuit-breaker-off": [r"\b3\b", r"\b53\b"],
    "mutable-tag-in-task-definition": ["ava-agricultural-task:6", r"\blatest\b"],
    "push-starts-no-build": ["ava-agricultural-docker-build", "webhook"],
    "build-pushes-after-failure": ["post_build", "docker push"],
    "latest-holds-same-version": ["latest", LIVE_NOW],
    "image-without-version-tag": ["latest", r"\b(version|commit)\b"],
}


@pytest.mark.parametrize("id", CONTRIBUTING)
def test_what_contributed(id: str) -> None:
    """Each circumstance that made it worse is a finding of its own with a citation and a remedy."""
    finding = the(asked(), id)
    assert finding.role is Role.CONTRIBUTING
    for said in CONTRIBUTING[id]:
        assert re.search(said, finding.summary)
    assert finding.because
    assert finding.remedies
    assert all(remedy.steps for remedy in finding.remedies)
    assert all(remedy in asked().plan for remedy in finding.remedies)


def test_latest_was_pushed_by_hand() -> None:
    """No build made the newest image: it was pushed at 22:06 on the evening before."""
    summary = the(asked(), "image-pushed-by-hand").summary
    assert "2025-07-20 22:06" in summary


# --- 5: the plan ---------------------------------------------------------------------------------------------------


def test_the_failing_deployment_is_stopped_first() -> None:
    """The first thing to do is ECS's own rollback of the deployment under way; it is safe and names what it goes to."""
    (entry,) = steps(asked(), "ecs:StopServiceDeployment")
    remedy, step = entry
    assert asked().plan[0] == remedy
    assert (remedy.risk, remedy.horizon) == (Risk.SAFE, Horizon.NOW)
    assert step.params == {"serviceDeploymentArn": DEPLOYMENT_ARN, "stopType": "ROLLBACK"}
    assert "ava-agricultural-task:5" in step.says
    assert re.search(r"\bkeeps? serving\b", step.says)
    assert "4980306466373577095" in (step.expects or "")
    assert step.undo


def test_the_arn_is_that_of_the_deployment_under_way() -> None:
    """The world has exactly one service deployment of agricultural-core under way: the one that is stopped."""
    deployments = service_of(SCENARIO, AGRICULTURAL)["serviceDeployments"]
    (under_way,) = (id for id, one in deployments.items() if one["status"] == "IN_PROGRESS")
    assert DEPLOYMENT_ARN.endswith(f"/{under_way}")


def test_a_valid_value_is_put_by_hand() -> None:
    """A person puts a valid value: the steps give the rule of what JSON lets one escape, and how to check it."""
    (remedy,) = (one for one in asked().plan if "ava-olo/admin" in one.title)
    assert (remedy.risk, remedy.horizon) == (Risk.MANUAL, Horizon.NOW)
    says = " ".join(step.says for step in remedy.steps)
    for said in ("backslash", "json.tool", "put-secret-value", "file://"):
        assert said in says
    assert all(step.operation is None for step in remedy.steps)


def test_the_dockerfile_is_mended_by_hand() -> None:
    """A person mends the Dockerfile: the step names the file that is missing."""
    (remedy,) = (one for one in asked().plan if MISSING_FILE in one.title)
    assert (remedy.risk, remedy.horizon) == (Risk.MANUAL, Horizon.NOW)


def test_the_circuit_breaker_is_switched_on() -> None:
    """One safe UpdateService switches the circuit breaker on, with rollback, and changes nothing else."""
    (entry,) = steps(asked(), "ecs:UpdateService")
    remedy, step = entry
    assert remedy.risk is Risk.SAFE
    assert set(step.params) == {"cluster", "service", "deploymentConfiguration"}
    configuration = step.params["deploymentConfiguration"]
    assert configuration["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert (configuration["minimumHealthyPercent"], configuration["maximumPercent"]) == (100, 200)


def test_a_webhook_is_safe_only_for_versions() -> None:
    """The build pushes the tag in the file VERSION: started by any push, it would move the tag of an older version."""
    (entry,) = steps(asked(), "codebuild:CreateWebhook")
    remedy, step = entry
    filters = [one for group in step.params["filterGroups"] for one in group]
    assert remedy.risk is not Risk.SAFE or any(one["type"] == "HEAD_REF" for one in filters)


def test_images_are_to_be_tagged() -> None:
    """The plan asks for images tagged with version and commit."""
    (remedy,) = the(asked(), "image-without-version-tag").remedies
    assert remedy in asked().plan
    says = " ".join((remedy.title, *(step.says for step in remedy.steps)))
    assert re.search(r"\bcommit\b", says, re.IGNORECASE)
    assert re.search(r"\bversion\b", says, re.IGNORECASE)


@pytest.mark.parametrize("scenario", scenarios())
def test_no_plan_sets_the_desired_count(scenario: str) -> None:
    """No step of any report about any world sets a desired count: at 0 it takes the only healthy task down."""
    for service, truth in load(scenario).truth.items():
        for remedy in remedies(looked(scenario, service, truth.get("requested"))):
            for step in remedy.steps:
                assert "desiredCount" not in step.params
                assert not re.search(r"desired.count.{0,8}\b0\b", step.says)


@pytest.mark.parametrize("scenario", scenarios())
def test_no_plan_relabels_an_image(scenario: str) -> None:
    """No step of any report gives an image another version's tag: `latest` of that day holds v3.3.1."""
    for service, truth in load(scenario).truth.items():
        for remedy in remedies(looked(scenario, service, truth.get("requested"))):
            for step in remedy.steps:
                assert step.operation != "ecr:PutImage"
                assert "docker tag" not in step.says

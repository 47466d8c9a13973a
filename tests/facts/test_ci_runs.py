"""The CI providers beside GitHub: which one is asked, and what becomes of its words."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from islive.facts.ci_gitlab import GITLAB
from islive.facts.ci_run import STATES, RunState
from islive.facts.ci_runs import CiRuns
from islive.model.evidence import Gap
from islive.model.settings import ServiceSettings, Settings
from islive.model.target import Requested
from tests.facts.doors import Answers, Look, denied
from tests.facts.shop import COMMIT, SHOP

ASKED = Requested("v1.2.0")
PIPELINES = "GET https://gitlab.com/api/v4/projects/shop%2Fapi/pipelines"
LISTED = f"{PIPELINES}?sha={COMMIT}&per_page=100"
NAMED = Settings(services={"shop": ServiceSettings(pipeline="shop-pipeline")})


def page(body: Any, status: int = 200) -> Mapping[str, Any]:
    """An answer of the web."""
    return {"status": status, "headers": {}, "body": json.dumps(body)}


def gitlab(status: str, *jobs: Mapping[str, Any]) -> Answers:
    """The shop at GitLab, with one pipeline."""
    pipeline = {
        "id": 7,
        "sha": COMMIT,
        "ref": "v1.2.0",
        "status": status,
        "created_at": "2026-03-01T10:01:00.000Z",
        "updated_at": "2026-03-01T10:09:00.000Z",
        "web_url": "https://gitlab.com/shop/api/-/pipelines/7",
    }
    remote = {"git:remote": {"url": "git@gitlab.com:shop/api.git"}}
    return {**SHOP, **remote, LISTED: page([pipeline]), f"{PIPELINES}/7/jobs?per_page=100": page(list(jobs))}


def job(number: int, name: str, status: str, **more: Any) -> Mapping[str, Any]:
    """One job of the pipeline."""
    return {"id": number, "name": name, "stage": "test", "status": status, **more}


def test_gitlab_is_asked_by_its_remote() -> None:
    """The pipeline of the commit, by the name of its ref; one that went well is asked nothing more."""
    well = {name: answer for name, answer in gitlab("success").items() if "jobs" not in name}
    runs = Look(well, ASKED).read(CiRuns)
    (run,) = runs.runs
    assert (runs.provider, run.name, run.kind, run.state) == ("gitlab", "v1.2.0", "pipeline", RunState.SUCCEEDED)
    assert run.cited.operation == "gitlab:pipelines"


def test_gitlab_names_the_job() -> None:
    """The first that failed and may not; of one that waits the manual one."""
    jobs = (job(3, "deploy", "failed"), job(1, "lint", "failed", allow_failure=True), job(2, "unit", "failed"))
    (run,) = Look(gitlab("failed", *jobs), ASKED).read(CiRuns).runs
    assert (run.state, run.step) == (RunState.FAILED, "job unit of stage test")
    (run,) = Look(gitlab("manual", job(1, "release", "manual")), ASKED).read(CiRuns).runs
    assert (run.state, run.step, run.ended_at) == (RunState.HALTED, "job release of stage test", None)


@pytest.mark.parametrize("status", [401, 403, 404, 429])
def test_gitlab_wants_a_token(status: int) -> None:
    """A project that it does not show leaves a gap that names the token."""
    found = Look({**gitlab("success"), LISTED: page({}, status)}, ASKED).at(CiRuns)
    assert isinstance(found, Gap)
    assert "GITLAB_TOKEN" in found.way_out


@pytest.mark.parametrize("body", ["", "{}", '"x"', "[1]", '[{"id": 7}]'])
def test_a_broken_gitlab_is_a_gap(body: str) -> None:
    """No run is made of an answer that holds none."""
    broken = {"status": 200, "headers": {}, "body": body}
    assert isinstance(Look({**gitlab("success"), LISTED: broken}, ASKED).at(CiRuns), Gap)


@pytest.mark.parametrize(
    "remote, project",
    [
        ("https://gitlab.com/group/sub/app.git", "group/sub/app"),
        ("git@gitlab.example.org:group/app.git", "group/app"),
        ("ssh://git@gitlab.com:22/group/app", "group/app"),
    ],
)
def test_remotes_of_gitlab(remote: str, project: str) -> None:
    """Groups may be nested, and a company's own server carries its name."""
    found = GITLAB.fullmatch(remote)
    assert found is not None
    assert found["project"] == project


def executions(*some: Mapping[str, Any]) -> Answers:
    """The shop with these executions of its pipeline."""
    return {**SHOP, "codepipeline:ListPipelineExecutions": {"pipelineExecutionSummaries": list(some)}}


def execution(id: str, status: str, commit: str = COMMIT) -> Mapping[str, Any]:
    """One execution of that commit."""
    return {
        "pipelineExecutionId": id,
        "status": status,
        "startTime": "2026-03-01T10:01:00Z",
        "lastUpdateTime": "2026-03-01T10:09:00Z",
        "sourceRevisions": [{"actionName": "Source", "revisionId": commit}],
    }


def stage(name: str, status: str, *actions: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    """One stage that holds execution e1."""
    latest = {"pipelineExecutionId": "e1", "status": status}
    return {"stageName": name, "latestExecution": latest, "actionStates": list(actions), **more}


def action(name: str, **latest: Any) -> Mapping[str, Any]:
    """One action of a stage."""
    return {"actionName": name, "latestExecution": latest}


def run_in(*stages: Mapping[str, Any], status: str) -> Any:
    """What becomes of an execution that stands so in these stages."""
    state = {"codepipeline:GetPipelineState": {"stageStates": list(stages)}}
    (run,) = Look({**executions(execution("e1", status)), **state}, ASKED, settings=NAMED).read(CiRuns).runs
    return run


def test_a_pipeline_that_the_settings_name_is_asked() -> None:
    """Once, as long as its execution of the commit succeeded; those of other commits are not the commit's."""
    look = Look(executions(execution("e1", "Succeeded"), execution("e0", "Failed", "0" * 40)), ASKED, settings=NAMED)
    runs = look.read(CiRuns)
    assert (runs.provider, [run.id for run in runs.runs]) == ("codepipeline", ["e1"])
    assert "codepipeline:GetPipelineState" not in look.aws.operations()


def test_a_pipeline_that_started_the_builds_is_asked() -> None:
    """The initiator of the newest build names it; without that, AWS is asked nothing."""
    answer: Any = SHOP["codebuild:BatchGetBuilds"]
    by_pipeline = {"builds": [{**answer["builds"][0], "initiator": "codepipeline/shop-pipeline"}]}
    look = Look({**executions(), "codebuild:BatchGetBuilds": by_pipeline}, ASKED)
    assert look.read(CiRuns).provider == "codepipeline"
    plain = Look(SHOP, ASKED)
    plain.read(CiRuns)
    assert not {"codepipeline:ListPipelineExecutions", "codepipeline:GetPipelineState"} & {*plain.aws.operations()}


def test_the_action_that_failed() -> None:
    """Stage and action are named, with the action's own words and the build behind it."""
    failed = action("Image", status="Failed", externalExecutionId="shop:1", errorDetails={"message": "exit status 1"})
    run = run_in(stage("Source", "Succeeded"), stage("Build", "Failed", failed), status="Failed")
    assert (run.state, run.step) == (RunState.FAILED, "stage Build, action Image")
    assert (run.says, run.build) == ("exit status 1", "shop:1")
    assert run.cited.operation == "codepipeline:GetPipelineState"


def test_an_approval_is_waited_for() -> None:
    """CodePipeline calls that InProgress; only an approval has a token."""
    asked = action("Approve", status="InProgress", token="t-1")
    assert run_in(stage("Deploy", "InProgress", asked), status="InProgress").state is RunState.HALTED
    working = action("ECS", status="InProgress")
    assert run_in(stage("Deploy", "InProgress", working), status="InProgress").state is RunState.UNDER_WAY


def test_a_closed_way_is_waited_at() -> None:
    """Somebody disabled the transition into the next stage, and said why."""
    closed = {"inboundTransitionState": {"enabled": False, "disabledReason": "freeze"}}
    deploy = {
        **stage("Deploy", "Succeeded"),
        **closed,
        "latestExecution": {"pipelineExecutionId": "e0", "status": "Succeeded"},
    }
    run = run_in(stage("Build", "Succeeded"), deploy, status="InProgress")
    assert (run.state, run.says) == (RunState.HALTED, "freeze")
    assert run.step == "the disabled transition to stage Deploy"


@pytest.mark.parametrize("operation", ["codepipeline:ListPipelineExecutions", "codepipeline:GetPipelineState"])
def test_a_denied_pipeline_names_the_permission(operation: str) -> None:
    """What could not be read of the pipeline is a gap; so is silence."""
    failing = executions(execution("e1", "Failed"))
    found = Look({**failing, operation: denied(operation)}, ASKED, settings=NAMED).at(CiRuns)
    assert isinstance(found, Gap)
    assert found.permission == operation
    assert isinstance(Look({**failing, operation: {}}, ASKED, settings=NAMED).at(CiRuns), Gap)


def test_no_word_means_two_things() -> None:
    """The words of the three providers lie in one table, and every state has some."""
    assert {*STATES.values()} == {*RunState}

"""StartBuild: the outcome follows from the commit, the buildspec, the role and the registry."""

from typing import Any

import pytest
import yaml
from botocore.exceptions import ClientError

from islive.model.verdict import Verdict
from islive.simulator import Living
from islive.simulator.living.state import Engine
from tests.living.asking import BEFORE, asked, client, deploy

COMMIT = "0a9d8c7b6e5f40312a1b0c9d8e7f60514a3b2c1d"
ANSWERS = {
    "/health": {"json": {"status": "ok"}},
    "/deployment-canary": {"json": {"version": "v1.5.0", "commit": COMMIT}},
}
OVERRIDE = [{"name": "CODEBUILD_WEBHOOK_HEAD_REF", "value": "refs/tags/v1.5.0"}]


def before(change: Any = None, **commit: Any) -> Living:
    """The world in which v1.5.0 is committed and tagged, and not built."""
    living = Living.load(BEFORE)
    told = {"at": "2025-09-03T08:50:00Z", "subject": "v1.5.0", "process": {"answers": ANSWERS}} | commit
    living.change({"git": {"commits": {COMMIT: told}, "tags": {"v1.5.0": {"commit": COMMIT}}}})
    if change:
        living.change({"aws": change})
    return living


def built(living: Living, **params: Any) -> Any:
    """The build as BatchGetBuilds shows it when it is complete."""
    asked_for = {"sourceVersion": "refs/tags/v1.5.0", "environmentVariablesOverride": OVERRIDE} | params
    build = client(living, "codebuild").start_build(projectName="web-build", **asked_for)["build"]
    living.advance(300)
    return client(living, "codebuild").batch_get_builds(ids=[build["id"]])["builds"][0]


def log_of(living: Living, build: Any) -> str:
    """What the build wrote."""
    where = {"logGroupName": build["logs"]["groupName"], "logStreamName": build["logs"]["streamName"]}
    return "".join(it["message"] for it in client(living, "logs").get_log_events(**where)["events"])


def failed_phases(build: Any) -> dict[str, str]:
    """The phases that failed, with what CodeBuild says of them."""
    return {
        it["phaseType"]: it["contexts"][0]["message"] for it in build["phases"] if it.get("phaseStatus") == "FAILED"
    }


def test_a_build_of_a_tag_pushes_its_image() -> None:
    """The tag's commit is built and labelled, and the exported digest is the one that the registry has."""
    living = before()
    build = built(living)
    assert (build["buildStatus"], build["resolvedSourceVersion"]) == ("SUCCEEDED", COMMIT)
    (found,) = client(living, "ecr").describe_images(repositoryName="web", imageIds=[{"imageTag": "v1.5.0"}])[
        "imageDetails"
    ]
    assert build["exportedEnvironmentVariables"] == [{"name": "IMAGE_DIGEST", "value": found["imageDigest"]}]
    assert f"v1.5.0: digest: {found['imageDigest']}" in log_of(living, build)
    assert build["buildNumber"] == 3


def test_phases_take_their_time() -> None:
    """A build is under way until its last phase is over, and nothing is pushed before POST_BUILD."""
    living = before()
    started = client(living, "codebuild").start_build(
        projectName="web-build", sourceVersion="v1.5.0", environmentVariablesOverride=OVERRIDE
    )["build"]
    assert (started["buildStatus"], started["currentPhase"]) == ("IN_PROGRESS", "SUBMITTED")
    living.advance(60)
    (build,) = client(living, "codebuild").batch_get_builds(ids=[started["id"]])["builds"]
    assert (build["buildStatus"], build["currentPhase"]) == ("IN_PROGRESS", "BUILD")
    assert "v1.5.0" not in living.world.ecr.repositories["web"].by_key


def test_what_was_built_can_be_deployed() -> None:
    """islive follows it from the commit to the process: LIVE."""
    living = before()
    built(living)
    ecs = client(living)
    definition = ecs.describe_task_definition(taskDefinition="web:42")["taskDefinition"]
    container = definition["containerDefinitions"][0]
    container["image"] = container["image"].replace("v1.4.2", "v1.5.0")
    same = {name: definition[name] for name in ("family", "cpu", "memory", "networkMode", "executionRoleArn")}
    ecs.register_task_definition(**same, requiresCompatibilities=["FARGATE"], containerDefinitions=[container])
    deploy(living, "web:43")
    living.until(_is_steady)
    report = asked(living, "web", "v1.5.0")
    assert report.verdict is Verdict.LIVE


def _is_steady(engine: Engine) -> bool:
    return engine.services["production/web"].is_steady


WITHOUT_ECR = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}]}
NO_PUSH = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}],
}


@pytest.mark.parametrize(
    "change, phase, words",
    [
        ({"ecr": {"repositories": {"web": {"images": {"v1.4.2": {"tags": ["v1.5.0"]}}}}}}, "POST_BUILD", "tag invalid"),
        ({"iam": {"roles": {"web-build": {"policies": {"push-images": NO_PUSH}}}}}, "POST_BUILD", "denied: User"),
        ({"iam": {"roles": {"web-build": {"policies": {"push-images": WITHOUT_ECR}}}}}, "PRE_BUILD", "AccessDenied"),
        (
            {"codebuild": {"projects": {"web-build": {"privilegedMode": False}}}},
            "BUILD",
            "Cannot connect to the Docker",
        ),
    ],
)
def test_the_registry_and_the_role_decide(change: Any, phase: str, words: str) -> None:
    """Each refusal ends the build in its phase, in the words of whoever refuses."""
    living = before(change)
    build = built(living)
    assert build["buildStatus"] == "FAILED"
    assert next(iter(failed_phases(build))) == phase
    assert words in log_of(living, build)


def test_a_repository_that_was_never_made() -> None:
    """The variables of StartBuild go before those of the buildspec, and the push finds nothing there."""
    elsewhere = {"name": "REPOSITORY", "value": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop"}
    living = before()
    build = built(living, environmentVariablesOverride=[*OVERRIDE, elsewhere])
    assert list(failed_phases(build)) == ["POST_BUILD"]
    assert "name unknown: The repository with name 'shop' does not exist in the registry" in log_of(living, build)


TAGS_ONLY = """\
version: 0.2
phases:
  build:
    commands: [docker tag web:built 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:v1.5.0]
  post_build:
    commands: [docker push 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:v1.5.0]
"""


def test_only_what_was_built_can_be_tagged() -> None:
    """An image that was never built has no tag to give: the build fails, and nothing gets into the registry."""
    living = before()
    images = dict(living.world.ecr.repositories["web"].by_key)
    build = built(living, buildspecOverride=TAGS_ONLY)
    assert list(failed_phases(build)) == ["BUILD", "POST_BUILD"]
    assert "No such image: web:built" in log_of(living, build)
    assert living.world.ecr.repositories["web"].by_key == images


@pytest.mark.parametrize("excluded, status", [("v1.*", "SUCCEEDED"), ("latest", "FAILED")])
def test_a_tag_that_is_excluded_may_move(excluded: str, status: str) -> None:
    """Where tags are IMMUTABLE_WITH_EXCLUSION a push takes one of another image only if a filter has its name."""
    settings = {"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": [excluded]}
    web = {"images": {"v1.4.2": {"tags": ["v1.4.2", "v1.5.0"]}}} | settings
    living = before({"ecr": {"repositories": {"web": web}}})
    build = built(living)
    assert build["buildStatus"] == status
    assert ("tag invalid" in log_of(living, build)) == (status == "FAILED")
    still_there = "v1.5.0" in living.world.ecr.repositories["web"].by_key["v1.4.2"].tags
    assert still_there == (status == "FAILED")


def test_a_label_may_cut_its_variable() -> None:
    """Docker cuts a prefix as the shell does: ${VERSION#v} of v1.5.0 is 1.5.0."""
    dockerfile = "FROM python:3.12-slim\nARG VERSION\nLABEL org.opencontainers.image.version=${VERSION#v}\n"
    living = before(files={"Dockerfile": dockerfile})
    assert built(living)["buildStatus"] == "SUCCEEDED"
    assert living.world.ecr.repositories["web"].by_key["v1.5.0"].document["version"] == "1.5.0"


def test_the_dockerfile_copies_what_the_commit_has() -> None:
    """A file that it lacks ends BUILD; POST_BUILD is entered all the same, and sees that the build has failed."""
    dockerfile = "FROM python:3.12-slim\nCOPY main.py settings.toml /app/\n"
    living = before(files={"Dockerfile": dockerfile})
    build = built(living)
    assert list(failed_phases(build)) == ["BUILD", "POST_BUILD"]
    assert failed_phases(build)["POST_BUILD"].endswith('test "$CODEBUILD_BUILD_SUCCEEDING" = 1. Reason: exit status 1')
    assert '"/settings.toml": not found' in log_of(living, build)
    report = asked(living, "web", "v1.5.0")
    assert [it.id for it in report.diagnosis.root_causes] == ["build-copies-missing-file"]


@pytest.mark.parametrize(
    "change, params, says",
    [
        ({}, {"sourceVersion": "v9"}, "reference not found for primary source and source version v9"),
        (
            {"codebuild": {"projects": {"web-build": {"source": {"location": "https://github.com/example/no.git"}}}}},
            {},
            "repository not found for primary source and source version refs/tags/v1.5.0",
        ),
        ({}, {"buildspecOverride": "ci/buildspec.yml"}, "YAML file does not exist"),
    ],
)
def test_a_source_that_is_not_there(change: Any, params: Any, says: str) -> None:
    """DOWNLOAD_SOURCE fails, and none of the phases after it is entered."""
    build = built(before(change), **params)
    assert failed_phases(build) == {"DOWNLOAD_SOURCE": says}
    assert "BUILD" not in {it["phaseType"] for it in build["phases"]}


def test_without_a_version_the_head_is_built() -> None:
    """The default branch's newest commit."""
    assert built(before(), sourceVersion="")["resolvedSourceVersion"] == COMMIT


def test_a_project_that_is_not_there() -> None:
    """CodeBuild says so."""
    with pytest.raises(
        ClientError, match="Project cannot be found: arn:aws:codebuild:eu-west-1:111122223333:project/no"
    ):
        client(before(), "codebuild").start_build(projectName="no")


def test_a_token_starts_a_build_once() -> None:
    """Asked again with the same token, CodeBuild answers with the same build."""
    living = before()
    ids = {
        client(living, "codebuild").start_build(projectName="web-build", idempotencyToken="t")["build"]["id"]
        for _ in "ab"
    }
    assert len(ids) == 1


@pytest.mark.parametrize(
    "command, status",
    [('test -n "$NOBODY"', "FAILED"), ('test -z "$NOBODY"', "SUCCEEDED"), ('test -n "$NOBODY', "FAILED")],
)
def test_the_shell_decides(command: str, status: str) -> None:
    """A test of a variable that is not set fails, and so does a line that the shell cannot read."""
    spec = {"version": 0.2, "phases": {"pre_build": {"commands": [command]}}}
    assert built(before(), buildspecOverride=yaml.safe_dump(spec))["buildStatus"] == status

"""What is asked about tasks that do not start or do not stay, and what is made of the answers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from islive.facts.dockerfile import Dockerfile
from islive.facts.encryption_keys import EncryptionKey, EncryptionKeys
from islive.facts.execution_role import ExecutionRole
from islive.facts.exits import Exits
from islive.facts.log_groups import LogGroups
from islive.facts.refused_roles import RefusedRole, RefusedRoles
from islive.facts.secrets import Secrets
from islive.facts.start_failures import StartFailures
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.task_logs import TaskLogs
from islive.model.doors import AwsRefused, Refused
from islive.model.evidence import Gap
from islive.model.question import Options
from islive.model.target import Requested
from tests.facts.doors import Answers, Look, denied
from tests.facts.shop import DEFINITION, KEY, ROLE, SECRET, SHOP
from tests.facts.troubled import CONTAINER, TROUBLED

NEW_FACTS = (TaskLogs, LogGroups, EncryptionKeys, RefusedRoles, Dockerfile)
OPERATIONS = ("logs:GetLogEvents", "logs:DescribeLogGroups", "kms:DescribeKey", "kms:GetKeyPolicy", "iam:GetRole")


def read_all(look: Look) -> list[str]:
    """The operations asked for the facts about failing tasks, and for what they need."""
    for fact in NEW_FACTS:
        look.read(fact)
    return look.aws.operations()


def test_a_healthy_service_is_asked_nothing_more() -> None:
    """Each of these questions stands on a suspicion."""
    assert not {*OPERATIONS} & {*read_all(Look(SHOP))}


def test_a_failing_service_is_asked_each_once() -> None:
    """One log for each kind of end, and one question for each group, key and role."""
    asked = read_all(Look(TROUBLED))
    assert {operation: asked.count(operation) for operation in OPERATIONS} == {
        "logs:GetLogEvents": 2,
        "logs:DescribeLogGroups": 1,
        "kms:DescribeKey": 1,
        "kms:GetKeyPolicy": 1,
        "iam:GetRole": 1,
    }


def test_ends_are_told_apart() -> None:
    """What exited, and what ECS stopped as unhealthy."""
    exits = Look(TROUBLED).read(Exits)
    assert [(end.task.id, end.container.exit_code) for end in exits.exited] == [("01231", 1)]
    assert [(end.task.id, end.container.exit_code) for end in exits.unhealthy] == [("01232", 137)]


def test_the_log_stream_is_computed() -> None:
    """Prefix, container and task id; the group and the region are those of the options."""
    look = Look(TROUBLED)
    logs = look.read(TaskLogs)
    asked = [(scope.region, params) for scope, name, params in look.aws.asked if name == "logs:GetLogEvents"]
    assert [params["logStreamName"] for _, params in asked] == ["ecs/app/01231", "ecs/app/01232"]
    assert {(region, params["logGroupName"]) for region, params in asked} == {("eu-west-1", "/ecs/shop")}
    (end,) = look.read(Exits).exited
    log = logs.of(end)
    assert log is not None
    assert log.lines == ("KeyError: 'STAGE'",)
    assert log.events[0].at == datetime(2026, 3, 1, 10, 40, tzinfo=UTC)


def test_no_log_is_read_against_the_users_will() -> None:
    """With --no-logs none is asked for, and none is missed."""
    look = Look(TROUBLED, options=Options(read_logs=False))
    assert look.read(TaskLogs) == TaskLogs({})
    assert "logs:GetLogEvents" not in look.aws.operations()


def test_a_stream_that_does_not_exist_is_an_answer() -> None:
    """The container never wrote; a refusal is a gap."""
    gone = AwsRefused("logs:GetLogEvents", "ResourceNotFoundException", "The specified log stream does not exist.")
    look = Look({**TROUBLED, "logs:GetLogEvents": gone})
    assert look.read(TaskLogs).gaps == ()
    assert look.read(TaskLogs).lines(look.read(Exits).exited[0]) == ()
    refused = Look({**TROUBLED, "logs:GetLogEvents": denied("logs:GetLogEvents")}).read(TaskLogs)
    assert {gap.permission for gap in refused.gaps} == {"logs:GetLogEvents"}


@pytest.mark.parametrize(
    "answer,missing",
    [
        ({"logGroups": [{"logGroupName": "/ecs/shop"}]}, False),
        ({"logGroups": [{"logGroupName": "/ecs/shop-old"}]}, True),
        ({"logGroups": []}, True),
        (denied("logs:DescribeLogGroups"), False),
        ({}, False),
    ],
)
def test_a_group_is_missing_only_if_aws_lists_without_it(answer: Any, missing: Any) -> None:
    """One whose name only begins like it is another one; a refusal or silence says nothing."""
    groups = Look({**TROUBLED, "logs:DescribeLogGroups": answer}).read(LogGroups)
    assert groups.is_missing("/ecs/shop") is missing


def test_key_and_permission_are_asked_about() -> None:
    """The state by KMS, the permission by IAM; of keys that AWS manages nothing is asked."""
    key = Look(TROUBLED).read(EncryptionKeys).keys[KEY]
    assert isinstance(key, EncryptionKey)
    assert key.decrypt is not None
    assert (key.state, key.decrypt.decision) == ("Enabled", "allowed")
    plain = {**TROUBLED, "secretsmanager:DescribeSecret": {"ARN": SECRET, "KmsKeyId": "alias/aws/secretsmanager"}}
    assert Look(plain).read(EncryptionKeys).keys == {}


def test_the_key_policy_is_asked_where_iam_does_not_refuse() -> None:
    """It is kept as it stands; who may not read it lacks a permission; where IAM refuses nobody asks on."""
    key = Look(TROUBLED).read(EncryptionKeys).keys[KEY]
    assert isinstance(key, EncryptionKey)
    assert key.policy == '{"Statement": []}'
    shut = Look({**TROUBLED, "kms:GetKeyPolicy": denied("kms:GetKeyPolicy")}).read(EncryptionKeys)
    assert [gap.permission for gap in shut.gaps] == ["kms:GetKeyPolicy"]
    for states in ("Disabled", "PendingDeletion"):
        off = Look({**TROUBLED, "kms:DescribeKey": {"KeyMetadata": {"Arn": KEY, "KeyState": states}}})
        off.read(EncryptionKeys)
        assert "kms:GetKeyPolicy" not in off.aws.operations()


def test_a_key_that_kms_does_not_know_is_gone() -> None:
    """Its word is an answer; a refusal is a gap."""
    gone = Look({**TROUBLED, "kms:DescribeKey": AwsRefused("kms:DescribeKey", "NotFoundException")})
    key = gone.read(EncryptionKeys).keys[KEY]
    assert isinstance(key, EncryptionKey)
    assert (key.state, key.usable) == ("Deleted", False)
    refused = Look({**TROUBLED, "kms:DescribeKey": denied("kms:DescribeKey")}).read(EncryptionKeys)
    assert [gap.permission for gap in refused.gaps] == ["kms:DescribeKey"]


def test_a_denied_simulation_leaves_the_state() -> None:
    """What is known of the key counts, and the gap names the permission."""

    def deny_decrypt(params: Mapping[str, Any]) -> Any:
        if params["ActionNames"] == ["kms:Decrypt"]:
            return denied("iam:SimulatePrincipalPolicy")
        told: Any = SHOP["iam:SimulatePrincipalPolicy"]
        return told(params)

    found = Look({**TROUBLED, "iam:SimulatePrincipalPolicy": deny_decrypt}).read(EncryptionKeys)
    assert [gap.permission for gap in found.gaps] == ["iam:SimulatePrincipalPolicy"]
    assert isinstance(found.keys[KEY], EncryptionKey)


def role_of(answer: Any) -> Any:
    """What is made of that answer of IAM about the role that ECS could not assume."""
    return Look({**TROUBLED, "iam:GetRole": answer}).read(RefusedRoles).roles[ROLE]


def trust(*statements: Mapping[str, Any]) -> Any:
    """IAM's answer about a role with that trust policy."""
    return {"Role": {"Arn": ROLE, "AssumeRolePolicyDocument": {"Statement": list(statements)}}}


def test_whom_a_role_trusts() -> None:
    """Services, of statements that allow to assume it; one or several, in a list or not."""
    plain = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
    other = {
        **plain,
        "Principal": {"Service": ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"]},
        "Condition": {"x": {}},
    }
    found = role_of(trust(plain, other, {**plain, "Effect": "Deny", "Principal": {"Service": "x"}}))
    assert isinstance(found, RefusedRole)
    assert found.trusted == ("ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "ecs.amazonaws.com")
    assert (found.trusts_tasks, found.conditional) == (True, True)


def test_a_role_that_is_gone_and_one_that_may_not_be_read() -> None:
    """One is an answer, the other a gap."""
    assert role_of(AwsRefused("iam:GetRole", "NoSuchEntity")).exists is False
    assert isinstance(role_of(denied("iam:GetRole")), Gap)


def test_what_ecs_said_comes_from_tasks_and_events() -> None:
    """The newest of each kind; and events from before the deployment count no more."""
    failures = Look(TROUBLED).read(StartFailures).failures
    assert [(one.task, one.operation) for one in failures] == [
        ("01234", "ecs:DescribeTasks"),
        ("01233", "ecs:DescribeTasks"),
        (None, "ecs:DescribeServices"),
    ]
    assert failures[2].words.startswith("ECS was unable to assume the role")
    assert Look(SHOP).read(StartFailures).failures == ()


def dockerfile(text: str | Refused, version: str | None = "v1.2.0") -> Dockerfile | Gap:
    """What is made of that file."""
    answer: Any = text if isinstance(text, Refused) else {"text": text}
    return Look({**TROUBLED, "git:read": answer}, Requested(version)).at(Dockerfile)


def test_the_last_stage_counts() -> None:
    """And the lines of the stage that it is made from."""
    found = dockerfile(
        "FROM node:22 AS build\nRUN apt-get install -y curl\n"
        "FROM --platform=$X python:3.12-slim AS base\nRUN pip install x\nFROM base\nCMD serve\n"
    )
    assert isinstance(found, Dockerfile)
    assert found.base == "python:3.12-slim"
    assert found.lines == ("RUN pip install x", "CMD serve")
    assert found.lacks("curl")


def test_without_a_dockerfile_nothing_is_lacking() -> None:
    """None at that place; that it could not be read is a gap."""
    missing = dockerfile(Refused("git:read", "NoSuchFile", "Dockerfile"))
    assert isinstance(missing, Dockerfile)
    assert not missing.lacks("curl")
    assert isinstance(dockerfile(Refused("git:read", "TimedOut")), Gap)


def test_secrets_tell_key_stages_and_their_new_name() -> None:
    """Of a secret that is not there, the ARN that its name has now."""
    secrets = Look(TROUBLED).read(Secrets).secrets
    assert (secrets[0].key, secrets[0].stages) == (KEY, frozenset({"AWSCURRENT"}))
    now = SECRET.replace("-AbCdEf", "-ZzYyXx")

    def describe(params: Mapping[str, Any]) -> Any:
        if params["SecretId"] == "shop/db":
            return {"ARN": now}
        return AwsRefused("secretsmanager:DescribeSecret", "ResourceNotFoundException")

    answers: Answers = {**SHOP, "secretsmanager:DescribeSecret": describe}
    found = Look(answers).read(Secrets).secrets[0]
    assert (found.exists, found.now_called) == (False, now)


def test_a_container_tells_what_it_needs_before_and_after_its_start() -> None:
    """Health check with ECS's defaults, files, timeouts, and the driver of its log."""
    definition = Look(TROUBLED).read(TaskDefinitions).get(DEFINITION.rsplit("/", 1)[-1])
    assert definition is not None
    app = definition.container("app")
    assert app is not None
    assert app.health is not None
    assert (app.health.interval, app.health.timeout, app.health.retries, app.health.start_period) == (30, 5, 5, 60)
    assert app.health.patience == 60 + 4 * 30
    assert (app.stop_timeout, app.read_only, app.creates_log_group) == (10, True, True)
    assert app.environment_files == tuple(one["value"] for one in CONTAINER["environmentFiles"])
    assert definition.container("none") is None


def test_the_role_is_asked_about_groups_it_must_create_and_files_it_must_read() -> None:
    """In the one question that is asked of it anyway."""
    look = Look(TROUBLED)
    permissions = look.read(ExecutionRole).permissions
    assert permissions is not None
    assert permissions.of("logs:CreateLogGroup") is not None
    assert permissions.of("s3:GetObject", "arn:aws:s3:::shop/web.env") is not None
    assert look.aws.operations().count("iam:SimulatePrincipalPolicy") == 1

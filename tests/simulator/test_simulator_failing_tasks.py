"""Logs, keys and secrets as failing tasks meet them."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from islive.simulator import World, load
from islive.simulator.in_process import session_on
from islive.simulator.world import from_document
from tests.properties.scenes import document

KEY = "3f1c9a52-7d0e-4c9b-9a41-5e2d8b7c6a10"
TASK = "0c1d2e3f405162738495a6b7c8d9e0f1"


def client(world: World, service: str) -> Any:
    """A boto3 client that the world answers."""
    return boto3.Session(botocore_session=session_on(world)).client(service)  # type: ignore[call-overload]


def test_a_containers_log_stands_where_the_driver_writes_it() -> None:
    """Prefix, container and task id; spread over the time in which the task ran."""
    logs = client(load("import-error"), "logs")
    reply = logs.get_log_events(logGroupName="/ecs/web", logStreamName=f"web/web/{TASK}", startFromHead=True)
    assert reply["events"][-1]["message"] == "ModuleNotFoundError: No module named 'unidecode'"
    times = [event["timestamp"] for event in reply["events"]]
    assert times == sorted(times)


def test_groups_are_listed_by_prefix() -> None:
    """Those of builds are there without being named; what is written into a missing group is lost."""
    logs = client(load("import-error"), "logs")
    assert [one["logGroupName"] for one in logs.describe_log_groups()["logGroups"]] == [
        "/aws/codebuild/web-build",
        "/ecs/web",
    ]
    found = logs.describe_log_groups(logGroupNamePrefix="/ecs/")["logGroups"]
    assert [(one["logGroupName"], one["retentionInDays"]) for one in found] == [("/ecs/web", 30)]
    world = document("import-error")
    world["aws"]["logs"] = {"groups": {}}
    assert (
        client(from_document(world, "lost"), "logs").describe_log_groups(logGroupNamePrefix="/ecs/")["logGroups"] == []
    )


@pytest.mark.parametrize("name", [KEY, f"arn:aws:kms:eu-west-1:111122223333:key/{KEY}", "alias/web"])
def test_a_key_has_many_names(name: str) -> None:
    """Its id, its ARN, and its aliases."""
    world = document("kms-key-disabled")
    world["aws"]["kms"]["keys"][KEY]["aliases"] = ["alias/web"]
    metadata = client(from_document(world, "named"), "kms").describe_key(KeyId=name)["KeyMetadata"]
    assert (metadata["KeyId"], metadata["KeyState"], metadata["Enabled"]) == (KEY, "Disabled", False)


def test_what_is_encrypted_with_a_disabled_key_stays_closed() -> None:
    """Described, and not read; and a key that is not there is refused in KMS's words."""
    world = load("kms-key-disabled")
    secrets = client(world, "secretsmanager")
    assert secrets.describe_secret(SecretId="web/database")["KmsKeyId"].endswith(KEY)
    with pytest.raises(ClientError, match="Access to KMS is not allowed"):
        secrets.get_secret_value(SecretId="web/database")
    with pytest.raises(
        ClientError, match=r"NotFoundException.*Key 'arn:aws:kms:eu-west-1:111122223333:key/no' does not"
    ):
        client(world, "kms").describe_key(KeyId="no")


def test_a_secret_without_a_value_has_no_version() -> None:
    """It is described without stages, and its value is not found."""
    world = document("healthy")
    world["aws"]["secretsmanager"]["secrets"]["web/database"]["withoutValue"] = True
    secrets = client(from_document(world, "empty"), "secretsmanager")
    assert "VersionIdsToStages" not in secrets.describe_secret(SecretId="web/database")
    with pytest.raises(ClientError, match="staging label: AWSCURRENT"):
        secrets.get_secret_value(SecretId="web/database")


def test_a_secure_parameter_tells_its_key() -> None:
    """AWS's own, where none is named; and only a SecureString has one."""
    world = document("healthy")
    world["aws"]["ssm"] = {"parameters": {"/a": {"type": "SecureString"}, "/b": {}}}
    found = client(from_document(world, "parameters"), "ssm").describe_parameters()["Parameters"]
    assert [(one["Name"], one.get("KeyId")) for one in found] == [("/a", "alias/aws/ssm"), ("/b", None)]


def test_a_partial_arn_is_found_unless_it_seems_whole() -> None:
    """A name that ends in a hyphen and six characters is taken for the end of an ARN."""
    world = document("healthy")
    both = {"web/db": {"arnSuffix": "AbCdEf"}, "web/db-secret": {"arnSuffix": "GhIjKl"}}
    world["aws"]["secretsmanager"]["secrets"] |= both
    secrets = client(from_document(world, "partial"), "secretsmanager")
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:web/db"
    assert secrets.describe_secret(SecretId=arn)["Name"] == "web/db"
    assert secrets.describe_secret(SecretId=f"{arn}-secret-GhIjKl")["Name"] == "web/db-secret"
    with pytest.raises(ClientError, match="can't find the specified secret"):
        secrets.describe_secret(SecretId=f"{arn}-secret")

"""Secrets and parameters, from the world's `aws.secretsmanager` and `aws.ssm` sections."""

from base64 import b64decode
from dataclasses import dataclass

from islive.simulator.names import Json, Scope, hexadecimal, present, uuid_of


@dataclass(frozen=True, repr=False)
class Secret:
    """A secret as DescribeSecret shows it, its current version, and apart from that its value."""

    description: Json
    version: str
    text: str | None
    binary: bytes | None


def read_secrets(scope: Scope, section: Json) -> dict[str, Secret]:
    """The secrets that the world describes, by name."""
    return {name: _secret(scope, name, document) for name, document in section.get("secrets", {}).items()}


def _secret(scope: Scope, name: str, document: Json) -> Secret:
    created = document.get("createdDate", "2024-01-01T00:00:00Z")
    changed = document.get("lastChangedDate", created)
    version = uuid_of(f"{name} {changed}")
    suffix = document.get("arnSuffix", hexadecimal(name, 6))
    description = {
        "ARN": scope.arn("secretsmanager", f"secret:{name}-{suffix}"),
        "Name": name,
        "Description": document.get("description"),
        "KmsKeyId": document.get("kmsKeyId"),
        "RotationEnabled": False,
        "CreatedDate": created,
        "LastChangedDate": changed,
        "DeletedDate": document.get("deletedDate"),
        "VersionIdsToStages": None if document.get("withoutValue") else {version: ["AWSCURRENT"]},
    }
    binary = document.get("binary")
    return Secret(present(description), version, document.get("value"), b64decode(binary) if binary else None)


def read_parameters(scope: Scope, section: Json) -> dict[str, Json]:
    """The parameters as DescribeParameters shows them, by name; a world holds no values of parameters."""
    return {name: _parameter(scope, name, document) for name, document in section.get("parameters", {}).items()}


def _parameter(scope: Scope, name: str, document: Json) -> Json:
    kind = document.get("type", "String")
    description = {
        "Name": name,
        "ARN": scope.arn("ssm", f"parameter/{name.removeprefix('/')}"),
        "Type": kind,
        "KeyId": document.get("kmsKeyId", "alias/aws/ssm") if kind == "SecureString" else None,
        "LastModifiedDate": document.get("lastModifiedDate", "2024-01-01T00:00:00Z"),
        "LastModifiedUser": scope.global_arn("iam", "root"),
        "Version": document.get("version", 1),
        "Tier": "Standard",
        "Policies": [],
        "DataType": "text",
    }
    return present(description)

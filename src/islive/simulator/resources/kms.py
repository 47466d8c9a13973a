"""Customer managed keys, from the world's `aws.kms` section."""

from islive.simulator.names import Json, Scope, present


def read(scope: Scope, section: Json) -> dict[str, Json]:
    """The keys as DescribeKey shows them (and their `aliases` and `policy`), by id."""
    return {key: _key(scope, key, document) for key, document in section.get("keys", {}).items()}


def _key(scope: Scope, key: str, document: Json) -> Json:
    state = document.get("state", "Enabled")
    return present(
        {
            "AWSAccountId": scope.account,
            "KeyId": key,
            "Arn": scope.arn("kms", f"key/{key}"),
            "CreationDate": "2024-01-01T00:00:00Z",
            "Enabled": state == "Enabled",
            "Description": "",
            "KeyUsage": "ENCRYPT_DECRYPT",
            "KeyState": state,
            "DeletionDate": document.get("deletionDate"),
            "Origin": "AWS_KMS",
            "KeyManager": "CUSTOMER",
            "KeySpec": "SYMMETRIC_DEFAULT",
            "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
            "MultiRegion": False,
            "aliases": document.get("aliases", []),
            "policy": document.get("policy", _usual_policy(scope)),
        }
    )


def _usual_policy(scope: Scope) -> Json:
    """Key Management Service developer guide, "Default key policy"."""
    root = {"AWS": scope.global_arn("iam", "root")}
    statement = {"Sid": "Enable IAM User Permissions", "Effect": "Allow", "Principal": root, "Action": "kms:*"}
    return {"Version": "2012-10-17", "Statement": [{**statement, "Resource": "*"}]}


def find(keys: dict[str, Json], asked: str) -> Json | None:
    """The key of this id, ARN, alias or alias ARN."""
    last = asked.rpartition(":")[2].removeprefix("key/")
    return keys.get(last) or next((key for key in keys.values() if last in key["aliases"]), None)

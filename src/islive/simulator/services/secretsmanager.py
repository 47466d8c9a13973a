"""Secrets Manager: https://docs.aws.amazon.com/secretsmanager/latest/apireference/."""

import re

from islive.simulator.living import writes
from islive.simulator.names import Json
from islive.simulator.refusal import Refusal
from islive.simulator.resources import kms
from islive.simulator.resources.secrets import Secret
from islive.simulator.world import World, alive


def describe_secret(world: World, params: Json) -> Json:
    """A secret without its value, also one marked for deletion."""
    return _secret(world, params).description


def get_secret_value(world: World, params: Json) -> Json:
    """The secret's value: the one place where a world gives it away."""
    secret = _secret(world, params)
    if "DeletedDate" in secret.description:
        says = "You can't perform this operation on the secret because it was marked for deletion."
        raise Refusal("InvalidRequestException", says)
    if "VersionIdsToStages" not in secret.description:
        says = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"
        raise Refusal("ResourceNotFoundException", says)
    _refuse_unusable_key(world, secret.description.get("KmsKeyId"))
    stage, version = params.get("VersionStage", "AWSCURRENT"), params.get("VersionId", secret.version)
    if stage != "AWSCURRENT" or version != secret.version:
        named = f"VersionId: {version}" if "VersionId" in params else f"staging label: {stage}"
        raise Refusal("ResourceNotFoundException", f"Secrets Manager can't find the specified secret value for {named}")
    return {
        "ARN": secret.description["ARN"],
        "Name": secret.description["Name"],
        "VersionId": secret.version,
        "SecretString": secret.text,
        "SecretBinary": secret.binary,
        "VersionStages": ["AWSCURRENT"],
        "CreatedDate": secret.description["LastChangedDate"],
    }


def put_secret_value(world: World, params: Json) -> Json:
    """Another value, in a world that lives."""
    return writes.put_secret_value(alive(world, "secretsmanager:PutSecretValue"), params)


def _refuse_unusable_key(world: World, key: str | None) -> None:
    """A value under a key that cannot decrypt stays closed.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
    """
    found = kms.find(world.keys, key) if key else None
    if found is not None and not found["Enabled"]:
        raise Refusal("AccessDeniedException", "Access to KMS is not allowed")


def _secret(world: World, params: Json) -> Secret:
    # An id is the name, the ARN, or the ARN without the suffix that Secrets Manager added to it; but one that seems to
    # end in such a suffix is a whole ARN (API reference, GetSecretValue, SecretId).
    asked = params.get("SecretId", "")
    seems_whole = re.search(r"-[A-Za-z0-9]{6}$", asked) is not None
    for name, secret in world.secrets.items():
        arn: str = secret.description["ARN"]
        if asked in (name, arn) or (asked == arn.rpartition("-")[0] and not seems_whole):
            return secret
    raise Refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")

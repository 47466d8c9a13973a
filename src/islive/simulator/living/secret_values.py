"""Whether the secrets that a container names can be read, as the container agent reads them before it starts."""

import json
from collections.abc import Iterator

from islive.simulator.living.failure import SECRETS, Failure, refused
from islive.simulator.living.go_json import complaint
from islive.simulator.living.network_path import unreachable
from islive.simulator.names import Json
from islive.simulator.resources.kms import find as find_key
from islive.simulator.resources.secrets import Secret
from islive.simulator.world import World

_FARGATE = f"{SECRETS}: execution resource retrieval failed: unable to retrieve"
_RETRIED = "service call has been retried 1 time(s): "
# arn:aws:secretsmanager:region:account:secret:name[:key:stage:version]
_WHOLE, _WITH_KEY = 7, 10


def trouble(world: World, definition: Json, placement: Json) -> Iterator[Failure]:
    """What keeps the task's secrets from being read, container by container, in the order in which they stand."""
    for container in definition["containerDefinitions"]:
        for secret in container.get("secrets", []):
            reference = secret["valueFrom"]
            in_manager = ":secretsmanager:" in reference
            asked = _secret if in_manager else _parameter
            found = asked(world, definition, reference, placement)
            if found:
                yield Failure(found[0], "resources", found[1])


def _asm(world: World, placement: Json, says: str) -> str:
    """What is said of a secret: on Fargate, or by the agent (github.com/aws/amazon-ecs-agent, asmsecret.go)."""
    if placement["instance"]:
        return f"Fetching secret data from AWS Secrets Manager in region {world.scope.region}: {says}"
    return f"{_FARGATE} secret from asm: {_RETRIED}{says}"


def _ssm(world: World, placement: Json, says: str) -> str:
    """The same of a parameter (ssmsecret.go)."""
    if placement["instance"]:
        return f"Fetching secret data from SSM Parameter Store in {world.scope.region}: {says}"
    return f"{_FARGATE} secrets from ssm: {_RETRIED}{says}"


def _secret(world: World, definition: Json, reference: str, placement: Json) -> tuple[str, str] | None:
    parts = reference.split(":")
    if len(parts) not in (_WHOLE, _WITH_KEY):
        says = "an invalid ARN format for the AWS Secrets Manager secret was specified"
        if placement["instance"]:
            return (
                "secret-reference-malformed",
                f"Trying to retrieve secret with value {reference} resulted in error: {says}",
            )
        return "secret-reference-malformed", _asm(world, placement, f"{says}: {reference}")
    arn, key = ":".join(parts[:_WHOLE]), parts[_WHOLE] if len(parts) == _WITH_KEY else ""
    lost = unreachable(world, "secretsmanager", placement)
    if lost:
        return lost.cause, f"{SECRETS}: unable to retrieve secret from asm: {lost.says} {_fetch(arn)} {lost.error}"
    closed = _closed(world, definition, arn)
    if closed:
        whose = f"secret {arn}:" if placement["instance"] else _fetch(arn)
        return closed[0], _asm(world, placement, f"{whose} {closed[1]}")
    secret = find(world, arn)
    unread = _unread(secret, key) if secret and key else None
    return (unread[0], _asm(world, placement, unread[1])) if unread else None


def _fetch(arn: str) -> str:
    return f"failed to fetch secret {arn} from secrets manager:"


def find(world: World, arn: str) -> Secret | None:
    """The secret of that ARN, which may lack the suffix that Secrets Manager added."""
    name = arn.rpartition(":")[2]
    exact, bare = world.secrets.get(name.rpartition("-")[0]), world.secrets.get(name)
    if exact and exact.description["ARN"] == arn:
        return exact
    return bare if bare and bare.description["ARN"].rpartition("-")[0] == arn else None


def _closed(world: World, definition: Json, arn: str) -> tuple[str, str] | None:
    """Secrets Manager's refusal: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html."""
    denied = refused(world, definition.get("executionRoleArn"), "secretsmanager:GetSecretValue", arn)
    if denied:
        return "secret-access-denied", f"AccessDeniedException: {denied}"
    secret = find(world, arn)
    if secret is None:
        return "secret-missing", "ResourceNotFoundException: Secrets Manager can't find the specified secret."
    if "DeletedDate" in secret.description:
        says = "You can't perform this operation on the secret because it was marked for deletion."
        return "secret-deleted", f"InvalidRequestException: {says}"
    if "VersionIdsToStages" not in secret.description:
        says = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"
        return "secret-without-value", f"ResourceNotFoundException: {says}"
    return _locked(world, definition, secret)


def _locked(world: World, definition: Json, secret: Secret) -> tuple[str, str] | None:
    key = secret.description.get("KmsKeyId")
    found = find_key(world.keys, key) if key else None
    if found is None:
        return None
    role = definition.get("executionRoleArn")
    if not found["Enabled"] or refused(world, role, "kms:Decrypt", found["Arn"]):
        cause = "kms-access-denied" if found["Enabled"] else "kms-key-disabled"
        return cause, "AccessDeniedException: Access to KMS is not allowed"
    return None


def _unread(secret: Secret, key: str) -> tuple[str, str] | None:
    """The agent's trouble with a value of which it needs one key."""
    text = secret.text or ""
    wrong = complaint(text)
    if wrong:
        return "secret-not-json", wrong
    if key not in (json.loads(text, strict=False) or {}):
        return "secret-key-missing", f"retrieved secret from Secrets Manager did not contain json key {key}"
    return None


def _parameter(world: World, definition: Json, reference: str, placement: Json) -> tuple[str, str] | None:
    name = reference.partition(":parameter")[2] or reference
    known = {it.removeprefix("/"): it for it in world.parameters}
    arn = world.scope.arn("ssm", f"parameter/{name.removeprefix('/')}")
    lost = unreachable(world, "ssm", placement)
    if lost:
        return lost.cause, f"{SECRETS}: unable to retrieve secrets from ssm: {lost.says} {lost.error}"
    denied = refused(world, definition.get("executionRoleArn"), "ssm:GetParameters", arn)
    if denied:
        return "parameter-access-denied", _ssm(world, placement, f"AccessDeniedException: {denied}")
    if name.removeprefix("/") not in known:
        invalid = "invalid parameters" if placement["instance"] else "invalid ssm parameters"
        return "parameter-missing", _ssm(world, placement, f"{invalid}: {name}")
    return None

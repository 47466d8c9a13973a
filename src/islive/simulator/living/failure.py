"""Why a task does not come to run, in the world's word and in ECS's words."""

from dataclasses import dataclass
from typing import Any

from islive.simulator.names import Scope, hexadecimal
from islive.simulator.policy import decide
from islive.simulator.world import World

# What ECS calls the steps in which it reads secrets and registry credentials:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
INITIALIZATION = "ResourceInitializationError"
# ECS itself, where it acts with a role of its own.
ECS = "ecs.amazonaws.com"
SECRETS = f"{INITIALIZATION}: unable to pull secrets or registry auth"


@dataclass(frozen=True)
class Failure:
    """`cause` is the truth, a word of the simulator's own; `step` where in its start the task ended.

    `step` is launch (no task comes to be, only an event), interface, resources, pull or create.
    """

    cause: str
    step: str
    reason: str
    container: str | None = None


def refused(world: World, role_arn: str | None, action: str, resource: str) -> str | None:
    """AWS's refusal of the action to a task's role, None if its policies allow it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    """
    name = (role_arn or "").rpartition("/")[2]
    role = world.roles.get(name)
    decision = decide(role.policies if role else (), action, resource).word
    if decision == "allowed":
        return None
    session = _session(world.scope, name)
    why = "with an explicit deny in an" if decision == "explicitDeny" else "because no"
    kind = f"{why} identity-based policy" + (f" allows the {action} action" if decision == "implicitDeny" else "")
    return f"User: {session} is not authorized to perform: {action} on resource: {resource} {kind}"


def _session(scope: Scope, role: str) -> str:
    return scope.global_arn("sts", f"assumed-role/{role}/{hexadecimal(role, 32)}")


def trusts(world: World, role_arn: str, principal: str) -> bool:
    """Whether the role exists and lets that service assume it."""
    role = world.roles.get(role_arn.rpartition("/")[2])
    if role is None:
        return False
    return any(
        statement.get("Effect") == "Allow" and principal in listed(statement.get("Principal", {}).get("Service", []))
        for statement in listed(role.description["AssumeRolePolicyDocument"].get("Statement", []))
    )


def listed(value: Any) -> list[Any]:
    """IAM writes one thing as itself and several as a list."""
    return value if isinstance(value, list) else [value]

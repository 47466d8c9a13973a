"""Roles with their policies, from the world's `aws.iam` section."""

from dataclasses import dataclass

from islive.simulator.names import Json, Scope, hexadecimal


@dataclass(frozen=True)
class Policy:
    """A policy of a role: what SimulatePrincipalPolicy calls it, of which kind it is, and its document."""

    name: str
    kind: str
    document: Json


@dataclass(frozen=True)
class Role:
    """A role as GetRole shows it (its trust policy still a document) and all its policies."""

    description: Json
    policies: tuple[Policy, ...]


def read(scope: Scope, section: Json) -> dict[str, Role]:
    """The roles that the world describes, by name."""
    return {name: _role(scope, name, document) for name, document in section.get("roles", {}).items()}


def _role(scope: Scope, name: str, document: Json) -> Role:
    path = document.get("path", "/")
    description = {
        "Path": path,
        "RoleName": name,
        "RoleId": f"AROA{hexadecimal(name, 17).upper()}",
        "Arn": scope.global_arn("iam", f"role{path}{name}"),
        "CreateDate": document.get("createDate", "2024-01-01T00:00:00Z"),
        "AssumeRolePolicyDocument": document.get("trust", _trust("ecs-tasks.amazonaws.com")),
        "MaxSessionDuration": 3600,
    }
    inline = [Policy(key, "role", value) for key, value in document.get("policies", {}).items()]
    attached = [
        Policy(key, "aws-managed" if key.startswith("Amazon") else "user-managed", value)
        for key, value in document.get("attachedPolicies", {}).items()
    ]
    return Role(description, (*inline, *attached))


def _trust(principal: str) -> Json:
    statement = {"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}

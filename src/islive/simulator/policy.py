"""What a role's policies say about an action on a resource: AWS's evaluation logic within one account.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from islive.simulator.names import Json
from islive.simulator.resources.iam import Policy


@dataclass(frozen=True)
class Decision:
    """`allowed`, `explicitDeny` or `implicitDeny`, with the policies whose statements decided it."""

    word: str
    policies: tuple[Policy, ...]


def decide(policies: Iterable[Policy], action: str, resource: str) -> Decision:
    """An explicit deny wins over every allow; without an allow the answer is an implicit deny.

    Statements with a Condition count as matching only if they deny nothing: no request context is simulated, so that
    an Allow under a condition does not match, and a Deny under a condition does not either.
    """
    matched = [
        (policy, statement)
        for policy in policies
        for statement in _list(policy.document.get("Statement", []))
        if matches(statement, action, resource)
    ]
    for effect, word in (("Deny", "explicitDeny"), ("Allow", "allowed")):
        deciding = [policy for policy, statement in matched if statement.get("Effect") == effect]
        if deciding:
            return Decision(word, tuple(deciding))
    return Decision("implicitDeny", ())


def matches(statement: Json, action: str, resource: str) -> bool:
    """Whether a statement speaks about this action on this resource; actions are compared without regard to case."""
    return (
        "Condition" not in statement
        and _listed(statement, "Action", action, re.IGNORECASE)
        and _listed(statement, "Resource", resource, 0)
    )


def _listed(statement: Json, key: str, name: str, flags: int) -> bool:
    if f"Not{key}" in statement:
        return not any(_like(pattern, name, flags) for pattern in _list(statement[f"Not{key}"]))
    return any(_like(pattern, name, flags) for pattern in _list(statement.get(key, [])))


def _like(pattern: str, name: str, flags: int) -> bool:
    # `*` is any text and `?` any one character; nothing else is special.
    parts = (".*" if mark == "*" else "." if mark == "?" else re.escape(mark) for mark in pattern)
    return re.fullmatch("".join(parts), name, flags | re.DOTALL) is not None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

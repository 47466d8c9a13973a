"""What a role's policies say about an action on a resource: AWS's evaluation logic within one account.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from islive.simulator.names import Json
from islive.simulator.resources.iam import Policy
from islive.simulator.wildcards import like


@dataclass(frozen=True)
class Decision:
    """`allowed`, `explicitDeny` or `implicitDeny`, with the policies whose statements decided it."""

    word: str
    policies: tuple[Policy, ...]


def decide(policies: Iterable[Policy], action: str, resource: str) -> Decision:
    """An explicit deny wins over every allow; without an allow the answer is an implicit deny.

    No request context is simulated, so that a statement under a Condition never matches.
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
    """Whether a statement speaks about this action (in whatever case) on this resource."""
    return (
        "Condition" not in statement
        and _listed(statement, "Action", action, ignore_case=True)
        and _listed(statement, "Resource", resource, ignore_case=False)
    )


def _listed(statement: Json, key: str, name: str, *, ignore_case: bool) -> bool:
    excluded = f"Not{key}" in statement
    patterns = _list(statement[f"Not{key}"] if excluded else statement.get(key, []))
    return any(like(pattern, name, ignore_case=ignore_case) for pattern in patterns) != excluded


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

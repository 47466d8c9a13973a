"""The policies that somebody with the right to do so puts: complete documents, with no more in them than is needed."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from islive.model.remedy import Step

VERSION = "2012-10-17"
OTHER = re.compile(r"[^\w+=,.@-]+")
# IAM API reference, PutRolePolicy.
LONGEST_NAME = 128


def allow(role: str, actions: str | Sequence[str], resources: str | Sequence[str]) -> Step:
    """Let a role do that: an inline policy of its own, so that no other policy is touched.

    `role` is its ARN; where only a description of it is known, the policy is shown without the command.
    """
    name, policy = _last(role), _policy_name(actions, resources)
    if not role.startswith("arn:"):
        says = f"Give {role} this policy, which allows {_listed(actions)} on {_listed(resources)}."
        return Step(says, document=lines(allowing(actions, resources)))
    return Step(
        says=f"Give role {name} the inline policy {policy}, which allows {_listed(actions)} on {_listed(resources)}.",
        operation="iam:PutRolePolicy",
        params={"RoleName": name, "PolicyName": policy, "PolicyDocument": _document(_allowing(actions, resources))},
        undo=f"aws iam delete-role-policy --role-name {name} --policy-name {policy}",
    )


def no_longer_denied(role: str, action: str, resource: str, policies: Sequence[str]) -> Step:
    """An explicit deny wins over every allow: the statement has to go."""
    name = _last(role)
    return Step(
        f"Take the statement that denies {action} on {resource} out of {', '.join(policies) or 'its policies'}: "
        f"`aws iam list-attached-role-policies --role-name {name}` and `aws iam list-role-policies --role-name {name}` "
        "show where it is."
    )


def added_to(policy: str | None, statement: Mapping[str, Any]) -> str | None:
    """The policy of a resource with one statement more, for what puts a policy puts all of it. None of a broken one."""
    try:
        document: Any = json.loads(policy) if policy else {"Version": VERSION, "Statement": []}
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    known: Any = document.get("Statement") or []  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return json.dumps({**document, "Statement": [*(known if isinstance(known, list) else [known]), statement]})


def lines(document: Mapping[str, Any]) -> tuple[str, ...]:
    """A document as it is copied."""
    return tuple(json.dumps(document, indent=2).splitlines())


def allowing(actions: str | Sequence[str], resources: str | Sequence[str]) -> Mapping[str, Any]:
    """A whole policy that allows that and nothing else."""
    return {"Version": VERSION, "Statement": [_allowing(actions, resources)]}


def trusting(service: str) -> Mapping[str, Any]:
    """A whole trust policy: that service may assume the role."""
    principal = {"Service": service}
    return {
        "Version": VERSION,
        "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}],
    }


def _allowing(actions: str | Sequence[str], resources: str | Sequence[str]) -> Mapping[str, Any]:
    return {"Effect": "Allow", "Action": _one_or_many(actions), "Resource": _one_or_many(resources)}


def _document(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": VERSION, "Statement": list(statements)})


def _one_or_many(value: str | Sequence[str]) -> Any:
    return value if isinstance(value, str) else value[0] if len(value) == 1 else list(value)


def _listed(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _policy_name(actions: str | Sequence[str], resources: str | Sequence[str]) -> str:
    """Named after what it allows: two of them never overwrite each other."""
    action = (actions if isinstance(actions, str) else actions[0]).partition(":")[2]
    resource = _last(resources if isinstance(resources, str) else resources[0]).rsplit(":", 1)[-1]
    return OTHER.sub("-", f"{action}-{resource}").strip("-")[:LONGEST_NAME]


def _last(name: str) -> str:
    return name.rsplit("/", 1)[-1]

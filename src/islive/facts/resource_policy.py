"""What the policy of a resource (a repository, a key, an endpoint) says to a role that wants something of it. Pure.

IAM's simulator decides what a role's own policies say; the policies of resources are no part of its answer for roles
(API reference, SimulatePrincipalPolicy, ResourcePolicy and CallerArn), and so they are read here.
IAM user guide, "Policy evaluation logic" and "IAM JSON policy elements". Where a condition, or a principal that cannot
be told from its name, decides, the answer is UNSURE: it is never guessed.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import translate
from typing import Any

UNIQUE_ID = re.compile(r"A(?:RO|ID)A[A-Z0-9]{12,}")


class Says(StrEnum):
    """What a policy comes to. SILENT: no statement is about it, which is a no where nobody else says yes."""

    ALLOWED = "allowed"
    DENIED = "denied"
    SILENT = "silent"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for what: a role by its ARN, None where it is not known which of its account; `resource` an ARN."""

    account: str
    role: str | None
    action: str
    resource: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a policy says, and the statement that decided: its Sid (or its place), and its words."""

    says: Says
    statement: str = ""
    quote: str = ""


def rule_on(text: str, asking: Asking) -> Ruling:
    """An explicit deny wins over every allow. A policy that is not JSON makes nobody sure of anything."""
    try:
        document: Any = json.loads(text)
    except ValueError:
        return Ruling(Says.UNSURE)
    statements: list[Any] = _listed(document.get("Statement")) if isinstance(document, Mapping) else []
    found = [(one, sure, place) for place, one in enumerate(statements) if (sure := _speaks(one, asking)) is not None]
    deciding = [
        (Says.DENIED, [it for it in found if it[0].get("Effect") == "Deny" and it[1]]),
        (Says.UNSURE, [it for it in found if it[0].get("Effect") == "Deny"]),
        (Says.ALLOWED, [it for it in found if it[0].get("Effect") == "Allow" and it[1]]),
        (Says.UNSURE, [it for it in found if it[0].get("Effect") == "Allow"]),
    ]
    for says, some in deciding:
        for statement, _, place in some[:1]:
            name = str(statement.get("Sid") or f"Statement[{place}]")
            return Ruling(says, name, json.dumps(statement, ensure_ascii=False))
    return Ruling(Says.SILENT)


def names_role(text: str, asking: Asking) -> bool:
    """Whether it may let the role by its own name, or lets everybody: then no policy of IAM is needed."""
    try:
        document: Any = json.loads(text)
    except ValueError:
        return True
    statements = _listed(document.get("Statement")) if isinstance(document, Mapping) else []
    return any(_lets_by_name(one, asking) for one in statements if isinstance(one, Mapping))


def _lets_by_name(statement: Mapping[str, Any], asking: Asking) -> bool:
    if statement.get("Effect") != "Allow" or not _names(statement, "Action", asking.action, re.IGNORECASE):
        return False
    known = _principals(statement.get("Principal"))
    other = [one for one in known if not (_account_of(one) == asking.account and _is_account(one))]
    return any(one == "*" or UNIQUE_ID.fullmatch(one) or _is_role(one, asking.role or "") for one in other)


def _speaks(statement: Any, asking: Asking) -> bool | None:
    """Whether it is about that: True for sure, False perhaps, None not at all."""
    if not isinstance(statement, Mapping) or not _names(statement, "Action", asking.action, re.IGNORECASE):
        return None
    if asking.resource and not _names(statement, "Resource", asking.resource):
        return None
    means = _means(statement, asking)
    return None if means is None else means and not statement.get("Condition")


def _names(statement: Mapping[str, Any], key: str, value: str, flags: int = 0) -> bool:
    """It names it, or does not except it; a policy of a repository names no resource, for it is the resource."""
    if f"Not{key}" in statement:
        return not _any(statement[f"Not{key}"], value, flags)
    return key not in statement or _any(statement[key], value, flags)


def _any(patterns: Any, value: str, flags: int) -> bool:
    return any(re.fullmatch(_as_pattern(str(one)), value, flags) for one in _listed(patterns))


def _as_pattern(text: str) -> str:
    """Policies know * and ?, and nothing else."""
    return translate(text.replace("[", "[[]"))


def _means(statement: Mapping[str, Any], asking: Asking) -> bool | None:
    """Whether its principal is the role: by everybody, by its account, by its own name."""
    if "NotPrincipal" in statement:
        return False
    known = list(_principals(statement.get("Principal", "*")))
    if "*" in known or any(_account_of(one) == asking.account and _is_account(one) for one in known):
        return True
    if asking.role and any(_is_role(one, asking.role) for one in known):
        return True
    unknown = [one for one in known if UNIQUE_ID.fullmatch(one)]
    unknown += [one for one in known if not asking.role and _account_of(one) == asking.account]
    return False if unknown else None


def _principals(principal: Any) -> Iterator[str]:
    if isinstance(principal, Mapping):
        yield from (str(one) for one in _listed(principal.get("AWS")))
    else:
        yield from (str(one) for one in _listed(principal))


def _account_of(principal: str) -> str:
    return principal if principal.isdecimal() else principal.split(":")[4] if principal.count(":") > 4 else ""  # noqa: PLR2004


def _is_account(principal: str) -> bool:
    return principal.isdecimal() or principal.endswith(":root")


def _is_role(principal: str, role: str) -> bool:
    """The role itself, or a session of it."""
    name = role.rsplit("/", 1)[-1]
    session = f":{_account_of(role)}:assumed-role/{name}/"
    return principal == role or session in principal


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]

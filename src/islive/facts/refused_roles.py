"""The roles that ECS says it could not assume, or has not come to yet: are they there, and whom do they trust?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from islive.facts.hindered import Hindered
from islive.facts.permissions import UNKNOWN_ROLE
from islive.facts.reading import Part, answered, gaps_among, last_part
from islive.facts.start_failures import StartFailure, StartFailures
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap

UNABLE = re.compile(r"unable to assume the role '(?P<role>arn:[^']+)'")
ECS_TASKS = "ecs-tasks.amazonaws.com"
ASSUME = frozenset({"sts:assumerole", "sts:*", "*"})


@dataclass(frozen=True, slots=True)
class RefusedRole:
    """One role of a revision: `trusted` are the service principals that its trust policy lets assume it.

    `said` is ECS's word that it could not, None where it has not said so of the revision `wanted_by`.
    """

    arn: str
    exists: bool
    trusted: tuple[str, ...]
    conditional: bool
    said: StartFailure | None
    wanted_by: str = ""

    @property
    def task_definition(self) -> str:
        """The revision that names it."""
        return self.said.task_definition if self.said else self.wanted_by

    @property
    def trusts_tasks(self) -> bool:
        """Its trust policy names the principal of ECS tasks."""
        return bool({ECS_TASKS, "*"} & set(self.trusted))


@dataclass(frozen=True, slots=True)
class RefusedRoles:
    """The roles by ARN; none where tasks run."""

    roles: Mapping[str, RefusedRole | Gap]
    gaps: tuple[Gap, ...] = ()


@collects("iam:GetRole")
def collect(aws: Aws, failures: StartFailures, hindered: Hindered) -> RefusedRoles:
    """Ask for each role that ECS names, and for those of a revision that does not come to run."""
    said = {match["role"]: failure for failure, match in failures.naming(UNABLE, "role.cannot-assume")}
    revision = hindered.revision
    own = (revision.execution_role, revision.task_role) if revision else ()
    arns = list(dict.fromkeys([*said, *(arn for arn in own if arn and arn.startswith("arn:"))]))
    answers = aws.calls([Question("iam:GetRole", {"RoleName": last_part(arn)}) for arn in arns])
    named = ((arn, said.get(arn), answer) for arn, answer in zip(arns, answers, strict=True))
    roles = {arn: _role(arn, told, hindered.task_definition or "", answer) for arn, told, answer in named}
    return RefusedRoles(roles, gaps_among(roles.values()))


def _role(arn: str, said: StartFailure | None, wanted_by: str, answer: Reply | Refused) -> RefusedRole | Gap:
    if isinstance(answer, Refused) and answer.code in UNKNOWN_ROLE:
        return RefusedRole(arn, exists=False, trusted=(), conditional=False, said=said, wanted_by=wanted_by)
    try:
        statements = list(_statements(answered(answer).part("Role").part("AssumeRolePolicyDocument")))
    except Refused as refused:
        return gap("RefusedRoles", refused)
    trusted = sorted({service for one in statements for service in _services(one)})
    conditional = any("Condition" in one for one in statements)
    return RefusedRole(arn, True, tuple(trusted), conditional, said, wanted_by)


def _statements(document: Part) -> Iterator[Mapping[str, Any]]:
    """Those that allow to assume it (IAM user guide, "Grammar of the IAM JSON policy language")."""
    for one in _listed(document.members.get("Statement")):
        if isinstance(one, Mapping) and one.get("Effect") == "Allow" and _assumes(one):
            yield one


def _assumes(statement: Mapping[str, Any]) -> bool:
    return bool(ASSUME & {str(action).lower() for action in _listed(statement.get("Action"))})


def _services(statement: Mapping[str, Any]) -> Iterator[str]:
    principal = statement.get("Principal")
    if principal == "*":
        yield principal
    if isinstance(principal, Mapping):
        yield from (str(service) for service in _listed(principal.get("Service")))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]

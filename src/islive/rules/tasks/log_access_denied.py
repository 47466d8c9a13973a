"""log-access-denied: the role may not write the log."""

import re
from collections.abc import Iterator

from islive.facts.execution_role import ExecutionRole
from islive.facts.log_groups import LogGroups
from islive.facts.permissions import Decision
from islive.facts.start_failures import StartFailures
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage
from islive.rules.grants import allow, no_longer_denied

DENIED = re.compile(r"not authorized to perform:? (?P<action>logs:\w+)(?: on resource:? (?P<resource>\S+))?")
CREATE_GROUP = "logs:CreateLogGroup"
BEFORE_START = frozenset({"logs:CreateLogStream", CREATE_GROUP})


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def log_access_denied(
    failures: StartFailures, role: ExecutionRole | Gap, groups: LogGroups | Gap
) -> Iterator[Sighting]:
    """The execution role may not create the log stream, or the log group, that the task writes into.

    ## What it means
    On Fargate the log driver works with the task execution role. It must create a stream before a container starts, and
    with `awslogs-create-group` the group as well. The role may not, so no task starts.

    ## Why it happens
    - AmazonECSTaskExecutionRolePolicy allows logs:CreateLogStream and logs:PutLogEvents, but not logs:CreateLogGroup.
    - A policy of one's own names another log group, or the group without `:*` behind it.
    - A permissions boundary or an organization's policy denies it.

    ## What to do
    Allow the action on the group to the execution role, or create the group beforehand and leave awslogs-create-group
    away.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
    """
    permissions = None if isinstance(role, Gap) else role.permissions
    # A policy may name the streams of a group, and IAM's simulator then knows nothing of the group itself: its implicit
    # deny counts only where a task did fail over its log.
    suspected = any(failures.hinting_at("logs."))
    told: set[str] = set()
    for failure, match in failures.naming(DENIED, "logs.access-denied"):
        told.add(match["action"])
        resource = (match["resource"] or "").rstrip(".,;") or "the log group"
        because = (failure.citation,)
        role_arn = permissions.role if permissions else ""
        yield _sighting(match["action"], resource, role_arn, "AWS refused it", because, None)
    for one in permissions.decisions if permissions else ():
        wanted = suspected or (one.action == CREATE_GROUP and _is_to_be_made(one, groups))
        denied = one.denied or (wanted and not one.allowed)
        if one.action in BEFORE_START and denied and one.action not in told:
            words = f"IAM answers {one.decision}, expected allowed"
            role_arn = permissions.role if permissions else ""
            yield _sighting(one.action, one.resource, role_arn, words, _cited(one), one)


def _is_to_be_made(decision: Decision, groups: LogGroups | Gap) -> bool:
    """The group was looked for and is not there: the driver is to make it."""
    return not decision.conditional and isinstance(groups, LogGroups) and groups.is_missing(_group(decision.resource))


def _group(resource: str) -> str:
    return resource.partition(":log-group:")[2].partition(":")[0]


def _cited(decision: Decision) -> tuple[Citation, ...]:
    path = f"EvaluationResults[{decision.action}]"
    policies = (
        Citation("iam:SimulatePrincipalPolicy", f"{path}.MatchedStatements[].SourcePolicyId", one)
        for one in decision.policies
    )
    return (Citation("iam:SimulatePrincipalPolicy", f"{path}.EvalDecision", decision.decision), *policies)


def _sighting(
    action: str, resource: str, role: str, words: str, because: tuple[Citation, ...], decision: Decision | None
) -> Sighting:
    called = role.rsplit("/", 1)[-1] or "the execution role"
    group = _group(resource) or resource
    whole = resource if resource.startswith("arn:") else "ARN-OF-THE-LOG-GROUP:*"
    step = allow(role or called, action, whole)
    if decision is not None and decision.denied:
        step = no_longer_denied(role, action, whole, decision.policies)
    return Sighting(
        subject=f"{group}#{action}",
        summary=f"{called} may not do {action} on {group}: {words}",
        because=because,
        remedies=(Remedy(f"let {called} write to {group}", Risk.MANUAL, Horizon.NOW, (step,)),),
    )

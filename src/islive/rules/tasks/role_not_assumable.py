"""role-not-assumable: ECS cannot take on the role of the task."""

import json
from collections.abc import Iterator

from islive.facts.execution_role import ExecutionRole
from islive.facts.last_good import LastGood
from islive.facts.permissions import OPERATION as SIMULATE
from islive.facts.refused_roles import ECS_TASKS, UNABLE, RefusedRole, RefusedRoles
from islive.facts.service import Service
from islive.facts.start_failures import StartFailure, StartFailures
from islive.facts.task_definitions import TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Edit, Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.correction import correct
from islive.rules.grants import lines, trusting

# ECS developer guide, "Amazon ECS task execution IAM role".
MANAGED = "AmazonECSTaskExecutionRolePolicy"


@rule(
    stage=Stage.TASKS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("tasks-failed-to-start", "deployment-stuck", "deployment-rolled-back", "task-starts-throttled"),
)
def role_not_assumable(
    service: Service,
    roles: RefusedRoles,
    failures: StartFailures,
    definitions: TaskDefinitions | Gap,
    execution: ExecutionRole | Gap,
    last: LastGood,
) -> Iterator[Sighting]:
    """ECS cannot assume the execution role or the task role of the task definition, so it starts no task at all.

    ## What it means
    Before it starts a task, ECS assumes the roles that the task definition names. One of them is not there, or does not
    trust ECS tasks. Then there is not even a stopped task to look at: only the service's events say it.

    ## Why it happens
    - The role was deleted, or deleted and created again: a template that is applied in pieces.
    - Its trust policy names another service, often ecs.amazonaws.com or ec2.amazonaws.com in the place of
      ecs-tasks.amazonaws.com.
    - A condition of the trust policy (aws:SourceArn, aws:SourceAccount) does not hold for this cluster.
    - The role was made seconds ago, and IAM is not everywhere at once: then the next attempt succeeds.

    ## What to do
    Create the role, or let its trust policy allow sts:AssumeRole to ecs-tasks.amazonaws.com. Nothing has to be
    deployed: ECS tries again.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    - https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
    """
    said = {match["role"]: failure for failure, match in failures.naming(UNABLE, "role.cannot-assume")}
    for arn, role in roles.roles.items():
        kind = _kind(arn, service, definitions)
        if not isinstance(role, Gap):
            if role.said is None and role.trusts_tasks:
                continue
            yield _sighting(role, kind, _mend(role, kind, last))
        elif arn in said:
            yield _unread(arn, kind, said[arn])
    gone = None if isinstance(execution, Gap) or execution.permissions is None else execution.permissions
    if gone and not gone.exists and gone.role not in roles.roles:
        # Tasks that run have their credentials still; the next one will not start.
        role = RefusedRole(gone.role, exists=False, trusted=(), conditional=False, said=None, wanted_by=service.name)
        yield _sighting(role, "execution role", _mend(role, "execution role", last), SIMULATE)


def _kind(arn: str, service: Service, definitions: TaskDefinitions | Gap) -> str:
    definition = None if isinstance(definitions, Gap) else definitions.get(service.primary.task_definition)
    named = (
        {} if definition is None else {definition.execution_role: "execution role", definition.task_role: "task role"}
    )
    return named.get(arn, "role")


def _unread(arn: str, kind: str, said: StartFailure) -> Sighting:
    """ECS says so; why, the role itself would tell."""
    name = arn.rsplit("/", 1)[-1]
    step = Step(
        f"See that {name} exists, and that its trust policy lets {ECS_TASKS} assume it: `aws iam get-role --role-name "
        f"{name}`."
    )
    return Sighting(
        subject=name,
        summary=f"ECS cannot assume {kind} {name} of {said.task_definition}: it is gone or does not trust {ECS_TASKS}, "
        "for its trust policy could not be read",
        because=(said.citation,),
        certainty=Certainty.LIKELY,
        remedies=(Remedy(f"let ECS assume {name}", Risk.MANUAL, Horizon.NOW, (step,)),),
    )


def _sighting(role: RefusedRole, kind: str, remedy: Remedy, operation: str = "iam:GetRole") -> Sighting:
    name = role.arn.rsplit("/", 1)[-1]
    trusted = ", ".join(role.trusted) or "no service"
    if not role.exists:
        why, asked = "it does not exist", Citation(operation, "Error.Code", "NoSuchEntity")
    elif role.trusts_tasks:
        limits = "; its trust policy has conditions" if role.conditional else ", and it trusts ECS tasks by now"
        why, asked = f"ECS said so{limits}", Citation("iam:GetRole", "Role.AssumeRolePolicyDocument", trusted)
    else:
        why = f"it trusts {trusted}, expected {ECS_TASKS}"
        asked = Citation("iam:GetRole", "Role.AssumeRolePolicyDocument", trusted)
    return Sighting(
        subject=name,
        summary=f"ECS cannot assume {kind} {name} of {role.task_definition}: {why}",
        because=(*((role.said.citation,) if role.said else ()), asked),
        certainty=Certainty.POSSIBLE if role.trusts_tasks else Certainty.CONFIRMED,
        remedies=(remedy,),
    )


def _mend(role: RefusedRole, kind: str, last: LastGood) -> Remedy:
    """The role of the last good revision, where that is another one; else the trust, which somebody has to give."""
    name = role.arn.rsplit("/", 1)[-1]
    if before := _as_before(role, last):
        return before
    steps = (_trust(name),) if role.exists else tuple(_create(name, kind, role.arn.split(":")[1]))
    return Remedy(f"let ECS assume {name}", Risk.MANUAL, Horizon.NOW, steps)


def _as_before(role: RefusedRole, last: LastGood) -> Remedy | None:
    tried, good = last.tried, last.good
    if tried is None or good is None:
        return None
    for member, kind, now, had in (
        ("executionRoleArn", "execution role", tried.execution_role, good.execution_role),
        ("taskRoleArn", "task role", tried.task_role, good.task_role),
    ):
        if now == role.arn and had and had != now:
            return correct(f"give {tried.family} its {kind} again", tried, last, Edit(member, had, now))
    return None


def _trust(name: str) -> Step:
    """What trusts others keeps them: the statement is added to what is there."""
    get = f"aws iam get-role --role-name {name} --query Role.AssumeRolePolicyDocument > trust.json"
    put = f"aws iam update-assume-role-policy --role-name {name} --policy-document file://trust.json"
    statement = trusting(ECS_TASKS)["Statement"][0]
    return Step(
        f"Take its trust policy (`{get}`), add this statement, and put it (`{put}`).", document=lines(statement)
    )


def _create(name: str, kind: str, partition: str) -> Iterator[Step]:
    yield Step(
        says=f"Create role {name} again, which ECS tasks may assume.",
        operation="iam:CreateRole",
        params={"RoleName": name, "AssumeRolePolicyDocument": json.dumps(trusting(ECS_TASKS))},
    )
    if kind == "execution role":
        yield Step(
            says="Give it what pulling and logging need; what its secrets need comes beside that.",
            operation="iam:AttachRolePolicy",
            params={"RoleName": name, "PolicyArn": f"arn:{partition}:iam::aws:policy/service-role/{MANAGED}"},
        )
    else:
        yield Step(
            f"Give it the policies that the application needs with `aws iam put-role-policy --role-name {name}`."
        )

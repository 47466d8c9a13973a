"""secret-access-denied: the role may not read what the task needs."""

import re
from collections.abc import Iterator, Sequence

from islive.causes.said import said
from islive.facts.execution_role import ExecutionRole
from islive.facts.permissions import Decision
from islive.facts.secrets import Secrets
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage
from islive.rules.grants import allow, no_longer_denied

ACTIONS = ("secretsmanager:GetSecretValue", "ssm:GetParameters")
LABELS = {"secret.access-denied": ACTIONS[0], "ssm.access-denied": ACTIONS[1]}
NAMED = re.compile(rf"not authorized to perform:? (?:{'|'.join(ACTIONS)}) on resource:? (\S+)")
SUFFIX = re.compile(r"-[A-Za-z0-9]{6}$")
REVISION = re.compile(r"[\w-]+:\d+")


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def secret_access_denied(
    service: Service,
    role: ExecutionRole | Gap,
    stopped: StoppedTasks | Gap,
    deployments: ServiceDeployments | Gap,
    secrets: Secrets | Gap,
) -> Iterator[Sighting]:
    """The task execution role may not read a secret that the task definition names.

    ## What it means
    Secrets are fetched with the task *execution* role, before any container starts, and not with the task role that the
    application uses later. That role lacks the permission, or something denies it, and so no task starts.

    ## Why it happens
    - The secret is new, and nobody added it to the role's policy. AmazonECSTaskExecutionRolePolicy allows no secrets.
    - The policy names another ARN: that of another region or environment, or a whole ARN where the secret was deleted
      and created again and has another random suffix now.
    - The permission was given to the task role instead of the execution role.
    - A permissions boundary, an organization's policy or the secret's own policy denies it.
    - The secret is encrypted with a key of your own, and the role lacks kms:Decrypt on that key.

    ## What to do
    Allow the one action on the one secret to the execution role. Where a policy names the secret by its name, end the
    name with `-??????`, which stands for the six random characters of its ARN. The next task that ECS starts has the
    permission. A message from before the secret was last changed counts no more; IAM's own answer does.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    - https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
    """
    permissions = None if isinstance(role, Gap) else role.permissions
    refused = {} if isinstance(stopped, Gap) else _refused(stopped.that_matter(service, deployments), secrets)
    for (action, resource), task in sorted(refused.items()):
        yield _told(action, resource, permissions.role if permissions else None, task, service)
    for decision in permissions.decisions if permissions else ():
        # Of an ARN that no secret has, only what is denied outright is known; what nothing allows may be another ARN.
        told = decision.denied or not _is_lacking(decision.resource, secrets)
        denied = decision.action in ACTIONS and not decision.allowed and told
        if denied and not _is_told(decision, refused):
            yield _simulated(decision, permissions.role if permissions else "", service)


def _refused(tasks: Sequence[Task], secrets: Secrets | Gap) -> dict[tuple[str, str], Task]:
    """What tasks were refused, each with the newest of them; nothing of a secret that was changed since."""
    refused: dict[tuple[str, str], Task] = {}
    for task in tasks:
        reason = said(task.stopped_reason)
        if task.stop_code == "TaskFailedToStart" and reason.says(*LABELS):
            named = NAMED.search(task.stopped_reason)
            resource = named[1].rstrip(".,;") if named else ""
            if not _changed_since(resource, task, secrets) and not _is_lacking(resource, secrets):
                refused.setdefault((LABELS.get(reason.label or "", ACTIONS[0]), resource or task.task_definition), task)
    return refused


def _is_lacking(resource: str, secrets: Secrets | Gap) -> bool:
    """A policy allows the ARN that a secret has: whoever asks for one that no secret has is told that he may not."""
    return isinstance(secrets, Secrets) and secrets.lack(resource)


def _changed_since(resource: str, task: Task, secrets: Secrets | Gap) -> bool:
    known = () if isinstance(secrets, Gap) else secrets.secrets
    return any(_name(one.reference.id) == _name(resource) and one.changed_after(task.stopped_at) for one in known)


def _is_told(decision: Decision, refused: dict[tuple[str, str], Task]) -> bool:
    """A stopped task says the same already."""
    return any(
        action == decision.action and _name(resource) == _name(decision.resource) for action, resource in refused
    )


def _name(resource: str) -> str:
    """What a secret is called, without the random end of its ARN."""
    return SUFFIX.sub("", resource.rsplit(":", 1)[-1]).removeprefix("parameter/").removeprefix("/")


def _called(resource: str) -> str:
    """The secret's name; where AWS named none, the task definition that wants one."""
    return _name(resource) if resource.startswith("arn:") else f"a secret of {resource}"


def _last(role: str) -> str:
    return role.rsplit("/", 1)[-1]


def _told(action: str, resource: str, role: str | None, task: Task, service: Service) -> Sighting:
    return Sighting(
        subject=_name(resource) if resource.startswith("arn:") else resource,
        summary=f"the execution role may not read {_called(resource)}: {task.task_definition} needs {action} on it, "
        "and AWS refused it",
        because=(Citation("ecs:DescribeTasks", f"tasks[{task.id}].stoppedReason", task.stopped_reason),),
        remedies=(_allow(action, resource, role or f"the execution role of {task.task_definition}", service),),
    )


def _simulated(decision: Decision, role: str, service: Service) -> Sighting:
    """IAM's simulator says no. Of a secret named without its suffix it knows only what policies say of `-??????`."""
    partial = decision.action == ACTIONS[0] and not SUFFIX.search(decision.resource)
    path = f"EvaluationResults[{decision.action}]"
    doubtful = partial and decision.decision == "implicitDeny"
    policies = f" (by policy {', '.join(decision.policies)})" if decision.policies else ""
    return Sighting(
        subject=_name(decision.resource),
        summary=f"the execution role may not read {_name(decision.resource)}: IAM answers "
        f"{decision.decision}{policies} to {decision.action} by {_last(role)}, expected allowed",
        because=(
            Citation("iam:SimulatePrincipalPolicy", f"{path}.EvalDecision", decision.decision),
            *(
                Citation("iam:SimulatePrincipalPolicy", f"{path}.MatchedStatements[].SourcePolicyId", one)
                for one in decision.policies
            ),
        ),
        certainty=Certainty.LIKELY if doubtful else Certainty.CONFIRMED,
        remedies=(_allow(decision.action, decision.resource, role, service, decision),),
    )


def _allow(action: str, resource: str, role: str, service: Service, decision: Decision | None = None) -> Remedy:
    whole = _whole(action, resource, service)
    step = allow(role, action, whole)
    if decision is not None and decision.denied:
        step = no_longer_denied(role, action, whole, decision.policies)
    return Remedy(f"let the execution role read {_called(resource)}", Risk.MANUAL, Horizon.NOW, (step,))


def _whole(action: str, resource: str, service: Service) -> str:
    """The ARN as a policy names it: `-??????` for the random end of a secret, a parameter whole."""
    _, partition, _, region, account, *_ = service.arn.split(":")
    if resource.startswith("arn:"):
        return f"{resource}-??????" if action == ACTIONS[0] and not SUFFIX.search(resource) else resource
    if action == ACTIONS[0] or REVISION.fullmatch(resource):
        return "ARN-OF-THE-SECRET"
    return f"arn:{partition}:ssm:{region}:{account}:parameter/{resource.removeprefix('/')}"

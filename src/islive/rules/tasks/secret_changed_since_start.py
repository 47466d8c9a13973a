"""secret-changed-since-start: what runs still has what it read at its start."""

from collections.abc import Iterator, Sequence

from islive.facts.running_tasks import RunningTasks
from islive.facts.secrets import Secret, Secrets
from islive.facts.service import Service
from islive.facts.task import Task
from islive.facts.task_definitions import TaskDefinitions
from islive.model.citation import Citation
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.LOW, root=False)
def secret_changed_since_start(
    service: Service, running: RunningTasks, secrets: Secrets, definitions: TaskDefinitions
) -> Iterator[Sighting]:
    """A secret or parameter was changed after the running tasks had started, and they still hold the old value.

    ## What it means
    A task reads its secrets once, at its start. What is changed afterwards reaches no task that runs. Nothing is wrong
    as long as the old value still works; when it no longer does (a rotated password), or when a task is replaced and
    gets the new one, the application changes its behaviour without any deployment.

    *Likely*, because Secrets Manager gives only one date for every kind of change, also for that of a tag.

    ## Why it happens
    - The secret is rotated, and nothing starts new tasks after a rotation.
    - Somebody changed a setting in Parameter Store and expects it to be in effect.
    - The secret was repaired while old tasks still ran.

    ## What to do
    If the new value is to be in effect, start new tasks: force a new deployment of the same task definition, at a time
    when a deployment may fail. Let the rotation do so by itself, or let the application read the secret again.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html
    - https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
    """
    ours = [task for task in running.running if task.deployment == service.primary.id and task.started_at]
    for secret in secrets.secrets:
        reading = [task for task in ours if _reads(task, secret, definitions)]
        older = [task for task in reading if secret.changed_after(task.started_at)]
        if older and secret.exists and not secret.reference.version:
            yield _sighting(service, secret, older, len(reading))


def _reads(task: Task, secret: Secret, definitions: TaskDefinitions) -> bool:
    definition = definitions.get(task.task_definition)
    return definition is not None and secret.reference in definition.secrets


def _sighting(service: Service, secret: Secret, older: Sequence[Task], of: int) -> Sighting:
    reference, changed = secret.reference, secret.changed_at
    kind = "parameter" if reference.kind == "ssm" else "secret"
    ask, member = (
        ("ssm:DescribeParameters", "LastModifiedDate")
        if kind == "parameter"
        else ("secretsmanager:DescribeSecret", "LastChangedDate")
    )
    started = max(task.started_at for task in older if task.started_at)
    step = Step(
        f"Force a new deployment of {service.name}, if the new value is to be in effect.",
        operation="ecs:UpdateService",
        params={"cluster": service.cluster, "service": service.name, "forceNewDeployment": True},
        expects="No deployment is under way, and the new value is right: new tasks read it at once.",
        undo=f"Put the former value of {reference.name} back, and deploy again.",
    )
    return Sighting(
        subject=reference.name,
        summary=f"{kind} {reference.name} was changed {changed:%Y-%m-%d %H:%M} UTC, and {len(older)} of {of} running "
        f"tasks started before: they still hold the {reference.variable} they read then",
        because=(
            Citation(ask, member, changed.isoformat() if changed else ""),
            Citation("ecs:DescribeTasks", f"tasks[{older[0].id}].startedAt", started.isoformat()),
        ),
        certainty=Certainty.CONFIRMED if kind == "parameter" else Certainty.LIKELY,
        remedies=(Remedy(f"let tasks read the new {reference.name}", Risk.DISRUPTIVE, Horizon.LATER, (step,)),),
    )

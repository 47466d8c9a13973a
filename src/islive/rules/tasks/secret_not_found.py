"""secret-not-found: a reference that leads nowhere."""

from collections.abc import Iterator

from islive.facts.secrets import Secret, Secrets
from islive.facts.task_definitions import SecretReference
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def secret_not_found(secrets: Secrets) -> Iterator[Sighting]:
    """The task definition names a secret or parameter that does not exist.

    ## What it means
    Before its containers start, a task fetches every secret that its task definition names. One that is not there,
    or that is scheduled for deletion, keeps the task from starting at all.

    ## Why it happens
    - The name has a typing error, or is that of another environment.
    - The secret was never created in this account and region. The region is part of an ARN; a bare parameter name
      means the region of the service.
    - It was deleted. Secrets Manager keeps a deleted secret for 7 to 30 days, in which nobody can read it and it can be
      restored.
    - It was deleted and created again: its ARN ends in six other characters now.

    ## What to do
    Restore it if it is scheduled for deletion: the next task that ECS starts can read it again. Otherwise create it, or
    correct valueFrom and register a new revision of the task definition.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html
    - https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html
    """
    for secret in secrets.secrets:
        if not secret.exists:
            yield _missing(secret)
        elif secret.deleted_at:
            yield _deleted(secret)


def _missing(secret: Secret) -> Sighting:
    reference = secret.reference
    return Sighting(
        subject=reference.name,
        summary=f"{_called(reference)} does not exist: {secret.task_definition} takes {reference.variable} from it",
        because=(_not_there(reference.kind),),
        remedies=(
            Remedy(f"create {reference.name}, or correct valueFrom", Risk.MANUAL, Horizon.NOW, (_create(secret),)),
        ),
    )


def _called(reference: SecretReference) -> str:
    return f"{'parameter' if reference.kind == 'ssm' else 'secret'} {reference.name}"


def _not_there(kind: str) -> Citation:
    if kind == "ssm":
        return Citation("ssm:DescribeParameters", "Parameters", "[]")
    return Citation("secretsmanager:DescribeSecret", "Error.Code", "ResourceNotFoundException")


def _create(secret: Secret) -> Step:
    name = secret.reference.name
    command = (
        f"aws ssm put-parameter --name {name} --type SecureString --value file://value.txt"
        if secret.reference.kind == "ssm"
        else f"aws secretsmanager create-secret --name {name} --secret-string file://secret.json"
    )
    return Step(
        f"Create it with `{command}` if {secret.reference.value_from} is what you mean; if not, correct valueFrom of "
        f"{secret.reference.variable} in {secret.task_definition}, and register and deploy a new revision."
    )


def _deleted(secret: Secret) -> Sighting:
    reference, at = secret.reference, secret.deleted_at
    step = Step(
        f"Ask who deleted it, then restore it with `aws secretsmanager restore-secret --secret-id {reference.id}`.",
        undo=f"Schedule {reference.name} for deletion again.",
    )
    return Sighting(
        subject=reference.name,
        summary=f"{_called(reference)} is scheduled for deletion: nobody can read it, and {secret.task_definition} "
        f"takes {reference.variable} from it; DeletedDate {at:%Y-%m-%d %H:%M} UTC",
        because=(Citation("secretsmanager:DescribeSecret", "DeletedDate", at.isoformat() if at else ""),),
        remedies=(Remedy(f"restore {reference.name}", Risk.MANUAL, Horizon.NOW, (step,)),),
    )

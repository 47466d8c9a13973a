"""secret-version-missing: the secret is there, the version of it is not."""

from collections.abc import Iterator

from islive.facts.last_good import LastGood
from islive.facts.secrets import Secret, Secrets
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage
from islive.rules.references import as_before
from islive.rules.secret_values import put_value

CURRENT = "AWSCURRENT"


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def secret_version_missing(secrets: Secrets, last: LastGood) -> Iterator[Sighting]:
    """A secret exists, but has no value, or none of the version stage that the task definition asks for.

    ## What it means
    A secret is a name with versions; ECS reads the version whose stage is AWSCURRENT, unless valueFrom names another
    stage. There is none of that stage, so there is nothing to read, and no task starts.

    ## Why it happens
    - A template created the secret, and the step that puts the value into it was never run, or failed.
    - valueFrom asks for AWSPREVIOUS, and the secret was never changed.
    - A stage of one's own was moved or never set.

    ## What to do
    Put the value; the next task that ECS starts reads it. Or correct the stage in valueFrom.

    ## References
    - https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
    - https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    """
    for secret in secrets.secrets:
        readable = secret.exists and not secret.deleted_at and not secret.reference.version_id
        if readable and secret.stages is not None and _stage(secret) not in secret.stages:
            yield _sighting(secret, secret.stages, last)


def _stage(secret: Secret) -> str:
    return secret.reference.stage or CURRENT


def _sighting(secret: Secret, stages: frozenset[str], last: LastGood) -> Sighting:
    reference, stage = secret.reference, _stage(secret)
    has = f"it has {', '.join(sorted(stages))}" if stages else "nobody has put a value into it yet"
    put = Remedy(f"put a value into {reference.name}", Risk.MANUAL, Horizon.NOW, put_value(reference))
    return Sighting(
        subject=reference.name,
        summary=f"secret {reference.name} has no version {stage}: {secret.task_definition} takes {reference.variable} "
        f"from it, and {has}",
        because=(Citation("secretsmanager:DescribeSecret", "VersionIdsToStages", ", ".join(sorted(stages)) or "{}"),),
        remedies=(as_before(reference, secret.task_definition, last) or put,),
    )

"""secret-arn-partial: a reference without its end, that looks as if it had one."""

from collections.abc import Iterator

from islive.facts.last_good import LastGood
from islive.facts.secrets import Secret, Secrets
from islive.facts.start_failures import StartFailures
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage
from islive.rules.correction import correct_by_hand
from islive.rules.references import refer_to


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def secret_arn_partial(secrets: Secrets, failures: StartFailures | Gap, last: LastGood) -> Iterator[Sighting]:
    """The task definition names a secret without the end of its ARN, and Secrets Manager takes its name for one.

    ## What it means
    Secrets Manager adds a hyphen and six characters to the ARN of every secret. It finds a secret by an ARN without
    them, too, but not where the name itself ends in a hyphen and six characters, as in `shop-secret` or `db-master`:
    then it takes the reference for a whole ARN, and no secret has that one. Tasks are told AccessDenied, for the policy
    allows the ARN that the secret really has; or ResourceNotFound. Neither the role nor the secret is at fault.

    ## Why it happens
    - The reference was put together from the name of the secret, by hand or by CDK's `fromSecretNameV2`.
    - It worked for other secrets, whose names end otherwise.

    ## What to do
    Put the whole ARN into valueFrom, with its six characters, and register and deploy a new revision. More permissions
    do not help. Or give the secret a name that ends otherwise.

    ## References
    - https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    - https://github.com/aws/aws-cdk/issues/27530
    """
    said = () if isinstance(failures, Gap) else failures.saying("secret.access-denied", "secret.not-found")
    told = tuple(failure.citation for failure in said)[:1]
    for secret in secrets.secrets:
        if secret.now_called and secret.taken_for_whole:
            yield _sighting(secret, secret.now_called, told, last)


def _sighting(secret: Secret, whole: str, told: tuple[Citation, ...], last: LastGood) -> Sighting:
    reference, revision = secret.reference, secret.task_definition
    name = reference.id.rsplit(":", 1)[-1]
    title = f"name {name} by its whole ARN"
    remedy = refer_to(title, reference.id, whole, revision, last)
    return Sighting(
        subject=name,
        summary=f"secret {name} is named without the end of its ARN: Secrets Manager takes {name[-7:]} for that end "
        f"and finds no such secret; {revision} takes {reference.variable} from it, expected …{whole[-14:]}",
        because=(
            *told,
            Citation("secretsmanager:DescribeSecret", "Error.Code", "ResourceNotFoundException"),
            Citation("secretsmanager:DescribeSecret", "ARN", whole),
        ),
        remedies=(
            remedy or correct_by_hand(title, revision, f"valueFrom of {reference.variable} begins with {whole}"),
        ),
    )

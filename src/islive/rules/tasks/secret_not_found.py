"""secret-not-found: a reference that leads nowhere."""

import re
from collections.abc import Iterator

from islive.facts.last_good import LastGood
from islive.facts.secrets import Secret, Secrets
from islive.facts.service import Service
from islive.facts.start_failures import StartFailure, StartFailures
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage
from islive.rules.correction import correct_by_hand
from islive.rules.references import as_before, refer_to
from islive.rules.secret_values import create_secret

NAMED = re.compile(r"secret (?:with ARN )?\W?(?P<arn>arn:aws[a-z-]*:secretsmanager:[\w:/+=.@!-]+\w)")


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def secret_not_found(
    service: Service, secrets: Secrets | Gap, failures: StartFailures | Gap, last: LastGood
) -> Iterator[Sighting]:
    """The task definition names a secret that does not exist.

    ## What it means
    Before its containers start, a task fetches every secret that its task definition names. One that is not there
    keeps the task from starting at all.

    ## Why it happens
    - The name has a typing error, or is that of another environment.
    - The secret was never created in this account and region. The region is part of the ARN.
    - It was deleted for good, or created again: then its ARN ends in six other characters than the task definition has.
    - The name itself ends in a hyphen and six characters, and the ARN was written without the suffix of its own.

    ## What to do
    Create it, or correct valueFrom and register a new revision of the task definition. Where islive finds the name
    under another ARN, that is the one to put there.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    - https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
    - https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html
    """
    known = () if isinstance(secrets, Gap) else secrets.secrets
    missing = [
        one for one in known if not (one.exists or one.taken_for_whole) and one.reference.kind == "secretsmanager"
    ]
    for secret in missing:
        yield _missing(secret, service, last)
    looked_at = {one.reference.id for one in known}
    for failure, match in () if isinstance(failures, Gap) else failures.naming(NAMED, "secret.not-found"):
        if match["arn"] not in looked_at:
            yield _told(failure, match["arn"])


def _missing(secret: Secret, service: Service, last: LastGood) -> Sighting:
    reference = secret.reference
    return Sighting(
        subject=reference.name,
        summary=f"secret {reference.name} does not exist: {secret.task_definition} takes {reference.variable} from it"
        f"{_hint(secret, service)}",
        because=tuple(_not_there(secret)),
        remedies=(_mend(secret, last),),
    )


def _hint(secret: Secret, service: Service) -> str:
    """What its ARN has that is other than it should be."""
    if secret.now_called:
        return f"; its ARN ends in {secret.now_called[-7:]} now, and {secret.reference.id[-7:]} is asked for"
    there, here = (secret.reference.id.split(":") + [""] * 4)[3], (service.arn.split(":") + [""] * 4)[3]
    return f"; it is looked for in {there}, and the service runs in {here}" if there and there != here else ""


def _not_there(secret: Secret) -> Iterator[Citation]:
    yield Citation("secretsmanager:DescribeSecret", "Error.Code", "ResourceNotFoundException")
    if secret.now_called:
        yield Citation("secretsmanager:DescribeSecret", "ARN", secret.now_called)


def _mend(secret: Secret, last: LastGood) -> Remedy:
    reference, revision = secret.reference, secret.task_definition
    if now := secret.now_called:
        title = f"name the secret {reference.name} by its new ARN"
        by_hand = correct_by_hand(title, revision, f"valueFrom of {reference.variable} begins with {now}")
        return refer_to(title, reference.id, now, revision, last) or by_hand
    return as_before(reference, revision, last) or _create(reference.name, reference.variable)


def _create(name: str, variable: str) -> Remedy:
    steps = create_secret(name)
    title = f"create {name}, or correct valueFrom of {variable}"
    return Remedy(title, Risk.MANUAL, Horizon.NOW, steps)


def _told(failure: StartFailure, arn: str) -> Sighting:
    """Only the message tells, for the secret itself could not be asked for."""
    name = arn.rsplit(":secret:", 1)[-1]
    step = Step(f"See whether it exists with `aws secretsmanager describe-secret --secret-id {arn}`.")
    return Sighting(
        subject=name,
        summary=f"secret {name} was not found: {failure.task_definition} asks for it and cannot start",
        because=(failure.citation,),
        certainty=Certainty.LIKELY,
        remedies=(
            Remedy(f"create {name}, or correct valueFrom", Risk.MANUAL, Horizon.NOW, (step, *create_secret(name))),
        ),
    )

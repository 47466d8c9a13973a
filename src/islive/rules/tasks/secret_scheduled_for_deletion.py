"""secret-scheduled-for-deletion: still there, and closed to everybody."""

import re
from collections.abc import Iterator

from islive.facts.secrets import Secret, Secrets
from islive.facts.start_failures import StartFailures
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage

NAMED = re.compile(r"fetch secret (?P<arn>arn:[\w:/+=.@!-]+)")


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def secret_scheduled_for_deletion(secrets: Secrets | Gap, failures: StartFailures | Gap) -> Iterator[Sighting]:
    """A secret that the task definition names is scheduled for deletion, so nobody can read it.

    ## What it means
    Secrets Manager does not delete at once: it keeps a deleted secret for 7 to 30 days, in which nobody can read it and
    anybody who may can restore it. Tasks that run keep the value that they read at their start; no new task can start,
    not for a deployment, not for scaling, not to replace one that dies.

    ## Why it happens
    - It was taken for unused: Secrets Manager does not know which task definitions name it.
    - A stack or a Terraform module that owns it was destroyed or renamed.
    - It was to be created again under the same name, which is not possible before the old one is gone.

    ## What to do
    Ask who deleted it, and restore it: the next task that ECS starts can read it again. If it is to go, take it out of
    the task definition first, and deploy that.

    ## References
    - https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
    - https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    """
    deleted = [] if isinstance(secrets, Gap) else [one for one in secrets.secrets if one.deleted_at]
    said = [] if isinstance(failures, Gap) else list(failures.saying("secret.scheduled-for-deletion"))
    for secret in deleted:
        yield _deleted(secret, tuple(failure.citation for failure in said[:1]))
    if said and not deleted and (isinstance(secrets, Gap) or secrets.gaps):
        named = NAMED.search(said[0].words)
        yield _told(said[0].task_definition, named["arn"] if named else None, said[0].citation)


def _deleted(secret: Secret, said: tuple[Citation, ...]) -> Sighting:
    reference, at = secret.reference, secret.deleted_at
    step = Step(
        f"Ask who deleted it, then restore it with `aws secretsmanager restore-secret --secret-id {reference.id}`; the "
        "next task that starts reads it.",
        undo=f"Schedule {reference.name} for deletion again.",
    )
    return Sighting(
        subject=reference.name,
        summary=f"secret {reference.name} is scheduled for deletion: nobody can read it, and {secret.task_definition} "
        f"takes {reference.variable} from it; DeletedDate {at:%Y-%m-%d %H:%M} UTC",
        because=(*said, Citation("secretsmanager:DescribeSecret", "DeletedDate", at.isoformat() if at else "")),
        remedies=(Remedy(f"restore {reference.name}", Risk.MANUAL, Horizon.NOW, (step,)),),
    )


def _told(revision: str, arn: str | None, said: Citation) -> Sighting:
    """Only the message tells, and it does not always say which secret it is."""
    name = arn.rsplit(":secret:", 1)[-1] if arn else f"a secret of {revision}"
    find = Step("Find it with `aws secretsmanager describe-secret` (DeletedDate), and restore it.")
    restore = Step(f"Restore it with `aws secretsmanager restore-secret --secret-id {arn}`.")
    return Sighting(
        subject=name,
        summary=f"{f'secret {name}' if arn else name} is scheduled for deletion: nobody can read it, and {revision} "
        "needs it",
        because=(said,),
        certainty=Certainty.LIKELY,
        remedies=(Remedy(f"restore {name}", Risk.MANUAL, Horizon.NOW, (restore if arn else find,)),),
    )

"""kms-key-unusable: the key that a secret is encrypted with does not work."""

from collections.abc import Iterator

from islive.facts.encryption_keys import EncryptionKey, EncryptionKeys, is_about_a_key
from islive.facts.secrets import Secret, Secrets
from islive.facts.start_failures import StartFailures
from islive.model.citation import Citation
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

STATES = {
    "Disabled": ("is disabled", "Enable it with `aws kms enable-key --key-id {key}`", "Disable it again."),
    "PendingDeletion": (
        "is about to be deleted",
        "Run `aws kms cancel-key-deletion --key-id {key}`, then `aws kms enable-key --key-id {key}`",
        "Schedule its deletion again.",
    ),
    "Deleted": (
        "does not exist",
        (
            "What it encrypted is lost: create the secret again under a key that exists, its value from elsewhere: "
            "`aws secretsmanager create-secret --name NAME --kms-key-id KEY --secret-string file://secret.json`"
        ),
        None,
    ),
}
OTHERWISE = ("does not work", "See `aws kms describe-key --key-id {key}` for what it waits for", None)


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def kms_key_unusable(secrets: Secrets, keys: EncryptionKeys, failures: StartFailures) -> Iterator[Sighting]:
    """The KMS key that a secret or parameter is encrypted with is disabled, about to be deleted, or gone.

    ## What it means
    Secrets Manager and Parameter Store decrypt with the key each time that a value is read. While the key cannot be
    used, nobody can read anything that it encrypted, and a task that needs one of these values does not start.

    ## Why it happens
    - The key was disabled or scheduled for deletion because it looked unused.
    - The stack that owns the key was destroyed; KMS then waits 7 to 30 days.
    - Its imported key material has expired.

    ## What to do
    Ask who did it and why, and enable the key again; a key that waits for its deletion must be saved first. The next
    task that ECS starts then reads its secrets. Once it is deleted, what it encrypted is lost for good.

    ## References
    - https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
    - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
    - https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
    """
    said = next(filter(is_about_a_key, failures.failures), None)
    told: set[str] = set()
    for secret in secrets.secrets:
        key = keys.of(secret)
        if key and not key.usable and key.id not in told:
            told.add(key.id)
            yield _sighting(key, secret, (said.citation,) if said else ())


def _sighting(key: EncryptionKey, secret: Secret, said: tuple[Citation, ...]) -> Sighting:
    what, how, undo = STATES.get(key.state, OTHERWISE)
    name, kind = key.id.rsplit("/", 1)[-1], "parameter" if secret.reference.kind == "ssm" else "secret"
    when = f" on {key.deletion_at:%Y-%m-%d}" if key.deletion_at else ""
    step = Step(f"{how.format(key=key.id)}; the next task that starts reads its secrets.", undo=undo)
    return Sighting(
        subject=name,
        summary=f"KMS key {name} {what}{when}: {kind} {secret.reference.name}, which {secret.task_definition} needs, "
        f"is encrypted with it; KeyState {key.state}, expected Enabled",
        because=(Citation("kms:DescribeKey", "KeyMetadata.KeyState", key.state), *said),
        certainty=Certainty.CONFIRMED if said else Certainty.LIKELY,
        remedies=(Remedy(f"make KMS key {name} usable", Risk.MANUAL, Horizon.NOW, (step,)),),
    )

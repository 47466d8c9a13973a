"""Writing a secret's value without a shell ever seeing it: the steps are the same, whichever rule asks for it."""

from shlex import quote

from islive.facts.secret_reference import SecretReference
from islive.model.remedy import Step

BY_EDITOR = "`${EDITOR:-vi} secret.json`: no shell touches the value there, so ! $ and backslashes stay as they are"
RULE = "in JSON every backslash of a value is written twice, and a double quote with one before it"
CHECK = "Check it with `python3 -m json.tool secret.json > /dev/null`, which is silent when all is well."
SHRED = "then delete secret.json"


def put_object(
    reference: SecretReference, *about: Step, then: str = "the next task that starts reads it"
) -> tuple[Step, ...]:
    """Change a JSON object in a file, check it, and put it from there."""
    name = quote(reference.name)
    get = f"aws secretsmanager get-secret-value --secret-id {name} --query SecretString --output text"
    put = f"aws secretsmanager put-secret-value --secret-id {name} --secret-string file://secret.json"
    return (
        Step(f"Take what is there into a file of your own with `(umask 077; {get} > secret.json)`."),
        Step(f"Change it with {BY_EDITOR}; {RULE}."),
        *about,
        Step(CHECK),
        Step(
            f"Put it with `{put}`, {SHRED}; {then}.",
            undo="Secrets Manager keeps the value before under the stage AWSPREVIOUS.",
        ),
    )


def put_value(reference: SecretReference) -> tuple[Step, ...]:
    """The first value of a secret that has none, or none of a stage."""
    put = f"aws secretsmanager put-secret-value --secret-id {quote(reference.name)} --secret-string file://secret.json"
    stage = f" --version-stages {quote(reference.stage)}" if reference.stage else ""
    return (
        Step(f"Write its value with {BY_EDITOR}; {RULE}."),
        Step(f"Put it with `{put}{stage}`, {SHRED}; the next task that starts reads it."),
    )


def create_secret(name: str) -> tuple[Step, ...]:
    """A secret that is not there yet, its value from a file."""
    command = f"aws secretsmanager create-secret --name {quote(name)} --secret-string file://secret.json"
    return (
        Step(f"Write its value with {BY_EDITOR}; {RULE}."),
        Step(f"Create it with `{command}`, {SHRED}; the next task that starts reads it."),
    )


def create_parameter(name: str) -> tuple[Step, ...]:
    """A parameter that is not there yet, its value from a file: the CLI takes the file as it stands."""
    command = f"aws ssm put-parameter --name {quote(name)} --type SecureString --value file://value.txt"
    return (
        Step("Write its value with `${EDITOR:-vi} value.txt`, where no shell touches it; no line break at its end."),
        Step(f"Create it with `{command}`, then delete value.txt; the next task that starts reads it."),
    )

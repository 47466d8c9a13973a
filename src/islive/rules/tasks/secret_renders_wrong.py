"""secret-renders-wrong: the container gets something else than was written."""

from collections.abc import Iterator

from islive.facts.secrets import Secret, Secrets, SecretShape
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage
from islive.rules.secret_values import put_object

QUOTE_IT = "write the value in double quotes, so that it is a text"
# What the door calls the difference -> what the container gets, and what to do about it.
RENDERINGS = {
    "exponent": ("a number with an exponent instead of all its digits", QUOTE_IT),
    "loses-digits": ("a number with other digits than those written", QUOTE_IT),
    "nil": ("the text <nil> instead of null", "write the value, or an empty text in double quotes"),
    "go-map": (
        "an object in Go's notation, map[…], instead of JSON",
        "write the object as one text, its quotes escaped, or ask for the whole secret without a key",
    ),
    "go-list": (
        "a list in Go's notation, [a b], instead of JSON",
        "write the list as one text, its quotes escaped, or ask for the whole secret without a key",
    ),
    "control-character": (
        "a control character instead of a backslash and a letter",
        "write two backslashes where one is meant, if it is a path or a Windows domain name",
    ),
}


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.MEDIUM, root=False)
def secret_renders_wrong(secrets: Secrets) -> Iterator[Sighting]:
    """A value of a secret reaches the container in another form than it was written in.

    ## What it means
    When a task definition asks for one key of a secret, ECS reads the JSON and writes the key's value into the
    environment variable. Texts arrive as they are. Numbers, null, objects and lists are printed the way the language
    Go prints them, and that is often not what stands in the secret. The task starts; later the application fails, with
    a login that is refused or a number that it cannot read.

    ## Why it happens
    - A password or an account number consists of digits and was written without quotes. Long numbers get an exponent,
      longer ones lose digits.
    - The value is null, an object or a list.
    - A Windows path or domain name was written with single backslashes, and JSON takes some of them, with the letter
      after them, for a tab, a line break or another control character.

    ## What to do
    Write every value as a text, in double quotes, with two backslashes where one is meant. Put the secret from a file,
    then start new tasks: a running task keeps what it read at its start.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    - https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
    """
    for secret in secrets.secrets:
        key, shape = secret.reference.key, secret.shape
        if key and isinstance(shape, SecretShape) and shape.keys.get(key, {}).get("rendered") in RENDERINGS:
            yield _sighting(secret, key, str(shape.keys[key]["rendered"]))


def _sighting(secret: Secret, key: str, rendered: str) -> Sighting:
    reference = secret.reference
    gets, repair = RENDERINGS[rendered]
    again = "then start new tasks (`aws ecs update-service … --force-new-deployment`): a running one keeps what it read"
    steps = put_object(reference, Step(f"In `secret.json`, for {key}: {repair}."), then=again)
    return Sighting(
        subject=f"{reference.name}#{key}",
        summary=f"key {key} of {reference.name} arrives changed: {reference.variable} in {secret.task_definition} gets "
        f"{gets}",
        because=(Citation("secretsmanager:GetSecretValue", f"SecretString.Shape.keys[{key}].rendered", rendered),),
        remedies=(Remedy(f"write key {key} of {reference.name} as a text", Risk.MANUAL, Horizon.LATER, steps),),
    )

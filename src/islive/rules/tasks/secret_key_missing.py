"""secret-key-missing: the object is there, the key is not."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from islive.causes.go_json import Kind, go_json_error
from islive.facts.last_good import LastGood
from islive.facts.secrets import Secret, Secrets, SecretShape
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task
from islive.facts.task_definitions import SecretReference, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage
from islive.rules.references import as_before, reference_before
from islive.rules.secret_values import put_object

SHOWN = 3


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def secret_key_missing(
    service: Service,
    definitions: TaskDefinitions,
    secrets: Secrets | Gap,
    stopped: StoppedTasks | Gap,
    deployments: ServiceDeployments | Gap,
    last: LastGood,
) -> Iterator[Sighting]:
    """A secret does not have the key that the task definition asks for.

    ## What it means
    The secret exists and is a JSON object, but it has no key of exactly that name at its top level. ECS then does not
    start the task.

    ## Why it happens
    - The name has a typing error, or is written in another case: ECS compares letter by letter.
    - The key lies deeper, inside another object. ECS looks at the top level only.
    - The secret was replaced as a whole and lost the key; the console and put-secret-value replace everything.
    - The task definition asks for a version stage that is older than the key.

    ## What to do
    Either add the key to the secret, or correct the name in valueFrom and register a new revision. Put the secret from
    a file and keep its other keys: other services may read them. With `--inspect-secrets` islive names the keys that
    look most alike, and never a value.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    - https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
    """
    read = {} if isinstance(secrets, Gap) else {_subject(one.reference): one for one in secrets.secrets}
    failures = () if isinstance(stopped, Gap) else _failures(service, stopped, deployments)
    for secret in read.values():
        if isinstance(secret.shape, SecretShape) and _lacks(secret.reference, secret.shape):
            yield _inspected(secret, secret.shape, last)
    for task in failures:
        asked = _asked(definitions, task)
        unread = [one for one in asked if not _is_settled(read.get(_subject(one)), task)]
        if unread or not asked:
            yield _told(task, asked, unread, last)


def _subject(reference: SecretReference) -> str:
    return f"{reference.name}#{reference.key}"


def _lacks(reference: SecretReference, shape: SecretShape) -> bool:
    return shape.kind == "object" and reference.key is not None and reference.key not in shape.keys


def _is_settled(secret: Secret | None, task: Task) -> bool:
    """It was looked into, or changed since that task ended."""
    return secret is not None and (isinstance(secret.shape, SecretShape) or secret.changed_after(task.stopped_at))


def _missing_key(task: Task) -> str | None:
    error = go_json_error(task.stopped_reason)
    return error.word if error and error.kind is Kind.KEY_MISSING else None


def _failures(service: Service, stopped: StoppedTasks, deployments: ServiceDeployments | Gap) -> Sequence[Task]:
    """Of each revision and key, the newest task that ended for want of it."""
    newest: dict[tuple[str, str], Task] = {}
    for task in stopped.that_matter(service, deployments):
        key = _missing_key(task) if task.stop_code == "TaskFailedToStart" else None
        if key:
            newest.setdefault((task.task_definition, key), task)
    return tuple(newest.values())


def _asked(definitions: TaskDefinitions, task: Task) -> list[SecretReference]:
    """The references of that task's revision that ask for the key that was missing."""
    definition = definitions.get(task.task_definition)
    return [one for one in (definition.secrets if definition else ()) if one.key == _missing_key(task)]


def _inspected(secret: Secret, shape: SecretShape, last: LastGood) -> Sighting:
    reference, alike = secret.reference, get_close_matches(secret.reference.key or "", sorted(shape.keys), SHOWN)
    many = len(shape.keys)
    has = f"most alike there: {', '.join(alike)}" if alike else f"it has {many} other key{'s'[: many != 1]}"
    return Sighting(
        subject=_subject(reference),
        summary=f"secret {reference.name} has no key {reference.key}: {secret.task_definition} takes "
        f"{reference.variable} from it; {has}",
        because=(_names(shape),),
        remedies=(_mend(reference, secret.task_definition, last, shape),),
    )


def _names(shape: SecretShape) -> Citation:
    names = ", ".join(sorted(shape.keys))
    return Citation("secretsmanager:GetSecretValue", "SecretString.Shape.keys", names or "{}")


def _told(task: Task, asked: Sequence[SecretReference], unread: Sequence[SecretReference], last: LastGood) -> Sighting:
    """AWS's message names the key, and the task definition the secret it should be in."""
    key = _missing_key(task) or ""
    by_name = {one.name: one for one in unread}
    names = sorted(by_name)
    named = f"secret {' or '.join(names)}" if names else f"a secret of {task.task_definition}"
    return Sighting(
        subject=", ".join(f"{name}#{key}" for name in names) or task.task_definition,
        summary=f"{named} has no key {key}: {task.task_definition} asks for it and cannot start",
        because=(Citation("ecs:DescribeTasks", f"tasks[{task.id}].stoppedReason", task.stopped_reason),),
        certainty=Certainty.CONFIRMED if len({one.name for one in asked}) == 1 else Certainty.LIKELY,
        remedies=tuple(_mend(by_name[name], task.task_definition, last) for name in names),
    )


def _mend(wrong: SecretReference, revision: str, last: LastGood, shape: SecretShape | None = None) -> Remedy:
    """Ask for the key that the last good revision asks for, unless the secret is known to lack that one too."""
    before = reference_before(wrong, revision, last)
    lacks = before is not None and shape is not None and before.id == wrong.id and _lacks(before, shape)
    return (None if lacks else as_before(wrong, revision, last)) or _add(wrong)


def _add(wrong: SecretReference) -> Remedy:
    steps = put_object(wrong, Step(f'Add `"{wrong.key}": "…"` to it, and keep its other keys: others may read them.'))
    return Remedy(f"add {wrong.key} to {wrong.name}, or ask for a key it has", Risk.MANUAL, Horizon.NOW, steps)

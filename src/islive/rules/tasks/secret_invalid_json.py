"""secret-invalid-json: ECS cannot take a key out of a text that is no JSON object."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from islive.causes.go_json import Kind, go_json_error
from islive.causes.secret_json import Fault, fault
from islive.facts.last_good import LastGood
from islive.facts.secrets import Secret, Secrets, SecretShape
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task
from islive.facts.task_definitions import SecretReference, TaskDefinition, TaskDefinitions, difference
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage
from islive.rules.references import as_before
from islive.rules.secret_values import put_object

UNREADABLE = frozenset({"invalid-json", "not-an-object", "empty", "binary"})


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def secret_invalid_json(
    service: Service,
    definitions: TaskDefinitions,
    secrets: Secrets | Gap,
    stopped: StoppedTasks | Gap,
    deployments: ServiceDeployments | Gap,
    last: LastGood,
) -> Iterator[Sighting]:
    r"""A secret is no valid JSON object, so ECS cannot take the key out of it that the task definition asks for.

    ## What it means
    The task definition asks for one key of a secret (valueFrom ends in `:key::`). ECS then reads the whole secret as
    JSON, before any container starts. If it cannot, the task ends with TaskFailedToStart, and so does every task after
    it. The characters of the value may all be fine; what is wrong is the notation around them.

    ## Why it happens
    Mostly the secret was put on a command line, and a shell changed it on the way. Interactive bash keeps the
    backslash of `\!` in double quotes, and no such escape exists in JSON: the message then says "in string escape
    code". cmd and PowerShell swallow double quotes. Or somebody put a plain password where the task definition expects
    an object, or pasted a text with line breaks or typographic quotes into it.

    ## What to do
    Write the object into a file with an editor, check the file, and put the secret from the file, so that no shell
    touches it: `aws secretsmanager put-secret-value --secret-id NAME --secret-string file://secret.json`. The next task
    that starts reads the new value; the task definition stays as it is. With `--inspect-secrets` islive tells line and
    column of the first error; it never shows a character of the value. CloudTrail logs that it was read.

    Once the secret has been changed, what older tasks ended with says nothing about it any more, and islive is silent
    until it may look into it or another task fails.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
    - https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
    - https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
    """
    read = {} if isinstance(secrets, Gap) else {_subject(one.reference): one for one in secrets.secrets}
    shapes = {subject: shape for subject, one in read.items() if (shape := _shape(one))}
    broken = {subject: shape for subject, shape in shapes.items() if shape.kind in UNREADABLE}
    failures = () if isinstance(stopped, Gap) else _failures(service, stopped, deployments)
    for subject, shape in broken.items():
        told = [task for task in failures if subject in _subjects(definitions, task)]
        secret = read[subject]
        before = as_before(secret.reference, secret.task_definition, last)
        yield _inspected(secret, shape, told, _reach(service, definitions, secret), before)
    for task in failures:
        asked = _subjects(definitions, task)
        if not broken.keys() & asked.keys():
            for sighting in _suspected(service, definitions, task, asked, read):
                yield _with(sighting, task.task_definition, asked, last)


def _shape(secret: Secret) -> SecretShape | None:
    """Its shape, if a key of it is asked for and it was looked into."""
    return secret.shape if secret.reference.key and isinstance(secret.shape, SecretShape) else None


def _subject(reference: SecretReference) -> str:
    return f"{reference.name}#{reference.key}"


def _subjects(definitions: TaskDefinitions, task: Task) -> dict[str, SecretReference]:
    """The secrets of which that task's revision asks for a key."""
    definition = definitions.get(task.task_definition)
    asked = (one for one in (definition.secrets if definition else ()) if one.kind == "secretsmanager" and one.key)
    return {_subject(one): one for one in asked}


def _failures(service: Service, stopped: StoppedTasks, deployments: ServiceDeployments | Gap) -> Sequence[Task]:
    """Of each revision, the newest task that ended on a text that Go could not read."""
    newest: dict[str, Task] = {}
    for task in stopped.that_matter(service, deployments):
        error = go_json_error(task.stopped_reason) if task.stop_code == "TaskFailedToStart" else None
        if error and error.kind is not Kind.KEY_MISSING:
            newest.setdefault(task.task_definition, task)
    return tuple(newest.values())


def _inspected(secret: Secret, shape: SecretShape, told: Sequence[Task], reach: str, before: Remedy | None) -> Sighting:
    """Its shape says what is wrong, and where."""
    reference, kind = secret.reference, shape.error or shape.kind
    what = fault(kind)
    late = any(secret.changed_after(task.stopped_at) for task in told)
    since = f"; changed {secret.changed_at:%Y-%m-%d %H:%M} UTC, after the last failure" if late else ""
    return Sighting(
        subject=_subject(reference),
        summary=f"secret {_named(reference)}, {_verdict(kind)}: {what.what}{_place(shape, reference)}{reach}{since}",
        because=(
            *(_stopped_reason(task) for task in told),
            Citation("secretsmanager:GetSecretValue", "SecretString.Shape.error", kind),
        ),
        remedies=(before or _repair(reference, what, inspected=True),),
    )


def _suspected(
    service: Service,
    definitions: TaskDefinitions,
    task: Task,
    asked: Mapping[str, SecretReference],
    read: Mapping[str, Secret],
) -> Iterator[Sighting]:
    """Only the message tells: of one secret for sure, of several that it is one of them; not of one changed since."""
    changed = {subject for subject in asked if subject in read and read[subject].changed_after(task.stopped_at)}
    looked_into = {subject for subject in asked if subject in read and _shape(read[subject])}
    suspects = {subject: one for subject, one in asked.items() if subject not in changed | looked_into}
    if asked and not suspects:
        return
    error = go_json_error(task.stopped_reason)
    kind = error.kind if error else ""
    what, revision = fault(kind), task.task_definition
    named = ", or ".join(_named(one) for one in suspects.values())
    alone = Certainty.CONFIRMED if len(asked) == 1 else Certainty.LIKELY
    only = "".join(_only_difference(service, definitions, revision, one) for one in suspects.values())
    yield Sighting(
        subject=", ".join(suspects) or revision,
        summary=f"{f'secret {named},' if named else f'a secret of {revision}'} {_verdict(kind)}: {what.what}"
        f"{only or f'; it keeps {revision} from starting'}; --inspect-secrets tells where",
        because=(_stopped_reason(task),),
        certainty=Certainty.POSSIBLE if changed else alone,
        remedies=tuple(_repair(one, what, inspected=False) for one in suspects.values()),
    )


def _with(sighting: Sighting, revision: str, asked: Mapping[str, SecretReference], last: LastGood) -> Sighting:
    """Where there is but one that it can be, take the variable from where the last good revision takes it."""
    only = next(iter(asked.values())) if len(asked) == 1 else None
    before = as_before(only, revision, last) if only else None
    return replace(sighting, remedies=(before,)) if before else sighting


def _named(reference: SecretReference) -> str:
    return f"{reference.name}, key {reference.key}"


def _verdict(kind: str) -> str:
    return "is not a JSON object" if kind == "not-an-object" else "is not valid JSON"


def _place(shape: SecretShape, reference: SecretReference) -> str:
    if shape.line is None or shape.column is None:
        return ""
    within = f", in the value of {shape.key}" if shape.key and shape.key != reference.key else ""
    return f" (line {shape.line}, column {shape.column}, offset {shape.offset}{within})"


def _reach(service: Service, definitions: TaskDefinitions, secret: Secret) -> str:
    """Since when, or of what: the clause that leads to the revision."""
    only = _only_difference(service, definitions, secret.task_definition, secret.reference)
    return only or f"; it keeps {secret.task_definition} from starting"


def _only_difference(service: Service, definitions: TaskDefinitions, revision: str, reference: SecretReference) -> str:
    """The clause for a revision that differs from the one that serves by this secret and nothing else."""
    running = [one.task_definition for one in service.deployments if one.running]
    serving = definitions.get(running[0]) if running else None
    new = next((one for one in definitions.known if one.name == revision), None)
    if serving is None or new is None or serving.name == new.name or reference not in new.secrets:
        return ""
    changes = difference(serving, new)
    if len(changes) != 1 or reference in serving.secrets or ".secrets" not in changes[0].path:
        return ""
    return f"; the only change from {_short(serving, new)} to {_short(new, serving)}"


def _short(one: TaskDefinition, other: TaskDefinition) -> str:
    return f":{one.revision}" if one.family == other.family else one.name


def _stopped_reason(task: Task) -> Citation:
    return Citation("ecs:DescribeTasks", f"tasks[{task.id}].stoppedReason", task.stopped_reason)


def _repair(reference: SecretReference, what: Fault, *, inspected: bool) -> Remedy:
    look = Step("Ask again with `--inspect-secrets` for line and column; it shows no character of the value.")
    mend = Step(f"In `secret.json`: {what.repair}; the usual culprit is {what.culprit}.")
    steps = (*(() if inspected else (look,)), *put_object(reference, mend))
    return Remedy(f"write a valid value into {reference.name}", Risk.MANUAL, Horizon.NOW, steps)

"""secret-invalid-json: ECS cannot take a key out of a text that is no JSON object."""

from collections.abc import Iterator, Sequence

from islive.causes.go_json import Kind, go_json_error
from islive.causes.secret_json import Fault, fault
from islive.facts.secrets import Secret, Secrets, SecretShape
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task
from islive.facts.task_definitions import SecretReference, TaskDefinitions, difference
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage

UNREADABLE = frozenset({"invalid-json", "not-an-object", "empty", "binary"})


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def secret_invalid_json(
    service: Service,
    definitions: TaskDefinitions,
    secrets: Secrets | Gap,
    stopped: StoppedTasks | Gap,
    deployments: ServiceDeployments | Gap,
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
    an object, or pasted a text with line breaks or typographic quotes.

    ## What to do
    Write the object into a file with an editor, check the file, and put the secret from the file, so that no shell
    touches it: `aws secretsmanager put-secret-value --secret-id NAME --secret-string file://secret.json`. The next task
    that starts reads the new value; the task definition stays as it is. With `--inspect-secrets` islive tells line and
    column of the first error; it never shows a character of the value, and CloudTrail logs the read.

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
        only = _only_difference(service, definitions, read[subject].task_definition, read[subject].reference)
        yield _inspected(read[subject], shape, told, only)
    for task in failures:
        candidates = _subjects(definitions, task)
        suspects = {subject: one for subject, one in candidates.items() if subject not in shapes}
        if not broken.keys() & candidates.keys() and (suspects or not candidates):
            only = (_only_difference(service, definitions, task.task_definition, one) for one in suspects.values())
            alone = Certainty.CONFIRMED if len(candidates) == 1 else Certainty.LIKELY
            changed = _changed_since(task, candidates, read)
            more = "".join(only) + ("; it has been changed since, and may be mended" if changed else "")
            yield _suspected(task, suspects, more, Certainty.POSSIBLE if changed else alone)


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
    for task in stopped.failed_to_start:
        error = go_json_error(task.stopped_reason)
        if error and error.kind is not Kind.KEY_MISSING and _counts(task, service, deployments):
            newest.setdefault(task.task_definition, task)
    return tuple(newest.values())


def _counts(task: Task, service: Service, deployments: ServiceDeployments | Gap) -> bool:
    """PRIMARY started it and still lacks tasks, or the newest service deployment did and was rolled back."""
    primary = service.primary
    if task.deployment == primary.id:
        return primary.running < primary.desired
    newest = None if isinstance(deployments, Gap) else deployments.newest
    if newest is None or not newest.status.startswith("ROLLBACK_"):
        return False
    return task.created_at is not None and task.created_at >= newest.created_at


def _inspected(secret: Secret, shape: SecretShape, told: Sequence[Task], only_difference: str) -> Sighting:
    """Its shape says what is wrong, and where."""
    reference = secret.reference
    what = fault(shape.error or shape.kind)
    seen = Citation("secretsmanager:GetSecretValue", "SecretString.Shape.error", shape.error or shape.kind)
    return Sighting(
        subject=_subject(reference),
        summary=f"Secret {reference.name} must be a JSON object for ECS to take key {reference.key} "
        f"({reference.variable} in {secret.task_definition}), but {what.what}{_place(shape)}{only_difference}",
        because=(*(_stopped_reason(task) for task in told), seen),
        remedies=(_repair(reference, what, inspected=True),),
    )


def _suspected(task: Task, suspects: dict[str, SecretReference], more: str, certainty: Certainty) -> Sighting:
    """Only the message tells: of one secret for sure, of several that it is one of them."""
    error = go_json_error(task.stopped_reason)
    what = fault(error.kind if error else "")
    named = " or ".join(f"{one.name} (key {one.key})" for one in suspects.values()) or "(unknown which)"
    return Sighting(
        subject=", ".join(suspects) or task.task_definition,
        summary=f"Secret {named} must be a JSON object for ECS to start {task.task_definition}, but {what.what}"
        f"{more}; --inspect-secrets tells where",
        because=(_stopped_reason(task),),
        certainty=certainty,
        remedies=tuple(_repair(one, what, inspected=False) for one in suspects.values()),
    )


def _changed_since(task: Task, candidates: dict[str, SecretReference], read: dict[str, Secret]) -> bool:
    changes = [read[subject].changed_at for subject in candidates if subject in read]
    return any(at is not None and task.stopped_at is not None and at > task.stopped_at for at in changes)


def _place(shape: SecretShape) -> str:
    if shape.line is None or shape.column is None:
        return ""
    within = f", in the value of {shape.key}" if shape.key else ""
    return f" (line {shape.line}, column {shape.column}, offset {shape.offset}{within})"


def _only_difference(service: Service, definitions: TaskDefinitions, revision: str, reference: SecretReference) -> str:
    """The clause for a revision that differs from the one that serves by this secret and nothing else."""
    running = [one.task_definition for one in service.deployments if one.running]
    serving = definitions.get(running[0]) if running else None
    new = next((one for one in definitions.known if one.name == revision), None)
    if serving is None or new is None or serving.name == new.name or reference not in new.secrets:
        return ""
    changes = difference(serving, new)
    ours = len(changes) == 1 and reference not in serving.secrets and ".secrets" in changes[0].path
    return f"; it is the only difference between {serving.name}, which runs, and {new.name}" if ours else ""


def _stopped_reason(task: Task) -> Citation:
    return Citation("ecs:DescribeTasks", "tasks[].stoppedReason", task.stopped_reason[-300:])


def _repair(reference: SecretReference, what: Fault, *, inspected: bool) -> Remedy:
    put = f"aws secretsmanager put-secret-value --secret-id {reference.name} --secret-string file://secret.json"
    look = Step("Ask again with --inspect-secrets for line and column; it shows no character of the value.")
    return Remedy(
        f"Put a valid value into {reference.name}",
        Risk.MANUAL,
        Horizon.NOW,
        (
            *(() if inspected else (look,)),
            Step(
                f"Write the whole object into secret.json with an editor. {what.repair}. Usual culprit: {what.culprit}."
            ),
            Step("Check it with `python3 -m json.tool secret.json > /dev/null`, which is silent when all is well."),
            Step(
                f"Put it with `{put}`, then delete secret.json; the next task that starts reads it.",
                undo="Secrets Manager keeps the value before under the stage AWSPREVIOUS.",
            ),
        ),
    )

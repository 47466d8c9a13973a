"""environment-file-unreadable: the file of variables in S3 cannot be fetched."""

import re
from collections.abc import Iterator

from islive.facts.execution_role import FILE_ACTION, ExecutionRole
from islive.facts.permissions import Decision
from islive.facts.start_failures import StartFailure, StartFailures
from islive.facts.task_definitions import TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.grants import allow

# Whoever may not list the bucket is told the same of a file that is missing.
MISSING = re.compile(r"NoSuchKey|NoSuchBucket|NotFound|StatusCode: 404|status code: 404")
KEY = re.compile(r"with key (?P<key>\S+) from bucket (?P<bucket>[^\s,]+)")


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def environment_file_unreadable(
    failures: StartFailures, definitions: TaskDefinitions | Gap, role: ExecutionRole | Gap
) -> Iterator[Sighting]:
    """An environment file that the task definition names is not in S3, or the execution role may not read it.

    ## What it means
    Before containers start, ECS fetches the files that `environmentFiles` names from S3, with the task execution role.
    One of them could not be fetched, so no task starts. S3 says *forbidden* for a file that is not there as well, to
    whoever may not list the bucket; islive asks IAM to tell the two apart, and never reads the file.

    ## Why it happens
    - The file was never uploaded for this environment, or was renamed: S3's keys differ by case.
    - The execution role lacks s3:GetObject on it; the permission was given to the task role.
    - The bucket's own policy, or the KMS key of the bucket, keeps the role out.

    ## What to do
    Upload the file, or allow s3:GetObject on it to the execution role. The next task that ECS starts fetches it.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
    - https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    """
    for failure in failures.hinting_at("envfile.access-denied"):
        named = _files(failure, definitions)
        if MISSING.search(failure.words):
            yield _missing(failure, named)
        else:
            permissions = None if isinstance(role, Gap) else role.permissions
            decisions = [one for one in (permissions.decisions if permissions else ()) if one.action == FILE_ACTION]
            yield _denied(failure, named, decisions, permissions.role if permissions else "")


def _files(failure: StartFailure, definitions: TaskDefinitions | Gap) -> tuple[str, ...]:
    """The file that the message names, else all that the revision names."""
    told = KEY.search(failure.words)
    if told:
        return (f"arn:aws:s3:::{told['bucket']}/{told['key']}",)
    definition = None if isinstance(definitions, Gap) else definitions.get(failure.task_definition)
    found = (name for one in (definition.containers if definition else ()) for name in one.environment_files)
    return tuple(dict.fromkeys(found))


def _called(named: tuple[str, ...]) -> str:
    return " or ".join(f"s3://{one.split(':::', 1)[-1]}" for one in named) or "an environment file"


def _missing(failure: StartFailure, named: tuple[str, ...]) -> Sighting:
    steps = [Step(f"Upload it with `aws s3 cp FILE.env s3://{one.split(':::', 1)[-1]}`.") for one in named]
    look = Step(f"See what {failure.task_definition} names with `aws s3 ls`, and upload that.")
    return Sighting(
        subject=_called(named),
        summary=f"{_called(named)} does not exist: {failure.task_definition} takes its variables from it",
        because=(failure.citation,),
        remedies=(Remedy("upload the environment file", Risk.MANUAL, Horizon.NOW, tuple(steps) or (look,)),),
    )


def _denied(failure: StartFailure, named: tuple[str, ...], decisions: list[Decision], role: str) -> Sighting:
    refused = [one for one in decisions if not one.allowed]
    called = role.rsplit("/", 1)[-1] or "the execution role"
    files = tuple(one.resource for one in refused) or named
    why = (
        f"IAM answers {refused[0].decision} to {FILE_ACTION}, expected allowed"
        if refused
        else (
            "IAM lets it: the file is not there, or the bucket keeps it out"
            if decisions
            else "S3 forbids it, or it is not there"
        )
    )
    asked = (
        Citation("iam:SimulatePrincipalPolicy", f"EvaluationResults[{FILE_ACTION}].EvalDecision", one.decision)
        for one in refused[:1]
    )
    return Sighting(
        subject=_called(files),
        summary=f"{called} cannot read {_called(files)}, of which {failure.task_definition} takes variables: {why}",
        because=(failure.citation, *asked),
        certainty=Certainty.CONFIRMED if refused else Certainty.LIKELY,
        remedies=(_allow(files, role or called, refused=bool(refused)),),
    )


def _allow(files: tuple[str, ...], role: str, *, refused: bool) -> Remedy:
    bucket = files[0].split(":::", 1)[-1].partition("/")[0] if files else "BUCKET"
    look = Step(
        f"See whether {_called(files)} is there (`aws s3 ls`), and what the bucket's policy says of the role (`aws "
        f"s3api get-bucket-policy --bucket {bucket}`)."
    )
    grant = allow(role, FILE_ACTION, files or "ARN-OF-THE-FILE")
    return Remedy(
        "let the execution role read the environment file",
        Risk.MANUAL,
        Horizon.NOW,
        (grant,) if refused else (look, grant),
    )

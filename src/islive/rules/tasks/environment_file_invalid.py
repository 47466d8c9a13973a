"""environment-file-invalid: environmentFiles names what cannot be one."""

from collections.abc import Iterator

from islive.facts.last_good import LastGood
from islive.facts.service import Service
from islive.facts.start_failures import StartFailures
from islive.facts.task_definitions import Container, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage
from islive.rules.correction import correct, correct_by_hand, restored, within


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def environment_file_invalid(
    service: Service, definitions: TaskDefinitions, failures: StartFailures | Gap, last: LastGood
) -> Iterator[Sighting]:
    """An entry of environmentFiles is no ARN of an S3 object, or its name does not end in .env.

    ## What it means
    ECS takes variables from files in S3 that are named by the ARN of the object, such as
    `arn:aws:s3:::bucket/web/production.env`, and whose name ends in `.env`. Anything else is refused, and no task
    starts.

    ## Why it happens
    - The address is written as a URL (`s3://…` or `https://…`) instead of an ARN.
    - The file has another ending: .txt, .env.production.
    - The ARN names the bucket or a folder only.

    ## What to do
    Correct environmentFiles, and register and deploy a new revision.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EnvironmentFile.html
    """
    told = () if isinstance(failures, Gap) else failures.saying("envfile.invalid-reference")
    said = tuple(failure.citation for failure in told)
    primary = definitions.get(service.primary.task_definition)
    for container in primary.containers if primary else ():
        for name in container.environment_files:
            if wrong := _wrong(name):
                remedy = _correct(service.primary.task_definition, container, last)
                yield _sighting(service.primary.task_definition, container, name, wrong, said[:1], remedy)


def _wrong(name: str) -> str | None:
    parts = name.split(":::", 1)
    if not name.startswith("arn:") or "/" not in parts[-1]:
        return "is no ARN of an object in S3, expected arn:aws:s3:::BUCKET/NAME.env"
    return None if name.endswith(".env") else "does not end in .env"


def _sighting(
    revision: str, container: Container, name: str, wrong: str, said: tuple[Citation, ...], remedy: Remedy
) -> Sighting:
    path = f"taskDefinition[{revision}].containerDefinitions[{container.name}].environmentFiles[].value"
    return Sighting(
        subject=f"{revision}/{container.name}#{name}",
        summary=f"environment file {name} {wrong}: container {container.name} of {revision} names it",
        because=(Citation("ecs:DescribeTaskDefinition", path, name), *said),
        remedies=(remedy,),
    )


def _correct(revision: str, container: Container, last: LastGood) -> Remedy:
    """The files of the last good revision, where they are others and in form."""
    title = f"correct the environment file of {container.name}"
    good, before = last.before(revision), last.container_before(revision, container.name)
    files = before.environment_files if before else ()
    if last.tried and good and files and files != container.environment_files and not any(map(_wrong, files)):
        return correct(title, last.tried, last, restored(within(container.name, "environmentFiles"), good))
    change = f"environmentFiles of {container.name} names arn:aws:s3:::BUCKET/NAME.env"
    return correct_by_hand(title, revision, change)

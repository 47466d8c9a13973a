"""environment-file-invalid: environmentFiles names what cannot be one."""

from collections.abc import Iterator

from islive.facts.service import Service
from islive.facts.start_failures import StartFailures
from islive.facts.task_definitions import Container, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def environment_file_invalid(
    service: Service, definitions: TaskDefinitions, failures: StartFailures | Gap
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
                yield _sighting(service.primary.task_definition, container, name, wrong, said[:1])


def _wrong(name: str) -> str | None:
    parts = name.split(":::", 1)
    if not name.startswith("arn:") or "/" not in parts[-1]:
        return "is no ARN of an object in S3, expected arn:aws:s3:::BUCKET/NAME.env"
    return None if name.endswith(".env") else "does not end in .env"


def _sighting(revision: str, container: Container, name: str, wrong: str, said: tuple[Citation, ...]) -> Sighting:
    path = f"taskDefinition[{revision}].containerDefinitions[{container.name}].environmentFiles[].value"
    step = Step(
        f"Correct environmentFiles of container {container.name} in a revision after {revision}, and deploy it."
    )
    return Sighting(
        subject=f"{revision}/{container.name}#{name}",
        summary=f"environment file {name} {wrong}: container {container.name} of {revision} names it",
        because=(Citation("ecs:DescribeTaskDefinition", path, name), *said),
        remedies=(Remedy(f"correct the environment file of {container.name}", Risk.MANUAL, Horizon.NOW, (step,)),),
    )

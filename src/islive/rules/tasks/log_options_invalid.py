"""log-options-invalid: the log driver was not told what it needs."""

import re
from collections.abc import Iterator

from islive.facts.start_failures import StartFailures
from islive.facts.task_definitions import Container, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

REQUIRED = re.compile(r"\b(?P<option>[a-z]{1,40}-[a-z-]{1,80}) is required|requires options?: (?P<options>[\w, -]+)")
UNKNOWN = re.compile(r"unknown log opt '(?P<option>[\w-]+)'|\b(?P<other>[a-z]{1,40}-[\w-]{1,80}) is not (?:a )?valid")


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def log_options_invalid(failures: StartFailures, definitions: TaskDefinitions | Gap) -> Iterator[Sighting]:
    """An option of the log driver is missing from the task definition, or is wrong.

    ## What it means
    The log driver that the task definition names cannot work with the options that it gives, so the container is not
    started. The message names the option.

    ## Why it happens
    - The task definition was made from a template, and a variable was empty: awslogs-region above all.
    - An option has a typing error, or belongs to another driver.
    - awslogs-stream-prefix is missing; on Fargate it is required.

    ## What to do
    Correct logConfiguration in a new revision and deploy it. In a pipeline, let the step fail when a variable is empty.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html
    """
    for pattern in (REQUIRED, UNKNOWN):
        for failure, match in failures.naming(pattern, "logs.config-invalid"):
            named = next(word for word in match.groups() if word)
            lacking = "is missing" if pattern is REQUIRED else "is not known to the driver"
            yield _sighting(failure.task_definition, named.strip(), lacking, failure.citation, definitions)


def _sighting(revision: str, option: str, lacking: str, said: Citation, definitions: TaskDefinitions | Gap) -> Sighting:
    definition = None if isinstance(definitions, Gap) else definitions.get(revision)
    containers = [one for one in (definition.containers if definition else ()) if one.log_driver]
    without = [one for one in containers if not one.log_options.get(option)] or containers
    step = Step(f"Correct {option} in logConfiguration.options in a revision after {revision}, and deploy it.")
    return Sighting(
        subject=f"{revision}#{option}",
        summary=f"log option {option} {lacking}: {_whose(without)}{revision} cannot start without it",
        because=(said,),
        remedies=(Remedy(f"correct the log option {option}", Risk.MANUAL, Horizon.NOW, (step,)),),
    )


def _whose(containers: list[Container]) -> str:
    return f"container {', '.join(one.name for one in containers)} of " if containers else ""

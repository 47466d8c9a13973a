"""log-options-invalid: the log driver was not told what it needs."""

import re
from collections.abc import Iterator

from islive.facts.last_good import LastGood
from islive.facts.start_failures import StartFailures
from islive.facts.task_definitions import Container, TaskDefinition, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Edit, Remedy
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.correction import correct, correct_by_hand, restored, within

REQUIRED = re.compile(r"\b(?P<option>[a-z]{1,40}-[a-z-]{1,80}) is required|requires options?: (?P<options>[\w, -]+)")
UNKNOWN = re.compile(r"unknown log opt '(?P<option>[\w-]+)'|\b(?P<other>[a-z]{1,40}-[\w-]{1,80}) is not (?:a )?valid")


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def log_options_invalid(
    failures: StartFailures, definitions: TaskDefinitions | Gap, last: LastGood
) -> Iterator[Sighting]:
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
            revision = failure.task_definition
            definition = None if isinstance(definitions, Gap) else definitions.get(revision)
            missing = pattern is REQUIRED
            remedy = _correct(revision, definition, named.strip(), last, missing=missing)
            yield _sighting(revision, named.strip(), definition, failure.citation, remedy, missing=missing)


def _sighting(
    revision: str, option: str, definition: TaskDefinition | None, said: Citation, remedy: Remedy, *, missing: bool
) -> Sighting:
    lacking = "is missing" if missing else "is not known to the driver"
    containers = _logging(definition)
    without = [one for one in containers if not one.log_options.get(option)] or containers
    return Sighting(
        subject=f"{revision}#{option}",
        summary=f"log option {option} {lacking}: {_whose(without)}{revision} cannot start without it",
        because=(said,),
        remedies=(remedy,),
    )


def _logging(definition: TaskDefinition | None) -> list[Container]:
    return [one for one in (definition.containers if definition else ()) if one.log_driver]


def _correct(revision: str, definition: TaskDefinition | None, option: str, last: LastGood, *, missing: bool) -> Remedy:
    title = f"correct the log option {option}"
    found = _added(definition, option, last) if missing else _taken_away(definition, option, last)
    if definition and found:
        return correct(title, definition, last, *found)
    return correct_by_hand(title, revision, f"logConfiguration.options has {option} as its driver wants it")


def _added(definition: TaskDefinition | None, option: str, last: LastGood) -> list[Edit]:
    """To each container that lacks it; none where for one of them nobody knows it."""
    lacking = [one for one in _logging(definition) if not one.log_options.get(option)]
    known = [_known(definition, one, option, last) for one in lacking] if definition else []
    edits = [one for one in known if one]
    return edits if len(edits) == len(lacking) else []


def _known(definition: TaskDefinition, container: Container, option: str, last: LastGood) -> Edit | None:
    """As the last good revision has it; the region is the task definition's own, and of prefixes any will do."""
    good = last.before(definition.name)
    if good and (before := good.container(container.name)) and before.log_options.get(option):
        return _as_before(container, option, good)
    usual = {"awslogs-region": definition.arn.split(":")[3], "awslogs-stream-prefix": "ecs"}.get(option)
    return Edit(_path(container, option), usual) if usual else None


def _taken_away(definition: TaskDefinition | None, option: str, last: LastGood) -> list[Edit]:
    """The option that its driver does not know, and what the last good revision has instead."""
    good = last.before(definition.name) if definition else None
    edits: list[Edit] = []
    for one in _logging(definition) if good else ():
        before = good.container(one.name) if good else None
        if good and before and option in one.log_options and option not in before.log_options:
            lost = [name for name in before.log_options if name not in one.log_options]
            edits += [Edit(_path(one, option), None)]
            edits += [_as_before(one, name, good) for name in lost]
    return edits


def _as_before(container: Container, option: str, good: TaskDefinition) -> Edit:
    """Its value is shown where it can be no secret: other drivers have tokens among their options."""
    before = good.container(container.name)
    if before and option.startswith("awslogs-"):
        return Edit(_path(container, option), before.log_options[option])
    return restored(_path(container, option), good)


def _path(container: Container, option: str) -> str:
    return within(container.name, f"logConfiguration.options.{option}")


def _whose(containers: list[Container]) -> str:
    return f"container {', '.join(one.name for one in containers)} of " if containers else ""

"""log-group-missing: nowhere to write the log."""

from collections.abc import Iterator

from islive.facts.hindered import Hindered
from islive.facts.log_groups import LogGroups
from islive.facts.start_failures import StartFailures
from islive.facts.task_definitions import Container, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

MISSING = "logs.group-missing"


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def log_group_missing(
    failures: StartFailures, groups: LogGroups | Gap, definitions: TaskDefinitions, hindered: Hindered | Gap
) -> Iterator[Sighting]:
    """The log group that the task definition names does not exist.

    ## What it means
    Before a container starts, the log driver opens its stream in CloudWatch Logs. The log group is not there, and the
    driver makes none by itself, so the task does not start. Where the same message goes on with a connection that
    failed ("signal: killed", a timeout), the group may well exist: then the network is at fault, and this is silent.

    ## Why it happens
    - Nobody created the group: the template that made the service expected another one to.
    - Two places disagree about its name, by a slash or an environment.
    - It was deleted, or it exists in another region than `awslogs-region`.
    - `awslogs-create-group` is not set; or it is, and the execution role lacks logs:CreateLogGroup.

    ## What to do
    Create the group; the next task that ECS starts finds it. Keep it in the same template as the task definition.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
    - https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    """
    seen: set[str] = set()
    # AWS cuts its message at times: what is left of it sounds like no answer, and only the group itself tells.
    for failure in (*failures.saying(MISSING), *failures.hinting_at(MISSING, "logs.network-unreachable")):
        told = failure.said.says(MISSING)
        for container in _missing(failure.task_definition, definitions, groups, told=told):
            if container.log_group not in seen:
                seen.add(container.log_group or "")
                certain = isinstance(groups, LogGroups) and groups.is_missing(container.log_group or "")
                yield _sighting(failure.task_definition, container, (failure.citation,), looked=certain)
    for revision, container in _ahead(hindered, groups):
        if container.log_group not in seen:
            seen.add(container.log_group or "")
            yield _sighting(revision, container, (), looked=True)


def _ahead(hindered: Hindered | Gap, groups: LogGroups | Gap) -> Iterator[tuple[str, Container]]:
    """The containers whose group is not there, and that nobody makes, of a revision whose tasks did not come so far."""
    revision = None if isinstance(hindered, Gap) else hindered.revision
    if revision is None or isinstance(groups, Gap):
        return
    for container in revision.containers:
        if groups.is_missing(container.log_group or "") and not container.creates_log_group:
            yield revision.name, container


def _missing(
    revision: str, definitions: TaskDefinitions, groups: LogGroups | Gap, *, told: bool
) -> tuple[Container, ...]:
    """The containers whose group is not there; where that could not be looked up, and AWS says so, all suspects."""
    definition = definitions.get(revision)
    logging = tuple(one for one in (definition.containers if definition else ()) if one.log_group)
    known = groups.groups if isinstance(groups, LogGroups) else {}
    missing = tuple(one for one in logging if known.get(one.log_group or "") is False)
    unread = tuple(one for one in logging if not isinstance(known.get(one.log_group or ""), bool))
    return missing or (unread if told else ())


def _sighting(revision: str, container: Container, said: tuple[Citation, ...], *, looked: bool) -> Sighting:
    group, region = container.log_group or "", container.log_options.get("awslogs-region")
    where = f" in {region}" if region else ""
    makes = (
        "awslogs-create-group is not set" if not container.creates_log_group else "awslogs-create-group did not make it"
    )
    asked = Citation("logs:DescribeLogGroups", f"logGroups[{group}]", "[]")
    return Sighting(
        subject=group,
        summary=f"log group {group} does not exist{where}: container {container.name} of {revision} writes into it, "
        f"and {makes}",
        because=(*said, *((asked,) if looked else ())),
        certainty=Certainty.CONFIRMED if looked else Certainty.LIKELY,
        remedies=(_create(group, region),),
    )


def _create(group: str, region: str | None) -> Remedy:
    step = Step(
        f"Create log group {group}; the next task that ECS starts writes into it.",
        operation="logs:CreateLogGroup",
        params={"logGroupName": group},
        expects=f"There is still no log group {group}{f' in {region}' if region else ''}.",
        undo=f"Delete log group {group}.",
    )
    return Remedy(f"create log group {group}", Risk.SAFE, Horizon.NOW, (step,))

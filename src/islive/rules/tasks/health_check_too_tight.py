"""health-check-too-tight: the check gives up before the application is up."""

from collections.abc import Iterator

from islive.causes.log_words import ready
from islive.facts.exits import Exit, Exits
from islive.facts.last_good import LastGood
from islive.facts.task_definitions import Container
from islive.facts.task_logs import LogLine, TaskLogs
from islive.model.citation import Citation
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.correction import correct, correct_by_hand
from islive.rules.health_checks import longer
from islive.rules.log_quotes import log_quote


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("container-health-check-failing",))
def health_check_too_tight(exits: Exits, logs: TaskLogs, last: LastGood) -> Iterator[Sighting]:
    """The container's health check gives up before the application has started.

    ## What it means
    A container that never passes its check is found unhealthy after interval times retries; failures within startPeriod
    do not count. By its own log the application was ready only after that time, so ECS stopped the task while it was
    still starting, and starts the next one, which fares no better.

    ## Why it happens
    - startPeriod is left out, and then it is 0: with the defaults of the other numbers a container has 90 seconds.
    - The new version starts more slowly: a migration, a larger model, a cache that is filled first.
    - The task got less CPU, and starting is what needs it most.

    ## What to do
    Set startPeriod (at most 300 seconds) to twice the time that the start takes; a check that passes ends the period at
    once, so a long one costs nothing. The service's health check grace period should be no shorter.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html
    """
    for end in exits.each:
        log = logs.of(end) if end in exits.unhealthy else None
        line = next((one for one in log.events if ready(one.text)), None) if log else None
        if line and end.definition and _took(end, line) > _patience(end.definition):
            yield _sighting(end, end.definition, line, last)


def _took(end: Exit, line: LogLine) -> float:
    """Seconds from the start of the task to that line."""
    return (line.at - end.task.started_at).total_seconds() if end.task.started_at else 0


def _patience(container: Container) -> float:
    return container.health.patience if container.health else float("inf")


def _sighting(end: Exit, container: Container, line: LogLine, last: LastGood) -> Sighting:
    name, revision, took = container.name, end.task.task_definition, round(_took(end, line))
    patience = round(_patience(container))
    path = f"taskDefinition[{revision}].containerDefinitions[{name}].healthCheck"
    health = container.health
    numbers = (
        f"interval {health.interval}, retries {health.retries}, startPeriod {health.start_period}" if health else ""
    )
    return Sighting(
        subject=f"{revision}/{name}",
        summary=f"the health check of container {name} gives up after {patience} s, and the application of {revision} "
        f"was ready after {took} s",
        because=(log_quote(line.text), Citation("ecs:DescribeTaskDefinition", path, numbers)),
        certainty=Certainty.LIKELY,
        remedies=(_longer(revision, container, took, last),),
    )


def _longer(revision: str, container: Container, took: int, last: LastGood) -> Remedy:
    title, edits = f"give container {container.name} time to start", longer(container, took)
    if last.tried and last.tried.name == revision and edits:
        return correct(title, last.tried, last, *edits)
    change = f"the health check of {container.name} waits {2 * took} s (startPeriod, at most 300, and retries)"
    return correct_by_hand(title, revision, change)

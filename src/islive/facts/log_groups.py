"""Whether the log groups exist that failing task definitions name; asked only where tasks do not come to run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from islive.facts.hindered import Hindered
from islive.facts.reading import answered, ask_at, gaps_among, partition_of
from islive.facts.start_failures import StartFailures
from islive.facts.task_definitions import Container, TaskDefinitions
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap


@dataclass(frozen=True, slots=True)
class LogGroups:
    """By name whether it exists; none where tasks run."""

    groups: Mapping[str, bool | Gap]
    gaps: tuple[Gap, ...] = ()

    def is_missing(self, name: str) -> bool:
        """It was looked for, and is not there."""
        return self.groups.get(name) is False


@collects("logs:DescribeLogGroups")
def collect(aws: Aws, failures: StartFailures, definitions: TaskDefinitions, hindered: Hindered) -> LogGroups:
    """Ask for each group that a revision names whose tasks failed over their log, or have not come so far."""
    suspects = {failure.task_definition for failure in failures.hinting_at("logs.")}
    suspects |= {hindered.task_definition} if hindered.task_definition else set()
    containers = {one.log_group: one for name in sorted(suspects) for one in _logging(definitions, name)}
    groups = [name for name in containers if name]
    questions = [
        (_arn(aws, containers[name]), Question("logs:DescribeLogGroups", {"logGroupNamePrefix": name}))
        for name in groups
    ]
    answers = zip(groups, ask_at(aws, questions), strict=True)
    found = {name: _exists(name, answer) for name, answer in answers}
    return LogGroups(found, gaps_among(found.values()))


def _logging(definitions: TaskDefinitions, revision: str) -> Iterator[Container]:
    definition = definitions.get(revision)
    yield from (one for one in (definition.containers if definition else ()) if one.log_group)


def _arn(aws: Aws, container: Container) -> str:
    region = container.log_options.get("awslogs-region") or aws.scope.region
    return f"arn:{partition_of(region)}:logs:{region}:{aws.scope.account}:log-group:{container.log_group}"


def _exists(name: str, answer: Reply | Refused) -> bool | Gap:
    try:
        return name in {part.text("logGroupName") for part in answered(answer).parts("logGroups")}
    except Refused as refused:
        return gap("LogGroups", refused)

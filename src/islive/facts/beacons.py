"""What running tasks wrote of themselves at their start: the log beacon, for those whom no probe reaches."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from islive.facts.canary_answer import CanaryAnswer, spoken
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.reading import Part, answered, ask_at, gaps_among, json_in, partition_of
from islive.facts.running_tasks import RunningTasks
from islive.facts.task import Task
from islive.facts.task_definition import Container
from islive.facts.task_definitions import TaskDefinitions
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap
from islive.model.question import Options

OPERATION = "logs:FilterLogEvents"
# CloudWatch Logs user guide, "Filter pattern syntax": events that are JSON as a whole, with this member.
PATTERN = "{ $.canary = 1 }"


@dataclass(frozen=True, slots=True)
class Beacons:
    """Task ARN → what its processes said at their start, each once; `asked` with `--require answered` only.

    Lines that name another task, and lines older than the task, prove nothing and are left out.
    """

    said: Mapping[str, tuple[CanaryAnswer, ...]]
    asked: bool = False
    gaps: tuple[Gap, ...] = ()

    def of_all(self, tasks: Iterable[Task]) -> bool:
        """Each of these tasks has said what it is."""
        return all(self.said.get(task.arn) for task in tasks)


@dataclass(frozen=True, slots=True)
class _Log:
    """Where the containers of one name write: a group, and how their streams begin."""

    arn: str
    group: str
    prefix: str

    def question(self, since: int) -> Question:
        params = {"logGroupName": self.group, "logStreamNamePrefix": self.prefix, "startTime": since}
        return Question(OPERATION, {**params, "filterPattern": PATTERN})


@collects(OPERATION)
def collect(
    aws: Aws,
    running_tasks: RunningTasks,
    task_definitions: TaskDefinitions,
    canary_answers: CanaryAnswers | Gap,
    options: Options,
) -> Beacons:
    """One question for each container name, where no canary answered: tasks of one service write side by side."""
    speaks = isinstance(canary_answers, CanaryAnswers) and canary_answers.speaking
    tasks = [task for task in running_tasks.running if task.created_at]
    logs = list(dict.fromkeys(_logs(aws, tasks, task_definitions)))
    if not options.beacon or speaks or not logs:
        return Beacons({})
    since = min(_milliseconds(task) for task in tasks)
    answers = ask_at(aws, [(log.arn, log.question(since)) for log in logs])
    found = [_events(answer) for answer in answers]
    events = [event for some in found if not isinstance(some, Gap) for event in some]
    said = {task.arn: tuple({one.quote: one for one in _of(task, events)}.values()) for task in tasks}
    return Beacons({arn: some for arn, some in said.items() if some}, asked=True, gaps=gaps_among(found))


def _milliseconds(task: Task) -> int:
    return round(task.created_at.timestamp() * 1000) if task.created_at else 0


def _logs(aws: Aws, tasks: Iterable[Task], definitions: TaskDefinitions) -> Iterator[_Log]:
    for task in tasks:
        definition = definitions.get(task.task_definition)
        for container in definition.containers if definition else ():
            stream = container.log_stream(task.id)
            if stream and container.log_group:
                yield _Log(_arn(aws, container), container.log_group, stream.removesuffix(task.id))


def _arn(aws: Aws, container: Container) -> str:
    region = container.log_options.get("awslogs-region") or aws.scope.region
    return f"arn:{partition_of(region)}:logs:{region}:{aws.scope.account}:log-group:{container.log_group}"


def _events(answer: Reply | Refused) -> tuple[Part, ...] | Gap:
    try:
        return answered(answer).parts("events")
    except Refused as refused:
        return gap("Beacons", refused)


def _of(task: Task, events: Iterable[Part]) -> Iterator[CanaryAnswer]:
    """What this task itself wrote, since it was made."""
    for event in events:
        stream, text = event.text_or_none("logStreamName") or "", event.text_or_none("message") or ""
        young = (event.number_or_none("timestamp") or 0) >= _milliseconds(task)
        said = _said(stream, text) if young and stream.endswith(f"/{task.id}") else None
        if said and said.task in (None, task.arn):
            yield said


def _said(stream: str, text: str) -> CanaryAnswer | None:
    """A line that is no beacon after all says nothing."""
    try:
        said = spoken(json_in(OPERATION, "message", text), stream, text)
    except Refused:
        return None
    return said if said.version or said.commit else None

"""The last lines that failed containers wrote, as far as CloudWatch Logs has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from islive.facts.exits import Exit, Exits
from islive.facts.reading import Part, answered, ask_at, gaps_among, partition_of
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap
from islive.model.question import Options

# What ended a process stands at the end, under a trace of its stack at most.
LAST_LINES = 100
# One log tells what the others of its kind tell: of so many different ends at most.
MOST_LOGS = 4
# CloudWatch takes events of 256 KiB; what names a cause stands at the beginning of its line.
LONGEST_LINE = 4000


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event of a log stream."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class TaskLog:
    """The end of one container's log, oldest line first; no lines where it wrote nothing, or the stream is gone."""

    group: str
    stream: str
    events: tuple[LogLine, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The texts alone."""
        return tuple(event.text for event in self.events)


@dataclass(frozen=True, slots=True)
class TaskLogs:
    """The logs that were read, by log group and stream; none with `--no-logs`, or where no container failed."""

    logs: Mapping[tuple[str, str], TaskLog | Gap]
    gaps: tuple[Gap, ...] = ()

    def of(self, end: Exit) -> TaskLog | None:
        """The log of that container, if it was read."""
        found = self.logs.get(stream_of(end) or ("", ""))
        return found if isinstance(found, TaskLog) else None

    def lines(self, end: Exit) -> tuple[str, ...]:
        """What that container wrote last, as far as it was read."""
        log = self.of(end)
        return log.lines if log else ()


def stream_of(end: Exit) -> tuple[str, str] | None:
    """Log group and stream of that container, None where it does not write to CloudWatch Logs."""
    group = end.definition.log_group if end.definition else None
    stream = end.definition.log_stream(end.task.id) if end.definition else None
    return (group, stream) if group and stream else None


@collects("logs:GetLogEvents")
def collect(aws: Aws, exits: Exits, options: Options) -> TaskLogs:
    """Ask for the end of the log of each kind of end, once."""
    if not options.read_logs:
        return TaskLogs({})
    wanted = {stream: one for one in exits.each if (stream := stream_of(one))}
    streams = list(wanted)[:MOST_LOGS]
    questions = [(_group_arn(aws, wanted[one]), _question(*one)) for one in streams]
    answers = dict(zip(streams, ask_at(aws, questions), strict=True))
    logs = {stream: _log(*stream, answer) for stream, answer in answers.items()}
    return TaskLogs(logs, gaps_among(logs.values()))


def _group_arn(aws: Aws, end: Exit) -> str:
    options = end.definition.log_options if end.definition else {}
    region = options.get("awslogs-region") or aws.scope.region
    return f"arn:{partition_of(region)}:logs:{region}:{aws.scope.account}:log-group:{options.get('awslogs-group')}"


def _question(group: str, stream: str) -> Question:
    params = {"logGroupName": group, "logStreamName": stream, "startFromHead": False, "limit": LAST_LINES}
    return Question("logs:GetLogEvents", params)


def _log(group: str, stream: str, answer: Reply | Refused) -> TaskLog | Gap:
    """A stream that does not exist is an answer: the container never wrote, or the events have expired."""
    if isinstance(answer, Refused) and answer.code == "ResourceNotFoundException":
        return TaskLog(group, stream, ())
    try:
        return TaskLog(group, stream, tuple(_line(one) for one in answered(answer).parts("events")))
    except Refused as refused:
        return gap("TaskLogs", refused)


def _line(part: Part) -> LogLine:
    at = datetime.fromtimestamp((part.number_or_none("timestamp") or 0) / 1000, UTC)
    return LogLine(at, (part.text_or_none("message") or "").rstrip("\r\n")[:LONGEST_LINE])

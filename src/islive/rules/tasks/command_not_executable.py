"""command-not-executable: the start script is there, and may not be run."""

import re
from collections.abc import Iterator

from islive.causes.exits import NOT_EXECUTABLE
from islive.causes.log_words import last_words
from islive.facts.exits import Exits
from islive.facts.start_failures import StartFailures
from islive.facts.task_logs import TaskLogs
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.log_quotes import log_quote

# runc, as Docker and Fargate pass it on.
NAMED = re.compile(r'exec: \\*"(?P<name>[^"\\]+)\\*"')


@rule(
    stage=Stage.TASKS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("tasks-failed-to-start", "container-exited"),
)
def command_not_executable(failures: StartFailures, exits: Exits | Gap, logs: TaskLogs | Gap) -> Iterator[Sighting]:
    """The program that the container shall run is there, but may not be executed.

    ## What it means
    The file that the container starts with lacks the permission to be executed by the container's user, or lies on
    something that forbids it. The shell's exit code for that is 126.

    ## Why it happens
    - The script lost its executable bit: it was committed on Windows, copied out of an archive, or written by a build
      step.
    - The image changed to a user who may not read or execute it.
    - It is a folder, or a text that is no script.

    ## What to do
    Give it the bit in the Dockerfile (`COPY --chmod=755`), or in git (`git update-index --chmod=+x`), and build again.

    ## References
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    - https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html
    """
    for failure in failures.saying("app.permission-denied"):
        named = NAMED.search(failure.words)
        yield _sighting(failure.task_definition, named["name"] if named else None, (failure.citation,))
    for end in () if isinstance(exits, Gap) else exits.each:
        if end.container.exit_code == NOT_EXECUTABLE:
            words = None if isinstance(logs, Gap) else last_words(logs.lines(end))
            said = (log_quote(words),) if words else ()
            yield _sighting(end.task.task_definition, None, (*said, *end.citations))


def _sighting(revision: str, name: str | None, because: tuple[Citation, ...]) -> Sighting:
    step = Step(
        f"Make {name or 'the start script'} executable in the Dockerfile (`COPY --chmod=755 …`) or in git (`git "
        "update-index --chmod=+x FILE`), build, and deploy."
    )
    return Sighting(
        subject=f"{revision}#{name or 'command'}",
        summary=f"{name or 'the command'} may not be executed: permission denied as {revision} starts it, expected an "
        "executable file",
        because=because,
        remedies=(Remedy("make the start script executable", Risk.MANUAL, Horizon.NOW, (step,)),),
    )

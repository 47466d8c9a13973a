"""command-not-found: what the container shall run is not in its image."""

import re
from collections.abc import Iterator

from islive.causes.exits import NOT_FOUND
from islive.causes.log_words import missing_command
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

# runc and containerd, as Docker and Fargate pass them on.
NAMED = re.compile(r'exec: \\*"(?P<name>[^"\\]+)\\*"')
MISSING = ("app.command-not-found", "app.command-format-invalid", "app.crlf-entrypoint")
# What may stand in a command that people copy: a log may hold anything.
PLAIN = re.compile(r"[\w./-]+")


@rule(
    stage=Stage.TASKS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("tasks-failed-to-start", "container-exited"),
)
def command_not_found(failures: StartFailures, exits: Exits | Gap, logs: TaskLogs | Gap) -> Iterator[Sighting]:
    """The program that the container shall run does not exist in its image.

    ## What it means
    The image was pulled, and its command, or the one that the task definition puts in its place, names a program or a
    script that is not there. Nothing of the application ran.

    ## Why it happens
    - `command` in the task definition is one long text instead of a list of words: the whole line is then looked up as
      the name of one program.
    - The program lies elsewhere: in another folder, in a virtual environment that is not on PATH, or only in an earlier
      stage of the Dockerfile.
    - A volume is mounted over the folder that it lies in.
    - The script is there, and its first line names a shell that is not: /bin/bash on Alpine, or a line that ends in
      Windows' carriage return. The message is then "no such file or directory" for a file that exists.

    ## What to do
    Look into the image (`docker run --rm --entrypoint sh IMAGE -c 'ls -l PATH'`), and correct command and entryPoint in
    the task definition, or the Dockerfile.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    - https://docs.docker.com/reference/dockerfile/#cmd
    """
    for failure, match in failures.naming(NAMED, *MISSING):
        yield _sighting(failure.task_definition, match["name"], (failure.citation,))
    for failure in failures.saying(*MISSING):
        if not NAMED.search(failure.words):
            yield _sighting(failure.task_definition, None, (failure.citation,))
    read = TaskLogs({}) if isinstance(logs, Gap) else logs
    for end in () if isinstance(exits, Gap) else exits.each:
        said = missing_command(read.lines(end)) if end.container.exit_code == NOT_FOUND else None
        if said is not None:
            yield _sighting(end.task.task_definition, said.name, (log_quote(said.line), *end.citations))


def _sighting(revision: str, name: str | None, because: tuple[Citation, ...]) -> Sighting:
    hint = "; a whole line as one word: command must be a list of words" if name and " " in name.strip() else ""
    named = f"has no {name}" if name else "lacks the interpreter that its start script names"
    return Sighting(
        subject=f"{revision}#{name or 'interpreter'}",
        summary=f"the image {named}: {revision} starts nothing else{hint}"
        if name
        else f"the image {named}: {revision} cannot run it",
        because=because,
        remedies=(_correct(revision, name),),
    )


def _correct(revision: str, name: str | None) -> Remedy:
    look = "`docker run --rm --entrypoint sh IMAGE -c 'ls -l FOLDER'`"
    if name is None:
        look = "`head -1 SCRIPT | od -c`"
    elif PLAIN.fullmatch(name):
        look = f"`docker run --rm --entrypoint sh IMAGE -c 'command -v {name}'`"
    steps = (
        Step(f"Look into the image with {look}."),
        Step(f"Correct command or entryPoint in a revision after {revision}, or the Dockerfile, and deploy it."),
    )
    return Remedy(f"let the image bring what {revision} runs", Risk.MANUAL, Horizon.NOW, steps)

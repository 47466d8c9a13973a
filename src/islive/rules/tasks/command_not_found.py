"""command-not-found: what the container shall run is not in its image."""

import re
import shlex
from collections.abc import Iterator

from islive.causes.exits import NOT_FOUND
from islive.causes.log_words import missing_command
from islive.facts.exits import Exits
from islive.facts.last_good import LastGood
from islive.facts.start_failures import StartFailures
from islive.facts.task_logs import TaskLogs
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Edit, Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.correction import correct, correct_by_hand, restored, within
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
def command_not_found(
    failures: StartFailures, exits: Exits | Gap, logs: TaskLogs | Gap, last: LastGood
) -> Iterator[Sighting]:
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
        yield _sighting(failure.task_definition, match["name"], (failure.citation,), last)
    for failure in failures.saying(*MISSING):
        if not NAMED.search(failure.words):
            yield _sighting(failure.task_definition, None, (failure.citation,), last)
    read = TaskLogs({}) if isinstance(logs, Gap) else logs
    for end in () if isinstance(exits, Gap) else exits.each:
        said = missing_command(read.lines(end)) if end.container.exit_code == NOT_FOUND else None
        if said is not None:
            yield _sighting(end.task.task_definition, said.name, (log_quote(said.line), *end.citations), last)


def _sighting(revision: str, name: str | None, because: tuple[Citation, ...], last: LastGood) -> Sighting:
    hint = "; a whole line as one word: command must be a list of words" if name and " " in name.strip() else ""
    named = f"has no {name}" if name else "lacks the interpreter that its start script names"
    return Sighting(
        subject=f"{revision}#{name or 'interpreter'}",
        summary=f"the image {named}: {revision} starts nothing else{hint}"
        if name
        else f"the image {named}: {revision} cannot run it",
        because=because,
        remedies=(_in_words(revision, name, last) or _as_before(revision, name, last) or _correct(revision, name),),
    )


def _in_words(revision: str, name: str | None, last: LastGood) -> Remedy | None:
    """One text where a list of words belongs: the same words as a list."""
    tried = last.tried if last.tried and last.tried.name == revision else None
    words = _words(name or "")
    edits = [
        Edit(within(container.name, member), words, name)
        for container in (tried.containers if tried and len(words) > 1 else ())
        for member, value in (("command", container.command), ("entryPoint", container.entry_point))
        if value == (name,)
    ]
    return (
        correct(f"write the command of {revision} as a list of words", tried, last, *edits) if tried and edits else None
    )


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return []


def _as_before(revision: str, name: str | None, last: LastGood) -> Remedy | None:
    """What the last good revision runs, where that is something else, and not what is missing now."""
    good, edits = last.before(revision), list[Edit]()
    for container in last.tried.containers if last.tried and good else ():
        before = good.container(container.name) if good else None
        if good is None or before is None or name in {*before.command, *before.entry_point}:
            continue
        for member, now, had in (
            ("command", container.command, before.command),
            ("entryPoint", container.entry_point, before.entry_point),
        ):
            path = within(container.name, member)
            if now != had:
                edits.append(restored(path, good) if had else Edit(path, None))
    title = f"run what {good.name} runs" if good else ""
    return correct(title, last.tried, last, *edits) if last.tried and edits else None


def _correct(revision: str, name: str | None) -> Remedy:
    look = "`docker run --rm --entrypoint sh IMAGE -c 'ls -l FOLDER'`"
    if name is None:
        look = "`head -1 SCRIPT | od -c`"
    elif PLAIN.fullmatch(name):
        look = f"`docker run --rm --entrypoint sh IMAGE -c 'command -v {name}'`"
    title = f"let the image bring what {revision} runs"
    change = correct_by_hand(title, revision, "command or entryPoint names what is there (or correct the Dockerfile)")
    return Remedy(title, Risk.MANUAL, Horizon.NOW, (Step(f"Look into the image with {look}."), *change.steps))

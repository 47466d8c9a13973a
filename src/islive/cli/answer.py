"""The answer: in which form, and where to. stdout is the result, stderr the talk."""

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from islive.cli.options import Reading
from islive.model.documents import ClusterReport, Document
from islive.model.errors import UserError
from islive.model.report import Report
from islive.model.verdict import Verdict, exit_code

if TYPE_CHECKING:
    from islive.engine.fold import Known

# Of several services the worst decides.
BLIND = 3
ORDER = (10, BLIND, 14, 17, 0)
# 1 MiB for all that a step says; another one may have said something before.
LONGEST_SUMMARY = 900_000
CUT = "\n\nThis is not all: GitHub takes no longer summary. `--format markdown --output FILE` writes everything.\n"


def check_answer(reading: Reading) -> None:
    """Refuse a form or a file that will not do before anything is asked. Raises UserError."""
    from islive.render import formats

    if reading.format not in (None, *formats()):
        raise UserError(f"there is no format {reading.format}", f"there are: {', '.join(formats())}")
    known_before(reading)
    for file in filter(None, (reading.output, reading.save)):
        if not Path(file).absolute().parent.is_dir():
            raise UserError(f"{file} cannot be written: there is no folder {Path(file).parent}")


def give(document: Document, reading: Reading, *, verbose: bool = False, every: bool = False) -> None:
    """Draw the document and put it where it belongs. Raises UserError."""
    from islive.render import render

    form, color = chosen(reading, os.environ)
    width = shutil.get_terminal_size().columns
    document = _without_known(document, reading)
    look = {"width": width, "verbose": verbose or reading.verbose, "color": color, "every": every}
    give_text(render(document, form, **look), reading)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and summary:
        append_summary(Path(summary), render(document, "markdown"))


def known_before(reading: Reading) -> "frozenset[Known]":
    """What the baseline knows; nothing without one. Raises UserError."""
    from islive.wiring.baseline import read_baseline

    return read_baseline(Path(reading.baseline)) if reading.baseline else frozenset()


def _without_known(document: Document, reading: Reading) -> Document:
    from islive.wiring.baseline import fold_known

    return fold_known(document, known_before(reading), Path(reading.baseline).name) if reading.baseline else document


def give_text(text: str, reading: Reading) -> None:
    """Put a finished text where the answer belongs. Raises UserError."""
    if reading.output:
        write_whole(Path(reading.output), text.encode())
    else:
        say(text)


def append_summary(file: Path, text: str) -> None:
    """Add the report to the summary of a step of GitHub Actions, as long as GitHub takes it. Raises UserError."""
    try:
        with file.open("a", encoding="utf-8") as summary:
            summary.write(fitting(text) + "\n")
    except OSError as error:
        raise UserError(
            f"GITHUB_STEP_SUMMARY names {file}, which cannot be written: {error.strerror}",
            "GitHub Actions sets it; elsewhere leave it unset",
        ) from error


def fitting(text: str, most: int = LONGEST_SUMMARY) -> str:
    """The text, or as many of its paragraphs as fit; GitHub refuses a longer one as a whole."""
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[: most - len(CUT)].decode(errors="ignore").rpartition("\n\n")[0]
    return f"{kept}{CUT}"


def say(text: str) -> None:
    """Write to stdout; a reader that has gone away (`| head`) is no failure of ours."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def chosen(reading: Reading, environ: Mapping[str, str]) -> tuple[str, bool]:
    """The format, and whether it has colour: what was asked for, else what stdout can show."""
    forced = bool(environ.get("FORCE_COLOR"))
    screen = not reading.output and (forced or (sys.stdout.isatty() and environ.get("TERM") != "dumb"))
    form = reading.format or ("terminal" if screen else "plain")
    return form, screen and not environ.get("NO_COLOR")


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all. Raises UserError."""
    part = ""
    try:
        handle, part = tempfile.mkstemp(dir=file.absolute().parent, prefix=f".{file.name}.")
        with os.fdopen(handle, "wb") as open_file:
            open_file.write(content)
        Path(part).chmod(0o644)
        Path(part).replace(file)
    except OSError as error:
        with suppress(OSError):
            Path(part).unlink()
        raise UserError(f"{file} cannot be written: {error.strerror}") from error


def code_of(document: Report | ClusterReport, form: str | None = None) -> int:
    """The exit code; of several services the worst decides, and each that is not live counts as 10.

    In SARIF findings do not change it, for whoever reads that judges by himself: what is left is having been blind.
    """
    if form == "sarif":
        return BLIND if BLIND in _codes(document) else 0
    if isinstance(document, Report):
        return exit_code(document.verdict, document.reason)
    codes = _codes(document)
    return next((code for code in ORDER if code in codes), 0)


def _codes(document: Report | ClusterReport) -> set[int]:
    reports = (document,) if isinstance(document, Report) else document.reports
    closed = {BLIND} if isinstance(document, ClusterReport) and document.closed else set[int]()
    return closed | {10 if one.verdict is Verdict.NOT_LIVE else exit_code(one.verdict, one.reason) for one in reports}

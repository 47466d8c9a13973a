"""The answer: in which form, and where to. stdout is the result, stderr the talk."""

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from islive.cli.options import Reading
from islive.model.documents import ClusterReport, Document
from islive.model.errors import UserError
from islive.model.report import Report
from islive.model.verdict import Verdict, exit_code

# Of several services the worst decides.
ORDER = (10, 3, 14, 17, 0)
BLIND = 3


def check_answer(reading: Reading) -> None:
    """Refuse a form or a file that will not do before anything is asked. Raises UserError."""
    from islive.render import formats

    if reading.format not in (None, *formats()):
        raise UserError(f"there is no format {reading.format}", f"there are: {', '.join(formats())}")
    for file in filter(None, (reading.output, reading.save)):
        if not Path(file).absolute().parent.is_dir():
            raise UserError(f"{file} cannot be written: there is no folder {Path(file).parent}")


def give(document: Document, reading: Reading, *, verbose: bool = False, every: bool = False) -> None:
    """Draw the document and put it where it belongs. Raises UserError."""
    from islive.render import render

    form, color = chosen(reading, os.environ)
    width = shutil.get_terminal_size().columns
    look = {"width": width, "verbose": verbose or reading.verbose, "color": color, "every": every}
    give_text(render(document, form, **look), reading)


def give_text(text: str, reading: Reading) -> None:
    """Put a finished text where the answer belongs. Raises UserError."""
    if reading.output:
        write_whole(Path(reading.output), text.encode())
    else:
        say(text)


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


def code_of(document: Report | ClusterReport) -> int:
    """The exit code of a report; of several, the worst: each that is not live counts as 10."""
    if isinstance(document, Report):
        return exit_code(document.verdict, document.reason)
    codes = {10 if one.verdict is Verdict.NOT_LIVE else exit_code(one.verdict, one.reason) for one in document.reports}
    codes |= {BLIND} if document.closed else set()
    return next((code for code in ORDER if code in codes), 0)

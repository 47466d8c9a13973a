"""The entry point: one command line in, one exit code out, every failure one clear sentence."""

import os
import signal
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer

from islive import __version__
from islive.cli.group import COMMANDS, RESERVED, FirstWord, arranged
from islive.cli.interruption import INTERRUPTED, say_interrupted
from islive.model.errors import EvidenceMissing, UserError

WRONG_USE, BUG, BLIND = 2, 1, 3

app = typer.Typer(
    cls=FirstWord,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"islive {__version__}")
        raise typer.Exit


@app.callback(
    epilog="islive SERVICE [VERSION] is short for `islive why`; islive alone shows the account and region. "
    "Exit codes: 0 live, 10-16 not live, 14 in progress, 17 live but degraded, 3 unknown, 2 wrong use."
)
def islive(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version of islive.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Is the version I shipped to Amazon ECS really serving my users, and if not, why?"""
    del version


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (this process's own by default) and return its exit code."""
    if argv is None:
        signal.signal(signal.SIGINT, _interrupted)
    args = sys.argv[1:] if argv is None else list(argv)
    try:
        return _run(args)
    except UserError as error:
        code = BLIND if isinstance(error, EvidenceMissing) else WRONG_USE
        return _say(error.what, error.hint, _command_meant(args), code=code)
    except typer.TyperException as error:
        return _say(error.format_message(), "islive --help", _command_meant(args))
    except KeyboardInterrupt:
        return say_interrupted()
    except Exception as crash:  # noqa: BLE001 (one of the three places: whatever happens, the user gets a sentence)
        from islive.cli.crash import report_crash

        print(f"islive: this is a bug in islive, please report it: {report_crash(crash, args)}", file=sys.stderr)
        return BUG


def _run(args: Sequence[str]) -> int:
    reserved = arranged(args)[0] if args else ""
    if reserved in RESERVED:
        raise UserError(
            f"`islive {reserved}` is not in this version of islive", f"`islive why {reserved}` is the service"
        )
    command: Any = typer.main.get_command(app)
    code = command.main(args=list(args), prog_name="islive", standalone_mode=False)
    return say_interrupted() if code == INTERRUPTED else int(code or 0)


def _say(what: str, hint: str, more: str = "", *, code: int = WRONG_USE) -> int:
    print(f"islive: {what}", file=sys.stderr)
    for line in (hint, more):
        if line:
            print(f"  {line}", file=sys.stderr)
    return code


def _command_meant(args: Sequence[str]) -> str:
    """A word that was taken for a service may be a mistyped command."""
    command, *words = arranged(args)
    typed = next((word for word in words if not word.startswith("-")), "") if command == "why" else ""
    near = get_close_matches(typed, COMMANDS, n=1, cutoff=0.6) if typed in args and typed != "why" else []
    return f"{typed} is taken for a service; if the command is meant: islive {near[0]}" if near else ""


def _interrupted(number: int, frame: FrameType | None) -> NoReturn:
    """End at once: questions that are under way only read, and may take their time."""
    del number, frame
    say_interrupted()
    sys.stderr.flush()
    os._exit(INTERRUPTED)

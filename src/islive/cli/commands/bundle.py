"""An investigation as one redacted file: record it, show it, check that it is whole."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from islive.cli.answer import code_of, give, say
from islive.cli.commands.why import investigated
from islive.cli.looking import looked
from islive.cli.options import Reading, reads
from islive.model.errors import UserError

if TYPE_CHECKING:
    from islive.wiring.bundled import Summary

app = typer.Typer(rich_markup_mode=None, add_completion=False)

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="The bundle.")]


@app.callback()
def bundle() -> None:
    """An investigation as one redacted file: record it, show it, check that it is whole."""


@app.command()
@reads
def record(
    reading: Reading,
    words: Annotated[
        list[str], typer.Argument(metavar="SERVICE [VERSION] FILE", help="What to look at, and where to keep it.")
    ],
) -> int:
    """Investigate as `islive why` does, and keep what the outside world answered in FILE."""
    service, version, file = _taken_apart(words)
    if reading.bundle or reading.save:
        raise UserError("`bundle record` looks at the outside world and says itself where to keep that")
    document = looked(replace(reading, save=file), investigated, service=service, version=version)
    give(document, reading)
    return code_of(document, reading.format)


@app.command()
def show(file: FileArgument) -> int:
    """What a bundle holds: what was asked, and every question with what became of it."""
    from islive.wiring.bundled import summary

    say(_drawn(summary(Path(file))))
    return 0


@app.command()
def verify(file: FileArgument) -> int:
    """Whether a bundle is whole and unchanged."""
    from islive.wiring.bundled import summary

    whole = summary(Path(file))
    say(f"{file} is whole: {len(whole.rows)} answers of {whole.taken_at}\n")
    return 0


def _taken_apart(words: list[str]) -> tuple[str | None, str | None, str]:
    match words:
        case [file]:
            return None, None, file
        case [service, file]:
            return service, None, file
        case [service, version, file]:
            return service, version, file
        case _:
            raise UserError("that is one word too many", "islive bundle record SERVICE [VERSION] FILE")


def _drawn(whole: "Summary") -> str:
    head = (
        f"taken at  {whole.taken_at}",
        f"account   {whole.account}, {whole.region}",
        f"asked     {whole.asked}",
        f"by        islive {whole.version}",
        f"answers   {len(whole.rows)}",
        "",
    )
    return "\n".join((*head, *(f"{outcome:<10} {question}" for question, outcome in whole.rows))) + "\n"

"""What is wrong in the account and region, grouped by cause; the same as plain `islive`."""

from typing import Annotated

import typer

from islive.cli.answer import code_of, give
from islive.cli.commands.why import investigated
from islive.cli.looking import looked
from islive.cli.options import Reading, reads
from islive.cli.remembering import Remembering

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@reads
def status(
    reading: Reading,
    all: Annotated[bool, typer.Option("--all", help="Show the healthy services one by one, too.")] = False,
) -> int:
    """What is wrong in the account and region, grouped by cause, and where each address leads."""
    memory = Remembering(reading)
    document = looked(reading, memory.around(investigated))
    give(document, reading, every=all)
    memory.keep()
    return code_of(document, reading.format)

"""The incident that islive was made for, on the embedded simulator: no AWS account is needed."""

import sys
from dataclasses import replace
from typing import Annotated

import typer

from islive.cli.answer import give
from islive.cli.commands.why import investigated
from islive.cli.looking import looked
from islive.cli.options import Reading, reads
from islive.wiring.place import DEMO

app = typer.Typer(rich_markup_mode=None, add_completion=False)

SERVICE, VERSION = "agricultural-core", "v3.3.2"


@app.command()
@reads
def demo(
    reading: Reading,
    fix: Annotated[bool, typer.Option("--fix", help="The way out of it: the same account comes to life.")] = False,
) -> int:
    """Ask why v3.3.2 of agricultural-core is not live, in a simulated account on the morning of 2025-07-21.

    With --fix the account comes to life, and the way out of the incident is gone step by step: what people do, what is
    typed, and what it comes to.
    """
    if fix:
        from islive.cli.climbing import climbed

        return climbed(reading)
    document = looked(replace(reading, demo=True), investigated, service=SERVICE, version=VERSION)
    give(document, reading)
    print(
        f"\nThat was a simulated account (scenario {DEMO}): `islive {SERVICE} {VERSION} --demo`. "
        "`islive --demo` shows all of it, `islive demo --fix` the way out; "
        "on your own account: islive SERVICE VERSION.",
        file=sys.stderr,
    )
    return 0

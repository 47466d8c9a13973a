"""The incident that islive was made for, on the embedded simulator: no AWS account is needed."""

import sys
from dataclasses import replace

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
def demo(reading: Reading) -> int:
    """Ask why v3.3.2 of agricultural-core is not live, in a simulated account on the morning of 2025-07-21."""
    document = looked(replace(reading, demo=True), investigated, service=SERVICE, version=VERSION)
    give(document, reading)
    print(
        f"\nThat was a simulated account (scenario {DEMO}): `islive {SERVICE} {VERSION} --demo`. "
        "`islive --demo` shows all of it; on your own account: islive SERVICE VERSION.",
        file=sys.stderr,
    )
    return 0

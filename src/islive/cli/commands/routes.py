"""Which load balancer, listener rule and target group leads to which service and version."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from islive.cli.answer import give
from islive.cli.looking import looked
from islive.cli.options import Reading, reads
from islive.facts.address import bare_url

if TYPE_CHECKING:
    from islive.model.documents import Routes
    from islive.wiring.inquiry import Inquiry
    from islive.wiring.look import Look

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@reads
def routes(
    reading: Reading,
    address: Annotated[str | None, typer.Argument(metavar="URL", help="Show where this address leads.")] = None,
) -> int:
    """Which load balancer, listener rule and target group leads to which service and version."""
    asked = bare_url(address if "://" in address else f"http://{address}") if address else None
    given = replace(reading, url=[*(reading.url or ()), asked]) if asked else reading
    document = looked(given, _table)
    give(_about(document, asked) if asked else document, reading)
    return 0


def _table(look: "Look", inquiry: "Inquiry") -> "Routes":
    from islive.wiring.investigating import routes_of_account

    return routes_of_account(look, inquiry)


def _about(document: "Routes", address: str) -> "Routes":
    from islive.model.documents import Routes

    return Routes(tuple(row for row in document.rows if row.url == address))

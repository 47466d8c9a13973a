"""What was deployed, how it ended, why, by whom; DORA's four figures from what was verified live."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from islive.cli.answer import BLIND, give
from islive.cli.looking import looked, place_of
from islive.cli.options import Reading, reads
from islive.model.errors import UserError

if TYPE_CHECKING:
    from islive.model.history import History
    from islive.model.store import Store
    from islive.wiring.inquiry import Inquiry
    from islive.wiring.look import Look

# Ten years: older than any record there can be.
MOST_DAYS = 3650

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@reads
def history(
    reading: Reading,
    service: Annotated[
        str | None, typer.Argument(metavar="SERVICE", help="As for `islive why`; else every one.")
    ] = None,
    days: Annotated[float, typer.Option("--days", metavar="N", help="How far back.")] = 90.0,
) -> int:
    """What was deployed, how it ended, why, by whom; DORA's four figures from what was verified live.

    ECS's own record of 90 days, and what the memory of this machine knows beside it. Exit code 3 where the record of a
    service could not be read.
    """
    from islive.wiring.memory import memory_at, why_forgetful

    if not 1 <= days <= MOST_DAYS:
        raise UserError(f"--days {days:g}: not between 1 and {MOST_DAYS}", "ECS itself remembers 90")
    place = place_of(reading, service)
    store = memory_at(place, os.environ)
    forgetful = "" if store else why_forgetful(place, os.environ)

    def ask(look: "Look", inquiry: "Inquiry") -> "History":
        return _told(look, inquiry, days, store, forgetful)

    document = looked(reading, ask, service=service)
    give(document, reading)
    return BLIND if any(one.gaps and not one.chapters for one in document.services) else 0


def _told(look: "Look", inquiry: "Inquiry", days: float, store: "Store | None", forgetful: str) -> "History":
    """With the memory, and where that fails without it."""
    from islive.model.store import StoreTrouble
    from islive.wiring.histories import history as history_of

    try:
        return history_of(look, inquiry, days, store, forgetful)
    except StoreTrouble as trouble:
        print(f"islive: {trouble.what}; {trouble.hint}", file=sys.stderr)
        return history_of(look, inquiry, days, None, trouble.what)

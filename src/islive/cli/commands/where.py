"""Every service and account that runs VERSION or DIGEST."""

from typing import TYPE_CHECKING, Annotated

import typer

from islive.cli.answer import BLIND, give
from islive.cli.looking import looked
from islive.cli.options import Reading, reads

if TYPE_CHECKING:
    from islive.model.documents import Whereabouts
    from islive.wiring.inquiry import Inquiry
    from islive.wiring.look import Look

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@reads
def where(
    reading: Reading,
    version: Annotated[
        str, typer.Argument(metavar="VERSION|DIGEST", help="A git tag or commit, an image's tag or digest, a revision.")
    ],
) -> int:
    """Every service and account that runs VERSION or DIGEST.

    Exit code 3 where a service or account could not be looked into, 0 otherwise, whether it runs or not.
    """
    document = looked(reading, _asked, version=version)
    give(document, reading)
    return 0 if document.is_whole else BLIND


def _asked(look: "Look", inquiry: "Inquiry") -> "Whereabouts":
    from islive.wiring.whereabouts import whereabouts

    return whereabouts(look, inquiry)

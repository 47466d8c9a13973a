"""Is VERSION of SERVICE live; if not, where did it stop, why, and what is the safe fix?"""

from typing import TYPE_CHECKING, Annotated

import typer

from islive.cli.answer import code_of, give
from islive.cli.looking import looked
from islive.cli.options import Reading, reads

if TYPE_CHECKING:
    from islive.model.documents import ClusterReport
    from islive.model.report import Report
    from islive.wiring.inquiry import Inquiry
    from islive.wiring.look import Look

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@reads
def why(
    reading: Reading,
    service: Annotated[
        str | None,
        typer.Argument(
            metavar="SERVICE", help="Name or ARN (also of a task or deployment), or its address in the console."
        ),
    ] = None,
    version: Annotated[
        str | None, typer.Argument(metavar="VERSION", help="A git tag or commit, an image's tag or digest, a revision.")
    ] = None,
) -> int:
    """Is VERSION of SERVICE live; if not, where did it stop, why, and what is the safe fix?

    Without VERSION it is judged what the PRIMARY deployment declares. Without SERVICE every service of the account
    and region is reported on.
    """
    document = looked(reading, investigated, service=service, version=version)
    give(document, reading, verbose=service is None)
    return code_of(document, reading.format)


def investigated(look: "Look", inquiry: "Inquiry") -> "Report | ClusterReport":
    """The report on the service that is asked about, on every service if none is."""
    from islive.cli.telling import tell_of
    from islive.wiring.investigating import report_on_account, report_on_service

    if inquiry.service:
        return report_on_service(look, inquiry, inquiry.service)
    return report_on_account(look, inquiry, tell_of)

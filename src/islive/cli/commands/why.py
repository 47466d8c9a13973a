"""Is VERSION of SERVICE live; if not, where did it stop, why, and what is the safe fix?"""

from typing import TYPE_CHECKING, Annotated

import typer

from islive.cli.answer import code_of, give
from islive.cli.looking import looked
from islive.cli.options import Reading, reads
from islive.cli.remembering import Remembering
from islive.cli.waiting import Require, Timeout, waited
from islive.model.errors import UserError

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
    wait: Annotated[
        bool, typer.Option("--wait", help="Look again until it is live or will not be, as `verify`.")
    ] = False,
    require: Require = None,
    timeout: Timeout = None,
) -> int:
    """Is VERSION of SERVICE live; if not, where did it stop, why, and what is the safe fix?

    Without VERSION it is judged what the PRIMARY deployment declares. Without SERVICE every service of the account
    and region is reported on.
    """
    if wait and service:
        return waited(reading, service, version, require, timeout)
    if wait or (require, timeout) != (None, None):
        _refuse(wait=wait)
    memory = Remembering(reading)
    document = looked(reading, memory.around(investigated), service=service, version=version)
    give(document, reading, verbose=service is None)
    memory.keep()
    return code_of(document, reading.format)


def investigated(look: "Look", inquiry: "Inquiry") -> "Report | ClusterReport":
    """The report on the service that is asked about, on every service if none is."""
    from islive.cli.telling import tell_of
    from islive.wiring.investigating import report_on_account, report_on_service

    if inquiry.service:
        return report_on_service(look, inquiry, inquiry.service)
    return report_on_account(look, inquiry, tell_of)


def _refuse(*, wait: bool) -> None:
    if wait:
        raise UserError("--wait waits for one service", "islive why SERVICE --wait")
    raise UserError("--require and --timeout are for waiting", "add --wait, or: islive verify SERVICE VERSION")

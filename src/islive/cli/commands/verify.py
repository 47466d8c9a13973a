"""Wait until VERSION of SERVICE is proved live, or will not be."""

from typing import Annotated

import typer

from islive.cli.deploying import HOLD, check_on_fail
from islive.cli.options import Reading, reads
from islive.cli.returning import Back, waited_or_back
from islive.cli.waiting import Require, Timeout, waited
from islive.model.errors import UserError

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@reads
def verify(
    reading: Reading,
    service: Annotated[str | None, typer.Argument(metavar="SERVICE", help="As for `islive why`.")] = None,
    version: Annotated[
        str | None, typer.Argument(metavar="VERSION", help="A git tag or commit, an image's tag or digest, a revision.")
    ] = None,
    require: Require = None,
    timeout: Timeout = None,
    on_fail: Annotated[
        str, typer.Option("--on-fail", metavar="hold|rollback", help="What to do where it is proved not to serve.")
    ] = HOLD,
    yes: Annotated[bool, typer.Option("--yes", help="Go back without being asked (--on-fail rollback).")] = False,
) -> int:
    """Wait until VERSION of SERVICE is proved live, or will not be.

    Takes the place of `aws ecs wait services-stable`, whoever started the deployment. Ends early when the version can
    no longer come, and when nothing changes any more. Exit codes: 0 live, 10-16 not live, 14 the time is over, 17 live
    but degraded, 3 cannot be told. Nothing is changed, whatever the answer, unless --on-fail rollback says so: then the
    service goes back to the version that was verified live last (11), where that is deployed and proved not to serve.
    """
    if service is None or version is None:
        named = service or "SERVICE"
        raise UserError(
            "verify needs to be told the version that it waits for",
            f"islive verify {named} VERSION; `islive why {named} --wait` waits for what PRIMARY declares",
        )
    check_on_fail(on_fail)
    if on_fail == HOLD:
        return waited(reading, service, version, require, timeout)
    return waited_or_back(Back(reading, service, version, require, timeout, yes=yes, automatic=True))

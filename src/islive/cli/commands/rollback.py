"""Back to the last version that was verified live, or to the one that is named."""

from typing import Annotated

import typer

from islive.cli.options import Reading, reads
from islive.cli.returning import Back, returned
from islive.cli.waiting import Require, Timeout
from islive.model.errors import UserError

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@reads
def rollback(
    reading: Reading,
    service: Annotated[str | None, typer.Argument(metavar="SERVICE", help="As for `islive why`.")] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="VERSION", help="A git tag or commit, a digest, or a revision: FAMILY:REVISION."),
    ] = None,
    require: Require = None,
    timeout: Timeout = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: for pipelines.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and change nothing.")] = False,
) -> int:
    """Go back to the version of SERVICE that was verified live last, and prove that it serves.

    Before anything is changed it is proved that the version can still be had: its image, task definition, secrets and
    role. The plan is shown, on a screen it is asked once. A deployment that is not finished is taken back by ECS
    itself, if that leads there. Run again, it goes on with what was begun.
    Exit codes: 0 it serves, 10-16 it does not, 14 the time is over, 3 cannot be told, 2 wrong use.
    """
    if service is None:
        raise UserError("which service is to go back?", "islive rollback SERVICE")
    return returned(Back(reading, service, to, require, timeout, yes=yes, dry_run=dry_run))

"""Deploy VERSION, follow it until it is proved live, and go back where it will not be."""

from typing import Annotated

import typer

from islive.cli.deploying import Deploying, Wishes
from islive.cli.options import Reading, reads
from islive.cli.rolling import deployed
from islive.cli.waiting import Require, Timeout
from islive.model.errors import UserError

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@reads
def deploy(
    reading: Reading,
    service: Annotated[str | None, typer.Argument(metavar="SERVICE", help="As for `islive why`.")] = None,
    version: Annotated[
        str | None, typer.Argument(metavar="VERSION", help="A git tag, a commit, or an image's digest.")
    ] = None,
    *,
    commit: Annotated[
        str | None, typer.Option("--commit", metavar="SHA", help="The commit of VERSION, where no repository tells.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="REVISION", help="What it begins from; else the newest, or what runs."),
    ] = None,
    require: Require = None,
    timeout: Timeout = None,
    on_fail: Annotated[
        str, typer.Option("--on-fail", metavar="WAY", help="rollback: to what was verified live last; or hold.")
    ] = "rollback",
    tag: Annotated[bool, typer.Option("--tag", help="Give the image its tags first, as `islive tag`.")] = False,
    goes_on: Annotated[bool, typer.Option("--continue", help="Say go on to the pause that waits now.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: for pipelines.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and change nothing.")] = False,
) -> int:
    """Deploy VERSION to SERVICE, follow it until it is proved live, and go back where it will not be.

    First it is proved which image that is, as by `islive tag`; that is pinned by its digest in a new revision, and
    deployed in one UpdateService with the circuit breaker on. Run again, here or elsewhere, it goes on where it stands.
    Exit codes: 0 live, 11 rolled back, 14 paused or the time is over, 15 another deployment is under way, 17 live but
    degraded, 20 refused by the checks before it, 10-16 not live and held, 3 cannot be told.
    """
    if service is None or version is None:
        raise UserError("which version is to be deployed?", f"islive deploy {service or 'SERVICE'} VERSION")
    wishes = Wishes(commit, source, require, timeout, on_fail, tag=tag, goes_on=goes_on)
    return deployed(Deploying(reading, service, version, wishes, yes=yes, dry_run=dry_run))

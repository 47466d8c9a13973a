"""Version, commit and `latest` tags for the image that provably is that commit's, without docker."""

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from islive.cli.answer import give
from islive.cli.applying import check_applying, plan_or_outcome
from islive.cli.looking import looked
from islive.cli.options import Reading, as_typed, reads
from islive.cli.remembering import Remembering
from islive.facts.versions import is_floating
from islive.model.errors import UserError

if TYPE_CHECKING:
    from islive.model.documents import Plan
    from islive.wiring.inquiry import Inquiry
    from islive.wiring.look import Look

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@reads
def tag(
    reading: Reading,
    service: Annotated[str | None, typer.Argument(metavar="SERVICE", help="As for `islive why`.")] = None,
    version: Annotated[str | None, typer.Argument(metavar="VERSION", help="A git tag, or a commit.")] = None,
    commit: Annotated[
        str | None, typer.Option("--commit", metavar="SHA", help="The commit of VERSION, where no repository tells.")
    ] = None,
    latest: Annotated[bool, typer.Option("--latest", help="Give it the tag latest, too.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: for pipelines.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and change nothing.")] = False,
) -> int:
    """Give the image of a commit its tags in ECR: VERSION, git-<sha> and, if wanted, latest, without docker.

    First it is proved that the image was built from that commit; a tag that says so proves nothing. The plan is shown,
    on a screen it is asked once. The image that was verified live last gets a tag rollback-…, so that it is kept.
    Exit codes: 0 it is so, 10 it is not and why, 3 that cannot be told, 2 wrong use.
    """
    if service is None or version is None:
        raise UserError("which image is to have which tags?", f"islive tag {service or 'SERVICE'} VERSION")
    if is_floating(version):
        raise UserError(
            f"{version} is the name of no version", f"islive tag {service} VERSION --latest gives latest, too"
        )
    check_applying(reading, yes=yes, dry_run=dry_run)
    again = shlex.join(["islive", "tag", service, version, *as_typed(reading, commit=commit, latest=latest)])

    def ask(look: "Look", inquiry: "Inquiry") -> "tuple[Plan, Look]":
        from islive.wiring.tagging import plan_of_tags

        receipt = Remembering(reading).newest_receipt
        plan = plan_of_tags(look, inquiry, service, receipt, commit=commit, latest=latest, command=again)
        return plan, look

    plan, look = looked(reading, ask, service=service, version=version)
    document, code = plan_or_outcome(plan, look.settings, reading, service, yes=yes, dry_run=dry_run)
    give(document, reading)
    return code

"""What would mend it, in order and by risk; with --apply it is done, step by step."""

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from islive.cli.answer import give
from islive.cli.applying import check_applying
from islive.cli.looking import looked
from islive.cli.options import Reading, as_typed, reads
from islive.model.errors import UserError

if TYPE_CHECKING:
    from islive.model.documents import Plan
    from islive.wiring.inquiry import Inquiry
    from islive.wiring.look import Look

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@reads
def fix(
    reading: Reading,
    service: Annotated[str | None, typer.Argument(metavar="SERVICE", help="As for `islive why`.")] = None,
    version: Annotated[str | None, typer.Argument(metavar="VERSION", help="As for `islive why`.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Carry the plan out.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --apply: do not ask, for pipelines.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the plan: so it is without --apply.")] = False,
) -> int:
    """Show what would mend SERVICE: what stops the harm, then what keeps it from coming back. Nothing is changed.

    With --apply it is carried out: what is safe is asked about once, each disruptive step by itself, and what is left
    to a person is shown. It deletes nothing, stops no task that serves, and touches no role, secret or load balancer.
    Exit codes: 0 done (or a plan), 10 not done or something urgent is left to you, 3 that cannot be told, 2 wrong use.
    """
    if service is None:
        raise UserError("what is to be mended?", "islive fix SERVICE")
    _check(apply=apply, yes=yes, dry_run=dry_run)
    check_applying(reading, yes=yes, dry_run=not apply, changes="the service")
    words = filter(None, (service, version))
    again = shlex.join(["islive", "fix", *words, *as_typed(reading, apply=apply)])

    def ask(look: "Look", inquiry: "Inquiry") -> "tuple[Plan, Look]":
        from islive.wiring.fixing import plan_of_fixes

        return plan_of_fixes(look, inquiry, service, again), look

    plan, look = looked(reading, ask, service=service, version=version)
    from islive.cli.consent import mended

    document, code = mended(plan, look.settings, reading, service, yes=yes, dry_run=not apply)
    give(document, reading)
    return code


def _check(*, apply: bool, yes: bool, dry_run: bool) -> None:
    """Refuse what contradicts itself. Raises UserError."""
    if apply and dry_run:
        raise UserError("--apply carries the plan out, and --dry-run does not", "leave one of them out")
    if yes and not apply:
        raise UserError("--yes answers what --apply asks", "add --apply, or leave --yes out")

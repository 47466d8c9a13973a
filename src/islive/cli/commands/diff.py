"""Two task definitions of a service compared: images, variables, secrets, roles, ports, sizes; no values."""

from typing import TYPE_CHECKING, Annotated

import typer

from islive.cli.answer import give
from islive.cli.looking import looked
from islive.cli.options import Reading, reads
from islive.model.errors import UserError

if TYPE_CHECKING:
    from islive.model.documents import Difference
    from islive.wiring.inquiry import Inquiry
    from islive.wiring.look import Look

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@reads
def diff(
    reading: Reading,
    service: Annotated[str | None, typer.Argument(metavar="SERVICE", help="As for `islive why`.")] = None,
    old: Annotated[str | None, typer.Argument(metavar="A", help="A revision: 5, or family:5.")] = None,
    new: Annotated[str | None, typer.Argument(metavar="B", help="The revision to compare it with.")] = None,
) -> int:
    """Compare two task definitions of a service: by default those of its two newest deployments.

    Values are never shown: a variable that differs is "changed".
    """
    if old and not new:
        raise UserError(f"{old} has nothing to be compared with", f"islive diff {service} {old} REVISION")
    revisions = (old, new) if old and new else None

    def ask(look: "Look", inquiry: "Inquiry") -> "Difference":
        from islive.wiring.difference import difference_of

        if inquiry.service is None:
            raise UserError("which service?", "islive diff SERVICE [A B]")
        return difference_of(look, inquiry, inquiry.service, revisions)

    give(looked(reading, ask, service=service), reading)
    return 0

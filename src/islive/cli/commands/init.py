"""Write `islive.toml` from what is discovered in the account and region."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from islive.cli.answer import give_text
from islive.cli.looking import looked
from islive.cli.options import Reading, reads
from islive.model.errors import UserError

if TYPE_CHECKING:
    from islive.wiring.initial_settings import Discovered

app = typer.Typer(rich_markup_mode=None, add_completion=False)

FILE = "islive.toml"


@app.command()
@reads
def init(reading: Reading) -> int:
    """Write `islive.toml` from what is discovered in the account and region: clusters, services, routes, projects.

    The file goes into the work tree of --repo, else into this folder; --output names another.
    """
    from islive.wiring.initial_settings import discover_settings, text_of

    file = Path(reading.output or Path(reading.repo or ".") / FILE)
    if file.exists():
        raise UserError(
            f"{file} is there already, and nothing was changed", "delete it first, or name another --output"
        )
    given = replace(reading, output=str(file), no_logs=True, no_probe=True)
    found = looked(given, discover_settings)
    give_text(text_of(found), given)
    print(f"islive: {file} was written: {_said(found)}", file=sys.stderr)
    return 0


def _said(found: "Sequence[Discovered]") -> str:
    clusters = len({one.target.cluster for one in found})
    unread = sum(len(one.unread) for one in found)
    said = f"{clusters} cluster{'s' * (clusters != 1)}, {len(found)} service{'s' * (len(found) != 1)}"
    return f"{said}; {unread} questions were not answered (# lines in the file)" if unread else said

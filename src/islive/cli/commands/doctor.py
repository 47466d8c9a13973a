"""Credentials, region, permissions, repository, settings: what islive could see from here."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from islive.cli.answer import give_text
from islive.cli.looking import looked
from islive.cli.options import Reading, reads

if TYPE_CHECKING:
    from islive.wiring.examination import Line
    from islive.wiring.inquiry import Inquiry
    from islive.wiring.look import Look

app = typer.Typer(rich_markup_mode=None, add_completion=False)

MARKS = {True: "ok", False: "!!", None: "--"}


@app.command()
@reads
def doctor(reading: Reading) -> int:
    """Credentials, region, permissions, repository, settings: what islive could see from here.

    Exit code 3 where a permission of the policy is missing.
    """
    lines = looked(reading, _examined)
    if not (reading.demo or reading.scenario or reading.bundle):
        lines = [*lines, *_around(reading)]
    give_text("".join(_drawn(line) for line in lines), reading)
    return 3 if any(line.well is False for line in lines) else 0


def _examined(look: "Look", inquiry: "Inquiry") -> "list[Line]":
    from islive.wiring.examination import Line, identity, permissions

    caller = identity(look.aws)
    if not caller.well:
        return [caller]
    scope = look.aws.scope
    where = Line("account", f"{scope.account}, region {scope.region}")
    endpoint = Line("endpoint", os.environ.get("AWS_ENDPOINT_URL", "AWS's own"))
    return [caller, where, endpoint, *_permissions(permissions(look, inquiry, caller.says))]


def _permissions(known: Mapping[str, str]) -> "list[Line]":
    from islive.wiring.examination import ALLOWED, DENIED_WORD, UNTESTED, Line

    wells = {ALLOWED: True, DENIED_WORD: False, UNTESTED: None}
    hints = {DENIED_WORD: "`islive policy` prints what to grant"}
    return [Line(action, said, wells[said], hints.get(said, "")) for action, said in known.items()]


def _around(reading: Reading) -> "list[Line]":
    from islive.wiring.examination import surroundings

    return list(surroundings(Path(reading.repo) if reading.repo else None))


def _drawn(line: "Line") -> str:
    hint = f"  ({line.hint})" if line.hint else ""
    return f"{MARKS[line.well]}  {line.what:<44} {line.says}{hint}\n"

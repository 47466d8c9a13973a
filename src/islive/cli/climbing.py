"""The way out of the incident as a story: what people do, what is typed, and what it comes to in a few lines."""

import os
import shutil
import textwrap
from collections.abc import Iterator
from dataclasses import replace

from islive.cli.answer import check_answer, chosen, give_text
from islive.cli.options import Reading
from islive.model.documents import Ended, Outcome, Plan
from islive.model.errors import UserError
from islive.model.remedy import Horizon, Risk
from islive.model.report import Report
from islive.render import render
from islive.render.drawing.safe import escaped
from islive.wiring.rehearsal import Rung, ladder

# Lines of a refusal.
MOST_LINES = 7


def climbed(reading: Reading) -> int:
    """Each rung as it is climbed; all at once into a file. Raises UserError."""
    check_answer(reading)
    form, color = chosen(reading, os.environ)
    if form not in {"terminal", "plain"}:
        raise UserError(f"--fix is a story, and {form} has no words for one", "--format terminal, or plain")
    told: list[str] = []
    for rung in ladder():
        told.append("\n".join((*_lines(rung, form, color=color), "", "")))
        if not reading.output:
            give_text(told[-1], reading)
    if reading.output:
        give_text("".join(told), reading)
    return 0


def _lines(rung: Rung, form: str, *, color: bool) -> Iterator[str]:
    """What happened meanwhile, the command line, its answer in brief, and the exit code."""
    yield from (f"({rung.meanwhile})",) if rung.meanwhile else ()
    yield f"$ {rung.command}"
    yield from _brief(rung.document, form, color=color)
    yield f"  exit code {rung.code}"


def _brief(document: Report | Plan | Outcome, form: str, *, color: bool) -> Iterator[str]:
    """Of a report the answer and whom it meets, of what was carried out what was done, of a refusal its beginning."""
    width = shutil.get_terminal_size().columns
    shown = _done(document) if isinstance(document, Outcome) else document
    lines = render(shown, form, width=width, color=color).splitlines()
    match document:
        case Report():
            yield lines[0]
            yield from textwrap.wrap(escaped(document.impact.says), width, initial_indent="  ", subsequent_indent="  ")
        case Outcome():
            yield from lines
            yield from (f"  left to you: {escaped(title)}" for title in _left(document.plan))
        case Plan():
            yield from lines[:MOST_LINES]


def _done(outcome: Outcome) -> Outcome:
    """Without what was left to a person."""
    mine = tuple(one for one in outcome.plan.remedies if one.risk is not Risk.MANUAL)
    results = tuple(one for one in outcome.results if one.ended is not Ended.MANUAL)
    return replace(outcome, plan=replace(outcome.plan, remedies=mine), results=results)


def _left(plan: Plan) -> list[str]:
    """What is urgent and left to a person."""
    return [one.title for one in plan.remedies if one.risk is Risk.MANUAL and one.horizon is Horizon.NOW]

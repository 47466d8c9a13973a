"""Carrying a plan out on the command line: shown first, asked once, told step by step. A plan on stderr is talk."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress

from islive.cli.interruption import parting
from islive.cli.looking import place_of
from islive.cli.options import Reading
from islive.model.documents import Ended, Outcome, Plan, Result
from islive.model.errors import UserError
from islive.model.settings import Settings

SO, NOT_SO, UNKNOWN = 0, 10, 3


def check_applying(reading: Reading, *, yes: bool, dry_run: bool, changes: str = "tags") -> None:
    """Refuse what cannot come to anything before anything is asked. Raises UserError."""
    if yes and dry_run:
        raise UserError("--yes carries the plan out, and --dry-run does not", "leave one of them out")
    if dry_run:
        return
    if reading.demo or reading.scenario or reading.bundle:
        still = "a bundle is" if reading.bundle else "this world is"
        raise UserError(
            f"{still} only to be looked at", "add --dry-run; `islive sim serve --living` has a world that takes writes"
        )
    if not yes and not can_ask():
        raise UserError(
            f"this changes {changes}, and nobody is here to be asked", "--yes does it, --dry-run shows the plan"
        )


def plan_or_outcome(
    plan: Plan, settings: Settings, reading: Reading, service: str, *, yes: bool, dry_run: bool
) -> tuple[Plan | Outcome, int]:
    """The document to give, and the exit code: 0 it is so (or would be), 10 it is not, 3 it is not known."""
    if plan.hindered:
        return plan, UNKNOWN if all(one.blind for one in plan.hindered) else NOT_SO
    if dry_run or not plan.steps:
        return plan, SO
    show(plan)
    if not (yes or is_agreed(plan)):
        print("islive: nothing was changed", file=sys.stderr)
        return plan, NOT_SO
    outcome = carry_out(plan, settings, reading, service)
    return outcome, outcome_code(outcome)


def outcome_code(outcome: Outcome) -> int:
    """0 every step ended well, 10 one did not, 3 of one it is not known."""
    if outcome.stopped_by is None:
        return SO
    return UNKNOWN if outcome.stopped_by.ended is Ended.UNKNOWN else NOT_SO


def carry_out(plan: Plan, settings: Settings, reading: Reading, service: str) -> Outcome:
    """Carry it out and tell of each step; what Ctrl-C would leave behind is known all the while."""
    from islive.wiring.acting import carried_out

    results: list[Result] = []

    def tell(result: Result) -> None:
        from islive.render.drawing.planned import ENDS
        from islive.render.drawing.safe import escaped

        results.append(result)
        print(f"islive: {ENDS[result.ended]}: {escaped(result.step.says)}", file=sys.stderr, flush=True)

    with parting(lambda: _left_behind(plan, results), changing=True):
        return carried_out(plan, place_of(reading, service), settings, tell)


def _left_behind(plan: Plan, results: list[Result]) -> Iterator[str]:
    """What Ctrl-C leaves: what is done was told already."""
    left = plan.steps[len(results) :]
    if left:
        yield f"not known whether done: {left[0].says}"
        yield from (f"not begun: {one.says}" for one in left[1:])
    yield f"to see how it stands, and to go on: {plan.command}"


def show(document: Plan | Outcome) -> None:
    """The plan before anything is done, or what came of it, beside the answer."""
    from islive.render import render

    screen = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    look = {"width": shutil.get_terminal_size().columns, "color": screen and not os.environ.get("NO_COLOR")}
    sys.stderr.write(render(document, "terminal" if screen else "plain", **look))
    sys.stderr.flush()


def is_agreed(plan: Plan) -> bool:
    """All of it is asked about once."""
    return says_yes("carry out this step?" if len(plan.steps) == 1 else f"carry out these {len(plan.steps)} steps?")


def says_yes(question: str) -> bool:
    """Whoever is asked says yes; what is not a yes is a no."""
    from islive.render.drawing.safe import escaped

    sys.stderr.write(f"{escaped(question)} [y/N] ")
    sys.stderr.flush()
    with suppress(EOFError):
        return input().strip().lower() in {"y", "yes"}
    return False


def can_ask() -> bool:
    """Somebody is here who can be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()

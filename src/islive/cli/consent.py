"""Consent to a plan in parts: what is safe at once, each disruptive part by itself, all before the first step."""

import sys
from collections.abc import Iterator
from dataclasses import replace

from islive.cli.applying import NOT_SO, SO, UNKNOWN, carry_out, outcome_code, says_yes, show
from islive.cli.options import Reading
from islive.model.documents import Outcome, Plan
from islive.model.remedy import Horizon, Remedy, Risk
from islive.model.settings import Settings
from islive.remedy.equipping import is_automatic
from islive.render.drawing.causes import many
from islive.render.drawing.safe import escaped


def mended(
    plan: Plan, settings: Settings, reading: Reading, service: str, *, yes: bool, dry_run: bool
) -> tuple[Plan | Outcome, int]:
    """The document to give, and the exit code: 0 all that is urgent is so, 10 it is not, 3 it is not known."""
    if plan.hindered:
        return plan, UNKNOWN if all(one.blind for one in plan.hindered) else NOT_SO
    if dry_run or not plan.steps:
        return plan, SO
    show(plan)
    agreed = plan.remedies if yes else tuple(_agreed(plan))
    if not any(map(is_automatic, agreed)):
        print("islive: nothing was changed", file=sys.stderr)
        return plan, NOT_SO
    outcome = carry_out(replace(plan, remedies=agreed), settings, reading, service)
    whole = replace(outcome, plan=plan)
    print(f"islive: to see how it stands then: islive {escaped(plan.name)}", file=sys.stderr)
    return whole, outcome_code(outcome) or (NOT_SO if whole.left or _is_urgent(plan) else SO)


def _agreed(plan: Plan) -> Iterator[Remedy]:
    """What a person says yes to, and what is left to him anyway.

    Who does not want what is safe is asked nothing more: what is disruptive builds on it.
    """
    safe = sum(len(one.steps) for one in plan.remedies if _is_safe(one))
    wants = safe == 0 or says_yes(f"carry out {many(safe, 'safe step')}?")
    for one in plan.remedies:
        if not is_automatic(one) or (wants and (_is_safe(one) or says_yes(f"DISRUPTIVE: {one.title}: carry it out?"))):
            yield one


def _is_safe(remedy: Remedy) -> bool:
    return is_automatic(remedy) and remedy.risk is Risk.SAFE and all(one.risk is Risk.SAFE for one in remedy.steps)


def _is_urgent(plan: Plan) -> bool:
    """Something that is to be done now is left to a person."""
    return any(one.horizon is Horizon.NOW and one.risk is Risk.MANUAL for one in plan.remedies)

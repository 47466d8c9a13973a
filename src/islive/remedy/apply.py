"""Carrying out a plan: the only code that is given the hands.

Every step finds the world that it was planned for, or nothing is done; each is done once; the first that does not end
well is the last. What AWS did not confirm is read back before anybody says that it was done, or that it was not.
"""

from collections.abc import Callable
from dataclasses import replace

from islive.model.documents import Ended, Outcome, Plan, Result
from islive.model.doors import Aws, Hands, Refused
from islive.model.errors import UserError
from islive.model.evidence import DENIED
from islive.model.remedy import Given, Precondition, Step
from islive.remedy.derived import derived
from islive.remedy.sources import read, read_all

# AWS has said nothing, or nothing that could be read: it may have done it all the same.
LOST = frozenset({"Cut", "Empty", "ServerError", "TimedOut", "Unreachable", "Unknown"})

Tell = Callable[[Result], None]


def apply(plan: Plan, hands: Hands, aws: Aws, tell: Tell) -> Outcome:
    """Carry out a plan that was shown. `aws` is the live door, unrecorded; `tell` hears of each step as it ends."""
    if unfit := _first_unfit(plan, aws):
        return Outcome(plan, (unfit,))
    results: list[Result] = []
    for step in plan.steps:
        results.append(_carried_out(step, hands, aws))
        tell(results[-1])
        if not results[-1].is_well:
            break
    return Outcome(plan, tuple(results))


def _first_unfit(plan: Plan, aws: Aws) -> Result | None:
    """Before the first write: the first step that does not find what it was planned for."""
    looks = (_standing(step, step.precondition, aws) for step in plan.steps if step.precondition)
    return next((one for one in looks if isinstance(one, Result) and not one.is_well), None)


def _carried_out(step: Step, hands: Hands, aws: Aws) -> Result:
    before = step.precondition
    if before is None:
        return Result(step, Ended.MANUAL)
    try:
        before = _awaited(step, before, aws)
    except (Refused, UserError) as refused:
        return Result(step, Ended.REFUSED, _words(refused))
    return _standing(step, before, aws) or _not_given(step, aws) or _acted(step, before, hands, aws)


def _awaited(step: Step, before: Precondition, aws: Aws) -> Precondition:
    """With what AWS will say once it is done, where that is only known now."""
    if before.becomes_taken is None:
        return before
    return replace(before, becomes=read(step.takes[before.becomes_taken], aws))


def _not_given(step: Step, aws: Aws) -> Result | None:
    """None where all else is so that must be."""
    try:
        changed = next((one for one in step.given if read(one.source, aws) != one.value), None)
    except (Refused, UserError) as refused:
        return Result(step, Ended.REFUSED, _words(refused))
    return Result(step, Ended.CHANGED, f"{changed.says}: not any more") if isinstance(changed, Given) else None


def _standing(step: Step, before: Precondition, aws: Aws) -> Result | None:
    """None where the step may act: what it was planned for is still so, and not yet what it will be."""
    try:
        found = read(before.source, aws)
    except (Refused, UserError) as refused:
        return Result(step, Ended.REFUSED, _words(refused))
    match found:
        case before.becomes:
            return Result(step, Ended.ALREADY)
        case before.was:
            return None
        case _:
            planned = step.expects or f"{before.source.path} is {before.was}"
            return Result(step, Ended.CHANGED, f"{planned}: not any more, {before.source.path} is {found}")


def _acted(step: Step, before: Precondition, hands: Hands, aws: Aws) -> Result:
    try:
        taken = {**read_all(step.takes, aws), **(derived(step.derives, aws) if step.derives else {})}
        whole = replace(step, params={**step.params, **taken})
    except (Refused, UserError) as refused:
        return Result(step, Ended.REFUSED, _words(refused))
    try:
        hands.act(whole)
    except (Refused, UserError) as refused:
        return _read_back(step, before, aws, refused)
    return Result(step, Ended.DONE)


def _read_back(step: Step, before: Precondition, aws: Aws, refused: Refused | UserError) -> Result:
    """AWS did not confirm it. Whether it was done stands where it was to be read before."""
    lost = isinstance(refused, Refused) and refused.code in LOST
    try:
        found = read(before.source, aws)
    except (Refused, UserError) as blind:
        says = f"{_words(refused)}; and it could not be read back: {_words(blind)}" if lost else _words(refused)
        return Result(step, Ended.UNKNOWN if lost else Ended.REFUSED, says)
    if found == before.becomes:
        return Result(step, Ended.DONE)
    return Result(step, Ended.REFUSED, f"{_words(refused)}; read back: it was not done" if lost else _words(refused))


def _words(refused: Refused | UserError) -> str:
    """What was refused and why, with the way on where one is known."""
    if isinstance(refused, UserError):
        return f"{refused.what}: {refused.hint}"
    return f"{refused}; grant {refused.operation}" if refused.code in DENIED else str(refused)

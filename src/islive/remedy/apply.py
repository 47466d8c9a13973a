"""Carrying out a plan: the only code that is given the hands.

Every step finds the world that it was planned for, or nothing is done; each is done once; the first that does not end
well is the last. What AWS did not confirm is read back before anybody says that it was done, or that it was not, and
before anything is tried again.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from islive.model.documents import Ended, Outcome, Plan, Result
from islive.model.doors import Aws, Hands, Refused, Reply
from islive.model.errors import UserError
from islive.model.evidence import DENIED
from islive.model.expected import Has, fits, in_words, laid_over
from islive.model.remedy import Given, Precondition, Source, Step
from islive.remedy.derived import derived
from islive.remedy.sources import Reading, found_at

# AWS has said nothing, or nothing that could be read: it may have done it all the same.
LOST = frozenset({"Cut", "Empty", "ServerError", "TimedOut", "Unreachable", "Unknown"})
NOT_DONE = frozenset({"Throttled"})
# How often a step is tried in all, where it was not done, or doing it twice is doing it once.
TRIES = 4

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
    looks = (_looked_at(step, step.precondition, aws) for step in plan.steps if step.precondition)
    return next((one for one in looks if one and not one.is_well), None)


def _looked_at(step: Step, before: Precondition, aws: Aws) -> Result | None:
    """As it is before the steps ahead of it: what those are to make is not there yet."""
    reading = Reading(aws)
    try:
        return _standing(step, _awaited(step, before, reading), reading)
    except (Refused, UserError) as refused:
        return Result(step, Ended.REFUSED, _words(refused))


def _carried_out(step: Step, hands: Hands, aws: Aws) -> Result:
    """Each try finds the world that the step was planned for, or is none."""
    if step.precondition is None:
        return Result(step, Ended.MANUAL)
    result, lost = Result(step, Ended.REFUSED), False
    for _ in range(TRIES):
        ready = _ready(step, step.precondition, aws)
        if isinstance(ready, Result):
            return _after_a_loss(result, ready) if lost else _after_a_refusal(result, ready)
        whole, before = ready
        try:
            return _done(step, hands.act(whole), aws)
        except (Refused, UserError) as refused:
            lost = lost or _is_lost(refused)
            result = _read_back(step, before, aws, refused, lost=lost)
            if not _may_be_tried_again(step, result, refused):
                break
    return result


def _may_be_tried_again(step: Step, result: Result, refused: Refused | UserError) -> bool:
    if result.ended is not Ended.REFUSED or isinstance(refused, UserError):
        return False
    return refused.code in NOT_DONE or (step.idempotent and refused.code in LOST)


def _after_a_loss(lost: Result, now: Result) -> Result:
    """A try whose answer was lost was not done when it was read back, and it is not as planned any more now."""
    if now.ended is Ended.ALREADY:
        return replace(now, ended=Ended.DONE)
    return replace(now, ended=Ended.UNKNOWN, says=f"{lost.says}; then {now.says}")


def _after_a_refusal(refused: Result, now: Result) -> Result:
    """It was not done, was to be tried again, and is not as planned any more, or that cannot be told."""
    return now if now.is_well or not refused.says else replace(now, says=f"{refused.says}; then {now.says}")


def _ready(step: Step, before: Precondition, aws: Aws) -> Result | tuple[Step, Precondition]:
    """The whole step, with what AWS will say once it is done; a result where it is not to be done."""
    reading = Reading(aws)
    try:
        before = _awaited(step, before, reading)
        _ask_ahead(step, before, reading)
        if ended := _standing(step, before, reading) or _not_given(step, reading):
            return ended
        taken = _taken(step, reading)
        made = derived(step.derives, aws) if step.derives else {}
    except (Refused, UserError) as refused:
        return Result(step, Ended.REFUSED, _words(refused))
    return replace(step, params={**laid_over(taken, step.params), **made}), before


def _ask_ahead(step: Step, before: Precondition, reading: Reading) -> None:
    """What must be so besides is read first, so that as little as can be lies between the precondition and the act."""
    for one in step.given:
        if not reading.is_one_question(one.source, before.source):
            with suppress(Refused):
                reading.of(one.source)


def _taken(step: Step, reading: Reading) -> Mapping[str, Any]:
    """What the step takes. Raises Refused where AWS has nothing of that."""
    taken = {name: reading.of(source) for name, source in step.takes.items()}
    lacking = next((step.takes[name] for name, one in taken.items() if one is None), None)
    if lacking is not None:
        raise Refused(lacking.operation, "Empty", lacking.lacks)
    return taken


def _awaited(step: Step, before: Precondition, reading: Reading) -> Precondition:
    """With what AWS will say once it is done, where that is only known now. Raises Refused."""
    if before.becomes_taken is None:
        return before
    return replace(before, becomes=reading.of(step.takes[before.becomes_taken]))


def _standing(step: Step, before: Precondition, reading: Reading) -> Result | None:
    """None where the step may act: what it was planned for is so, and not yet what it will be. Raises Refused."""
    found = reading.of(before.source)
    if fits(before.becomes, found):
        return Result(step, Ended.ALREADY)
    if fits(before.was, found):
        return None
    planned = step.expects or f"{before.source.path} is {before.was}"
    return Result(step, Ended.CHANGED, f"{planned}: not any more, {_now(before, found)}")


def _not_given(step: Step, reading: Reading) -> Result | None:
    """None where all else is so that must be. Raises Refused."""
    changed = next((one for one in step.given if not fits(one.value, reading.of(one.source))), None)
    return Result(step, Ended.CHANGED, f"{changed.says}: not any more") if changed else None


def _done(step: Step, answer: Reply, aws: Aws) -> Result:
    """AWS has confirmed it; what it says of it besides is read, where it says that already."""
    told = dict(_told(step, answer))
    reading = Reading(aws)
    for one in step.confirms:
        if amiss := _amiss(one, reading):
            return Result(step, Ended.AMISS, amiss, told)
    return Result(step, Ended.DONE, told=told)


def _told(step: Step, answer: Reply) -> Iterator[tuple[str, Any]]:
    for name, path in step.tells.items():
        with suppress(Refused):
            yield name, found_at(Source(step.operation or "", {}, path, step.at or ""), answer)


def _amiss(confirms: Given, reading: Reading) -> str:
    """What AWS says instead; "" where it says that, or nothing yet."""
    try:
        found = reading.of(confirms.source)
    except (Refused, UserError):
        return ""
    return "" if found is None or fits(confirms.value, found) else f"expected was: {confirms.says}; AWS says {found}"


def _read_back(step: Step, before: Precondition, aws: Aws, refused: Refused | UserError, *, lost: bool) -> Result:
    """AWS did not confirm it. Whether it was done stands where it was to be read before.

    `lost`: this try's answer or an earlier one's was. What is so after AWS had no time for it was done by others.
    """
    try:
        found = Reading(aws).of(before.source)
    except (Refused, UserError) as blind:
        says = f"{_words(refused)}; and it could not be read back: {_words(blind)}" if lost else _words(refused)
        return Result(step, Ended.UNKNOWN if lost else Ended.REFUSED, says)
    if fits(before.becomes, found):
        is_ours = lost or isinstance(refused, UserError) or refused.code not in NOT_DONE
        return Result(step, Ended.DONE if is_ours else Ended.ALREADY)
    if not lost:
        return Result(step, Ended.REFUSED, _words(refused))
    if fits(before.was, found):
        return Result(step, Ended.REFUSED, f"{_words(refused)}; read back: it was not done")
    return Result(step, Ended.UNKNOWN, f"{_words(refused)}; read back: {_now(before, found)}")


def _now(before: Precondition, found: Any) -> str:
    """What AWS says there."""
    says = in_words(before.was, found)
    return says if isinstance(before.was, Has) else f"{before.source.path} is {says}"


def _is_lost(refused: Refused | UserError) -> bool:
    return isinstance(refused, Refused) and refused.code in LOST


def _words(refused: Refused | UserError) -> str:
    """What was refused and why, with the way on where one is known."""
    if isinstance(refused, UserError):
        return f"{refused.what}: {refused.hint}"
    says = str(refused).rstrip(".")
    return f"{says}; grant {refused.operation}" if refused.code in DENIED else says

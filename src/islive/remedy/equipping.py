"""What rules propose, as it can be carried out: the builders of steps know what must be so before, and what it becomes.

A rule says what to write; what AWS must say before and after is known here. A remedy is carried out whole or left to a
person whole: half of it would be something that nobody proposed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from islive.model.evidence import Evidence
from islive.model.remedy import Remedy, Risk, Step
from islive.remedy.builder import builders

Equip = Callable[[Step, Evidence], Step | None]

# Operation that a rule names -> how its step is made by the builder of that kind of write.
KINDS: Mapping[str, Equip] = {}


def equipped(remedy: Remedy, evidence: Evidence, kinds: Mapping[str, Equip] = KINDS) -> Remedy:
    """The remedy with steps that can be carried out; by hand, and unchanged otherwise, where one of them cannot."""
    if remedy.risk is Risk.MANUAL or not remedy.steps:
        return remedy
    steps = [_equipped(step, evidence, kinds) for step in remedy.steps]
    fit = tuple(replace(step, risk=step.risk or remedy.risk) for step in steps if step)
    return replace(remedy, steps=fit) if len(fit) == len(steps) else by_hand(remedy)


def by_hand(remedy: Remedy, because: str = "") -> Remedy:
    """The same remedy, left to a person."""
    bare = tuple(replace(step, precondition=None, given=(), takes={}, risk=None) for step in remedy.steps)
    told = f"{remedy.title} ({because})" if because else remedy.title
    return replace(remedy, title=told, risk=Risk.MANUAL, steps=bare)


def is_automatic(remedy: Remedy) -> bool:
    """Every step of it can be carried out."""
    return remedy.risk is not Risk.MANUAL and bool(remedy.steps) and all(one.precondition for one in remedy.steps)


def _equipped(step: Step, evidence: Evidence, kinds: Mapping[str, Equip]) -> Step | None:
    """The step with its precondition; None where it is not known how, or where it must never be done by itself."""
    if step.risk is Risk.MANUAL or not is_allowed(step):
        return None
    if step.precondition:
        return step
    made = kinds.get(step.operation or "")
    return made(step, evidence) if made else None


def is_allowed(step: Step) -> bool:
    """A builder declares that kind of write, and it takes no service down."""
    return step.operation in {one.operation for one in builders()} and step.params.get("desiredCount") != 0

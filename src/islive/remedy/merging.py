"""Edits of a task definition, from several findings: one registration, and one deployment of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from islive.model.remedy import Derivation, Edit, Given, Horizon, Remedy

PIECE = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Merged:
    """What can go into one registration: the remedies whose edits are in it, and those left out, each with why."""

    derivation: Derivation | None
    within: tuple[Remedy, ...]
    without: tuple[tuple[Remedy, str], ...]

    @property
    def is_urgent(self) -> bool:
        """Something of it is to be done now."""
        return any(one.horizon is Horizon.NOW for one in self.within)

    @property
    def given(self) -> tuple[Given, ...]:
        """What must be so for any of it."""
        return tuple(one for remedy in self.within for step in remedy.steps for one in step.given)

    def put_off(self, why: str) -> "Merged":
        """None of it is done now."""
        return Merged(None, (), (*self.without, *((one, why) for one in self.within)))


def edits_of(remedy: Remedy) -> tuple[Edit, ...]:
    """What it would change of a task definition."""
    return tuple(edit for step in remedy.steps if step.derives for edit in step.derives.edits)


def is_edit(remedy: Remedy) -> bool:
    """All of it is a task definition made of another."""
    return bool(remedy.steps) and all(step.derives for step in remedy.steps)


def merged(remedies: Sequence[Remedy], sources: Sequence[str]) -> Merged:
    """Their edits as one derivation of the revision `sources` names first, as far as they are of it.

    Where two want different things at one place neither is in it: which of them is right is for a person to say.
    """
    source = next((one for one in sources if any(one in _sources(remedy) for remedy in remedies)), None)
    ours = sorted((one for one in remedies if _sources(one) == {source}), key=_soonest)
    clashing = _clashes(ours)
    within = tuple(one for one in ours if one.title not in clashing)
    without = [(one, _elsewhere(one)) for one in remedies if one not in ours]
    without += [(one, clashing[one.title]) for one in ours if one.title in clashing]
    edits = tuple({edit.path: edit for one in within for edit in edits_of(one)}.values())
    return Merged(Derivation(source, edits) if source and edits else None, within, tuple(without))


def _sources(remedy: Remedy) -> set[str]:
    return {step.derives.source for step in remedy.steps if step.derives}


def _elsewhere(remedy: Remedy) -> str:
    names = ", ".join(sorted(one.rpartition("/")[2] for one in _sources(remedy)))
    return f"it is about {names}, which is not what this plan corrects"


def _clashes(remedies: Sequence[Remedy]) -> Mapping[str, str]:
    """Title -> why, of every remedy that wants something else than another one at the same place.

    What is wanted later gives way to what is wanted now.
    """
    wanted = [(one, edit) for one in remedies for edit in edits_of(one)]
    return {
        remedy.title: f"{_said(edit)} by it, and {_said(other)} by another finding: decide which is right"
        for remedy, edit in wanted
        for another, other in wanted
        if another is not remedy and _clash(edit, other) and _soonest(another) <= _soonest(remedy)
    }


def _soonest(remedy: Remedy) -> int:
    return list(Horizon).index(remedy.horizon)


def _said(edit: Edit) -> str:
    if edit.taken_from:
        return f"{edit.path} becomes what {edit.taken_from.rpartition('/')[2]} has"
    return f"{edit.path} {'is taken away' if edit.value is None else f'becomes {edit.value}'}"


def _clash(one: Edit, other: Edit) -> bool:
    """They differ at the same place, or one of them is about the inside of the other."""
    mine, theirs = PIECE.findall(one.path), PIECE.findall(other.path)
    if mine == theirs:
        return bool((one.value, one.taken_from) != (other.value, other.taken_from))
    shorter, longer = sorted((mine, theirs), key=len)
    return longer[: len(shorter)] == shorter


def titles(remedies: Iterable[Remedy]) -> str:
    """What they are for, in one line."""
    return "; ".join(one.title for one in remedies)

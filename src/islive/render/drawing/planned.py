"""Plans and what came of them, as a first line and labelled entries: every format that is made of lines draws these."""

from collections.abc import Iterator
from dataclasses import replace

from islive.model.documents import Ended, Hindrance, Outcome, Plan, Result
from islive.model.remedy import Risk
from islive.render.drawing.causes import many
from islive.render.drawing.outline import Entry, plan, quoted
from islive.render.drawing.words import WHO

ENDS = {
    Ended.DONE: "done",
    Ended.AMISS: "DONE, BUT NOT AS EXPECTED",
    Ended.ALREADY: "was already so",
    Ended.MANUAL: "left to you",
    Ended.CHANGED: "CHANGED meanwhile",
    Ended.REFUSED: "NOT DONE",
    Ended.UNKNOWN: "NOT KNOWN whether done",
}


def headline(document: Plan | Outcome) -> str:
    """The answer."""
    if isinstance(document, Outcome):
        return _came_to(document)
    if document.hindered:
        return f"NO PLAN, nothing has been changed: {document.name}: {document.hindered[0].says}"
    if document.says and not document.steps:
        return f"ALREADY SO: {document.name}: {document.says}"
    return ": ".join(filter(None, ("PLAN, nothing has been changed", document.name, document.says)))


def _came_to(outcome: Outcome) -> str:
    name, done, stopped = outcome.plan.name, len(outcome.done), outcome.stopped_by
    if stopped is None:
        return f"DONE: {name}: {many(done, 'step')} done" if done else f"ALREADY SO: {name}: nothing was left to do"
    done -= stopped.ended is Ended.AMISS
    before = f"{many(done, 'step')} done before that" if done else "nothing was changed before that"
    return f"STOPPED: {name}: {ENDS[stopped.ended]}: {stopped.step.says}; {before}"


def entries(document: Plan | Outcome) -> Iterator[Entry]:
    """What is said under it."""
    if isinstance(document, Outcome):
        yield from _outcome(document)
    else:
        yield from about(document)
        yield from plan(document.remedies)


def brief(document: Plan) -> Iterator[Entry]:
    """The plan for somebody who is asked: who says which commit it is, the best proof, and each step in a sentence."""
    yield from about(replace(document, because=document.because[:2]))
    for step in document.steps:
        yield Entry("step" if step.risk is Risk.SAFE else f"step, {WHO[step.risk]}" if step.risk else "step", step.says)


def about(document: Plan) -> Iterator[Entry]:
    """What a plan rests on, what is in its way, and what else there is to know."""
    for number, one in enumerate(document.hindered):
        yield from _hindrance(one, first=number == 0)
    yield from (Entry("proof", quoted(one)) for one in document.because)
    yield from (Entry("note", one) for one in document.notes)


def _hindrance(one: Hindrance, *, first: bool) -> Iterator[Entry]:
    yield from () if first else (Entry("also", one.says),)
    yield from (Entry("seen", seen) for seen in one.seen)
    yield Entry("would tell" if one.blind else "way out", one.way_out)


def _outcome(outcome: Outcome) -> Iterator[Entry]:
    for one in outcome.results:
        yield from _result(one, stopped=outcome.stopped_by is not None)
    yield from (Entry("not begun", step.says) for step in outcome.left)
    if outcome.stopped_by and outcome.plan.command:
        yield Entry("to go on", f"{outcome.plan.command}  (what is done is seen, and not done again)")


def _result(one: Result, *, stopped: bool) -> Iterator[Entry]:
    yield Entry(ENDS[one.ended], one.step.says)
    yield from (Entry("because", says, 1) for says in (one.says,) if says)
    undo = one.step.undo if one.ended in {Ended.DONE, Ended.AMISS} and stopped else None
    yield from (Entry("undo", undo, 1) for undo in (undo,) if undo)
    by_hand = one.step.aws_cli if one.ended is Ended.MANUAL else None
    yield from (Entry("command", line, 1) for line in (by_hand,) if line)

"""The ten stages as a Mermaid state diagram, which code hosts draw inside Markdown."""

from collections.abc import Iterable, Iterator

from islive.model.stage import StageState, StageTrace
from islive.render.drawing.words import MARKS

# Fill and text of the marked states: readable on a light page and on a dark one.
COLOURS = {
    StageState.PASSED: ("#1a7f37", "#ffffff"),
    StageState.FAILED: ("#b3261e", "#ffffff"),
    StageState.STOPPED: ("#b3261e", "#ffffff"),
    StageState.BLOCKED: ("#8a4b08", "#ffffff"),
    StageState.WAITING: ("#1f5fbf", "#ffffff"),
    StageState.UNKNOWN: ("#5b4a9e", "#ffffff"),
}
LONGEST = 90


def mermaid(stages: Iterable[StageTrace]) -> str:
    """The stages from top to bottom, each with its mark, its state and what is said of it."""
    return "\n".join(_lines(tuple(stages)))


def _lines(stages: tuple[StageTrace, ...]) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield "    direction TB"
    states = {one.state for one in stages}
    for state, (fill, text) in ((state, colours) for state, colours in COLOURS.items() if state in states):
        yield f"    classDef {_name(state)} fill:{fill},color:{text},stroke:{fill}"
    names = [f"s{number}" for number, _ in enumerate(stages, start=1)]
    for name, one in zip(names, stages, strict=True):
        yield f"    {name}: {_label(one)}"
    for before, name in zip(["[*]", *names], names, strict=False):
        yield f"    {before} --> {name}"
    for name, one in zip(names, stages, strict=True):
        if one.state in COLOURS:
            yield f"    class {name} {_name(one.state)}"


def _name(state: StageState) -> str:
    return state.replace("-", "_")


def _label(one: StageTrace) -> str:
    says = one.says if len(one.says) <= LONGEST else one.says[: LONGEST - 1] + "…"
    head = f"{MARKS[one.state]} {one.stage}, {one.state.replace('-', ' ')}"
    return f"{head}<br>{_quoted(says)}" if says else head


def _quoted(text: str) -> str:
    """Letters, digits and spaces as they are; everything else by its number, so that it can only be shown."""
    return "".join(one if one.isalnum() or one in " .,-/_()" else f"#{ord(one)};" for one in text)

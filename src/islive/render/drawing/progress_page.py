"""The page of a version that is waited for: the answer so far, and of what is under way only what is not done yet."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from islive.model.documents import Progress
from islive.model.motion import Crowd
from islive.model.stage import Stage, StageState, StageTrace
from islive.render.drawing import words
from islive.render.drawing.lines import Line, Span, Tone, clip, line
from islive.render.drawing.report_page import BELOW, INDENT, TONES, headline, stage_strip

DONE = frozenset({StageState.PASSED, StageState.NOT_APPLICABLE})
# The screen's height is shared with what stands above.
MOST_CROWDS = 4
MOST_CAUSES = 3


def progress_page(progress: Progress, width: int) -> Iterator[Line]:
    """What is done in one line, what is at work with all that is known of it, what is still to come in one line."""
    report = progress.observation.report
    yield headline(report, width)
    yield line(clip(f"{INDENT}{report.says}", width))
    yield line(clip(f"{INDENT}{report.impact.says}", width))
    yield from stage_strip(_done(report.stages), width)
    for stage in _at_work(report.stages):
        yield Span(INDENT), Span(clip(mark(stage), width - len(INDENT)), TONES[stage.state])
        yield from _below(progress, stage, width)
    yield from stage_strip(_ahead(report.stages), width)
    for cause in report.diagnosis.root_causes[:MOST_CAUSES]:
        yield line(clip(f"{INDENT}cause: {words.sentence(cause)}", width), Tone.BAD)
    yield from _clocks(progress, width)


def mark(stage: StageTrace) -> str:
    """A stage with its mark and what is said of it."""
    return f"{words.MARKS[stage.state]} {stage.stage}: {stage.says}"


def _done(stages: tuple[StageTrace, ...]) -> tuple[StageTrace, ...]:
    return tuple(one for one in stages if one.state in DONE)


def _at_work(stages: tuple[StageTrace, ...]) -> tuple[StageTrace, ...]:
    return tuple(one for one in stages if one.state not in DONE | {StageState.NOT_REACHED})


def _ahead(stages: tuple[StageTrace, ...]) -> tuple[StageTrace, ...]:
    return tuple(one for one in stages if one.state is StageState.NOT_REACHED)


def _below(progress: Progress, stage: StageTrace, width: int) -> Iterator[Line]:
    """The tasks, the targets or the answers, under the stage that is theirs."""
    motion, now = progress.observation.motion, progress.observation.report.taken_at + progress.age
    crowds = {Stage.TASKS: motion.tasks, Stage.TARGETS: motion.targets}.get(stage.stage, ())
    said = [crowd(one, now) for one in crowds[:MOST_CROWDS]]
    said += [f"and {len(crowds) - MOST_CROWDS} more kinds"] if len(crowds) > MOST_CROWDS else []
    said += motion.answers[:MOST_CROWDS] if stage.stage is Stage.TRAFFIC else ()
    yield from (line(clip(f"{BELOW}{one}", width), Tone.QUIET) for one in said)


def crowd(one: Crowd, now: datetime) -> str:
    """`3 web:42 stopped: web exited with code 1, the newest 0:40 ago`."""
    if one.since is None or one.since > now:
        return f"{one.count} {one.says}"
    newest = "the newest " if one.count > 1 else ""
    return f"{one.count} {one.says}, {newest}{clock(now - one.since)} ago"


def _clocks(progress: Progress, width: int) -> Iterator[Line]:
    if progress.trouble:
        says = f"{INDENT}no answer: {progress.trouble}; what is shown is {clock(progress.age)} old"
        yield line(clip(says, width), Tone.WAIT)
    yield line(clip(f"{INDENT}{waited(progress)}", width), Tone.QUIET)


def waited(progress: Progress) -> str:
    """What is expected, how long it has been waited for, and when that ends."""
    said = f"{progress.expects}; waited {clock(progress.waited)}, no step forward for {clock(progress.unchanged)}"
    left = f", {clock(progress.left)} left" if progress.left is not None else ""
    return f"{said} of {clock(progress.patience)}{left}"


def clock(length: timedelta) -> str:
    """Minutes and seconds, hours where there are any: 0:07, 12:30, 1:02:05."""
    minutes, seconds = divmod(max(0, int(length.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

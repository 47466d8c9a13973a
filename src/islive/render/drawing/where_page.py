"""The page of a version: every service that runs it."""

from collections.abc import Iterator

from islive.model.documents import Whereabouts
from islive.model.target import Target
from islive.render.drawing.lines import Line, Span, Tone, clip, clip_middle, line
from islive.render.drawing.moments import day_and_minute
from islive.render.drawing.report_page import INDENT, hanging


def where_page(document: Whereabouts, width: int) -> Iterator[Line]:
    """How many run it, each with its tasks, and where it could not be told."""
    count, of = len(document.places), document.looked_at
    what = clip_middle(document.asked, width // 2)
    said = f"{what} runs in {count} of {of} services" if count else f"{what} runs in none of {of} services"
    unsure = "" if document.is_whole else ", as far as one could look"
    yield line(clip(f"{said}{unsure}", width), Tone.GOOD if count else Tone.WAIT)
    for one in document.places:
        tasks = f"{one.tasks} of {one.of} tasks"
        yield Span(clip(f"{INDENT}✔ {one.target.service} {one.version}", width), Tone.GOOD), Span(f"  {tasks}")
        way = f"{_place(one.target)} › {one.task_definition} › {one.digest[:19]}"
        yield line(clip_middle(f"{INDENT * 2}{way}", width), Tone.QUIET)
    for target, why in document.unread:
        said = f"{INDENT}? {target.service}, {_place(target)}: {why}"
        yield from (line(each, Tone.WAIT) for each in hanging(said, INDENT * 2, width, 3))
    for closed in document.closed:
        said = f"{INDENT}? account {closed.account}, {closed.region}, not looked into: {closed.reason}"
        yield from (line(each, Tone.WAIT) for each in hanging(said, INDENT * 2, width, 4))
        yield from map(line, hanging(f"{INDENT * 2}→ {closed.fix}", INDENT * 3, width, 2) if closed.fix else ())
    yield line(clip(f"{INDENT}{day_and_minute(document.taken_at)} UTC, {document.calls} calls", width), Tone.QUIET)


def _place(target: Target) -> str:
    return f"{target.cluster}, {target.region}, account {target.account}"

"""The page of a history: how a service's deployments ended, the newest first."""

from collections.abc import Iterator

from islive.model.history import History, ServiceHistory
from islive.render.drawing.history_words import blind, figures, headline, told
from islive.render.drawing.lines import Line, Span, Tone, clip, line
from islive.render.drawing.moments import day_and_minute
from islive.render.drawing.report_page import INDENT, hanging

LABEL = 24


def history_page(document: History, width: int) -> Iterator[Line]:
    """What is said of all, what is missing, and then each service."""
    yield line(clip(headline(document), width), Tone.STRONG)
    if document.forgetful:
        yield from (line(one, Tone.WAIT) for one in hanging(f"{INDENT}{document.forgetful}", INDENT, width, 3))
    for one in document.services:
        yield ()
        if len(document.services) > 1:
            yield line(clip(f"{one.target.service}, {one.target.cluster}", width), Tone.STRONG)
        yield from _service(one, width)
    told_at = f"{INDENT}{day_and_minute(document.taken_at)} UTC, {document.calls} calls"
    yield line(clip(told_at, width), Tone.QUIET)


def _service(one: ServiceHistory, width: int) -> Iterator[Line]:
    for label, text in figures(one.measures):
        yield line(clip(f"{INDENT}{label:<{LABEL}}{text}", width))
    for text in blind(one):
        yield from (line(each, Tone.WAIT) for each in hanging(f"{INDENT}? {text}", INDENT * 2, width, 2))
    yield ()
    for chapter in one.chapters:
        row = told(chapter)
        took = f", {row.took}" if row.took else ""
        who = f", by {row.who}" if row.who else ""
        head = f"{INDENT}{row.mark} {row.when}  "
        rest = clip(f"{row.version}  {row.outcome}{took}{who}", max(width - len(head), 20))
        yield Span(head, row.tone), Span(rest)
        if row.cause:
            yield from (line(each, Tone.QUIET) for each in hanging(f"{INDENT * 3}{row.cause}", INDENT * 3, width, 2))

"""The terminal: the answer in the first line, the page of one service in 24 lines; colour only adds."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import StringIO

from islive.model.documents import ClusterReport, Difference, Document, Outcome, Plan, Progress, Routes, Whereabouts
from islive.model.explanation import Explanation
from islive.model.history import History
from islive.model.report import Report
from islive.render.drawing.account_page import account_page, routes_table, service_list
from islive.render.drawing.causes import worst_first
from islive.render.drawing.explained import entries
from islive.render.drawing.history_page import history_page
from islive.render.drawing.lines import Line, Tone, clip, line
from islive.render.drawing.outline import Entry, plan
from islive.render.drawing.planned import about, brief, headline
from islive.render.drawing.planned import entries as planned
from islive.render.drawing.progress_page import progress_page
from islive.render.drawing.report_full import full, labelled
from islive.render.drawing.report_page import INDENT, hanging, page
from islive.render.drawing.safe import harmless, visible
from islive.render.drawing.where_page import where_page

# The answer may take more than one line, for it is a sentence.
NARROWEST, MOST_LINES = 40, 6

STYLES = {
    Tone.BAD: "bold red",
    Tone.GOOD: "green",
    Tone.WAIT: "yellow",
    Tone.STRONG: "bold",
    Tone.QUIET: "dim",
    Tone.PLAIN: "",
}


def render(
    document: Document, *, width: int = 80, verbose: bool = False, every: bool = False, color: bool = True
) -> str:
    """The document for a screen of that width; without `color` it is plain text.

    `verbose` shows all of it; `every` names each service of an account, also those that are well.
    """
    wide = max(width, NARROWEST)
    return _painted(_lines(harmless(document, visible), wide, verbose=verbose, every=every), color=color)


def live(progress: Progress, *, width: int = 80, color: bool = True) -> str:
    """Where a version stands while it is waited for, to be drawn over and over in the same place."""
    return _painted(progress_page(harmless(progress, visible), max(width, NARROWEST)), color=color)


def _lines(document: Document, width: int, *, verbose: bool, every: bool) -> Iterator[Line]:
    match document:
        case Report():
            yield from full(document, width) if verbose else page(document, width)
        case ClusterReport():
            yield from _cluster(document, width, verbose=verbose, every=every)
        case Routes():
            yield from routes_table(document, width)
        case Difference():
            yield from _difference(document, width)
        case Plan() | Outcome():
            yield from _planned(document, width, verbose=verbose)
        case Whereabouts():
            yield from where_page(document, width)
        case Explanation() | History():
            yield from _told(document, width)


def _cluster(cluster: ClusterReport, width: int, *, verbose: bool, every: bool) -> Iterator[Line]:
    yield from account_page(cluster, width, every=verbose or every)
    if verbose or every:
        yield ()
        yield from service_list(cluster, width)
    if verbose:
        for report in worst_first(cluster.reports):
            yield ()
            yield from full(report, width)


def _difference(difference: Difference, width: int) -> Iterator[Line]:
    yield line(clip(f"{difference.service}: {difference.old} → {difference.new}", width), Tone.STRONG)
    if not difference.changes:
        yield line("  no difference", Tone.QUIET)
    for what, path in difference.changes:
        yield from labelled(Entry(what, path), width)


def _told(document: Explanation | History, width: int) -> Iterator[Line]:
    if isinstance(document, History):
        yield from history_page(document, width)
        return
    tone = Tone.BAD if document.is_answer else Tone.WAIT
    yield from (line(one, tone) for one in hanging(document.says, INDENT, width, MOST_LINES))
    for entry in entries(document):
        yield from labelled(entry, width)


def _planned(document: Plan | Outcome, width: int, *, verbose: bool) -> Iterator[Line]:
    """A plan whose steps can be carried out is short, for somebody is asked about it; `verbose` shows all of it."""
    tone = _tone(document)
    yield from (line(one, tone) for one in hanging(headline(document), INDENT, width, MOST_LINES))
    for entry in planned(document) if isinstance(document, Outcome) else _short(document, verbose=verbose):
        yield from labelled(entry, width)
    if isinstance(document, Plan) and (verbose or not document.is_fit):
        yield from _remedies(document, width)


def _short(document: Plan, *, verbose: bool) -> Iterator[Entry]:
    return brief(document) if document.is_fit and not verbose else about(document)


def _tone(document: Plan | Outcome) -> Tone:
    if isinstance(document, Plan):
        return Tone.BAD if document.hindered else Tone.STRONG
    return Tone.BAD if document.stopped_by else Tone.GOOD


def _remedies(document: Plan, width: int) -> Iterator[Line]:
    if not document.remedies and not document.says and not document.hindered:
        yield line("  nothing to do", Tone.QUIET)
    for number, remedy in enumerate(document.remedies, start=1):
        yield ()
        first, *steps = plan((remedy,))
        for entry in (replace(first, label=f"{number} {first.label}"), *steps):
            yield from labelled(entry, width)


def _painted(lines: Iterable[Line], *, color: bool) -> str:
    """The lines as text, with the escapes that colour them if wanted."""
    if not color:
        return "".join("".join(span.text for span in one).rstrip() + "\n" for one in lines)
    from rich.console import Console
    from rich.text import Text

    # Nothing is asked of the environment: what the terminal can do was decided by whoever asked for colour.
    sheet = Console(
        file=StringIO(), force_terminal=True, color_system="standard", legacy_windows=False, _environ={}, width=1000
    )
    with sheet.capture() as drawn:
        for one in lines:
            text = Text.assemble(*((span.text, STYLES[span.tone]) for span in one))
            text.rstrip()
            sheet.print(text, soft_wrap=True, highlight=False)
    return drawn.get()

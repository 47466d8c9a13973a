"""Everything about one service, for a terminal: `-v`."""

from collections.abc import Iterator

from islive.model.report import Report
from islive.render.drawing.lines import Line, Span, Tone, line
from islive.render.drawing.outline import Entry, outline
from islive.render.drawing.report_page import INDENT, hanging, headline, hint, stage_strip

# No text is longer than a report may be: nothing is cut here.
ALL = 100_000

QUIET = frozenset({"because", "command", "only if", "undo", "about", "started", "ended"})


def full(report: Report, width: int) -> tuple[Line, ...]:
    """The headline and the stages, then every section of the outline."""
    return (
        headline(report, width),
        *stage_strip(report.stages, width),
        *(one for section in outline(report) for one in (_EMPTY, *titled(section.title, section.entries, width))),
        _EMPTY,
        hint(report, width),
    )


_EMPTY: Line = ()


def titled(title: str, entries: tuple[Entry, ...], width: int) -> Iterator[Line]:
    """A section: its title, then each entry with its label, wrapped under itself."""
    yield line(title.upper(), Tone.STRONG)
    for entry in entries:
        yield from labelled(entry, width)


def labelled(entry: Entry, width: int) -> Iterator[Line]:
    """An entry with its label, wrapped under itself; what is to be copied stays in one line."""
    indent = INDENT * (entry.depth + 1)
    label = f"{indent}{entry.label}: "
    wide = ALL if entry.label in {"command", "document"} else width
    tone = Tone.QUIET if entry.label in QUIET else Tone.PLAIN
    first, *more = hanging(f"{label}{entry.text}", f"{indent}{INDENT}", wide, ALL)
    said = first.removeprefix(label)
    yield (Span(first.removesuffix(said), Tone.STRONG), Span(said, tone)) if said != first else line(first, tone)
    yield from (line(one, tone) for one in more)

"""The page of one service: the answer first, then as much of the why as a small terminal holds."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from islive.model.citation import Citation
from islive.model.finding import Finding
from islive.model.remedy import Horizon, Remedy, Risk
from islive.model.report import Report
from islive.model.stage import StageState, StageTrace
from islive.model.verdict import Reason, Verdict
from islive.render.drawing import words
from islive.render.drawing.fit import Level, Row, cut
from islive.render.drawing.lines import Line, Span, Tone, cells, clip, clip_middle, first_that_fits, line, wrap
from islive.render.drawing.memory_words import last_verified, seen_before
from islive.render.drawing.moments import day_and_minute

# A terminal of 24 lines, one of which the shell's prompt takes: the answer must not scroll away.
HEIGHT = 23

# As many characters as a value has that says nothing without the name of its field: "1", "FAILED", "linux/arm64".
MERE_VALUE = 24

INDENT = "  "
BELOW = "     "

TONES = {
    StageState.PASSED: Tone.GOOD,
    StageState.FAILED: Tone.BAD,
    StageState.STOPPED: Tone.BAD,
    StageState.BLOCKED: Tone.BAD,
    StageState.WAITING: Tone.WAIT,
    StageState.UNKNOWN: Tone.WAIT,
    StageState.NOT_REACHED: Tone.QUIET,
    StageState.NOT_APPLICABLE: Tone.QUIET,
}


@dataclass(frozen=True, slots=True)
class Room:
    """How generous a page is: lines for a sentence, AWS's words, a cause's list, a list beside; what may be cut."""

    sentence: int
    quote: int
    listing: int
    aside: int
    level: Level


# From the most generous to the one that fits whatever there is to say.
ROOMS = (
    Room(4, 3, 2, 2, level=Level.NEVER),
    Room(4, 2, 2, 2, level=Level.NEVER),
    Room(4, 1, 2, 2, level=Level.NEVER),
    Room(3, 1, 2, 1, level=Level.LATER),
    Room(2, 1, 2, 1, level=Level.LATER),
    Room(2, 1, 1, 1, level=Level.HIDDEN),
    Room(1, 1, 1, 1, level=Level.BLIND),
)


def page(report: Report, width: int) -> tuple[Line, ...]:
    """At most 23 lines of that width."""
    for room in ROOMS:
        fitted = cut(tuple(_Page(report, width, room).rows()), HEIGHT - 1, room.level)
        if fitted:
            more = f"+{fitted.hidden} more, -v" if fitted.hidden else "-v evidence"
            return (*(row.line for row in fitted.rows), hint(report, width, more))
    raise AssertionError("the last room gives up everything but the answer")


def headline(report: Report, width: int) -> Line:
    """Mark, answer, service and version, and where it stopped or how it was proved."""
    said = words.answer(report)
    tone = tone_of(report)
    head = f"{said.mark} {said.word}"
    rest = first_that_fits(_rest(report, said), width - cells(head) - 2)
    return Span(head, tone), Span(f"  {rest}", Tone.STRONG)


def _rest(report: Report, said: words.Answer) -> Iterator[str]:
    tail = said.tail
    service, wanted = report.target.service, report.wanted
    version = f" {wanted.label}" if wanted.label else ""
    commit = f" ({wanted.commit[:7]})" if wanted.version and wanted.commit and wanted.commit != wanted.version else ""
    also = f"; {words.blocked(report)}" if words.blocked(report) else ""
    yield f"{service}{version}{commit}   {tail}{also}".rstrip()
    yield f"{service}{version}   {tail}{also}".rstrip()
    yield f"{service}{version}   {tail}".rstrip()
    tail = said.short or tail
    for most in (120, 60, 40, 24, 16):
        yield f"{clip_middle(service, most)}{clip_middle(version, most)}   {tail}".rstrip()
    yield f"{clip_middle(service, 12)}{clip_middle(version, 12)}   {clip(tail, 40)}".rstrip()


def tone_of(report: Report) -> Tone:
    """Good, bad, or to be waited for."""
    match report.verdict:
        case Verdict.LIVE if report.reason is not Reason.DEGRADED:
            return Tone.GOOD
        case Verdict.NOT_LIVE:
            return Tone.BAD
        case _:
            return Tone.WAIT


@dataclass(frozen=True, slots=True)
class _Page:
    report: Report
    width: int
    room: Room

    def rows(self) -> Iterator[Row]:
        yield Row(headline(self.report, self.width), Level.ANSWER)
        yield from self._says()
        yield from self._sentence(self.report.impact.says, Level.ANSWER, INDENT)
        yield from (Row(one, Level.BLIND) for one in stage_strip(self.report.stages, self.width))
        for number, cause in enumerate(self.report.diagnosis.root_causes, start=1):
            yield _SPACE if number > 1 else _TOP
            yield from self._cause(number, cause)
        yield _SPACE
        yield from self._beside()

    def _says(self) -> Iterator[Row]:
        plainly = (self.report.verdict, self.report.reason) in {
            (Verdict.LIVE, None),
            (Verdict.NOT_LIVE, Reason.FAILED),
        }
        if not plainly and self.report.says != self.report.impact.says:
            yield from self._sentence(self.report.says, Level.ANSWER, INDENT)

    def _cause(self, number: int, cause: Finding) -> Iterator[Row]:
        head = f"{INDENT}{number} {cause.stage}: "
        first, *more = self._fill(f"{head}{words.sentence(cause)}", BELOW)
        rest = first.removeprefix(head)
        yield Row((Span(first.removesuffix(rest), Tone.BAD), Span(rest, Tone.STRONG)), Level.CAUSE)
        yield from (Row(line(one, Tone.STRONG), Level.CAUSE) for one in more)
        for citation in cause.because[:1]:
            yield from self._quote(citation)
        yield from self._symptoms(cause)
        yield from self._fixes(words.remedies_of(self.report, cause, number))

    def _quote(self, citation: Citation) -> Iterator[Row]:
        """AWS's own words; a mere value with the name of its field."""
        field = words.field_of(citation) if cells(citation.quote) <= MERE_VALUE else ""
        for size in range(self.room.quote * self._inner, 0, -1):
            text = f"{BELOW}{field}“{clip_middle(citation.quote, size)}”"
            lines = self._wrapped(text, BELOW, self.room.quote + 1)
            if len(lines) <= self.room.quote:
                yield from (Row(line(one, Tone.QUIET), Level.QUOTE) for one in lines)
                return

    def _symptoms(self, cause: Finding) -> Iterator[Row]:
        below = self.report.diagnosis.symptoms_of(cause)
        if below:
            yield from self._listing("explains: ", [words.brief(one) for one in below], Level.SYMPTOMS)
        hidden = words.waiting_behind(self.report, cause)
        if hidden:
            yield from self._listing("may be hidden behind it: ", hidden, Level.SYMPTOMS)

    def _fixes(self, remedies: tuple[Remedy, ...]) -> Iterator[Row]:
        for index, remedy in enumerate(remedies):
            level = Level.LATER if remedy.horizon is Horizon.LATER else Level.MORE_FIXES if index else Level.FIX
            yield from self._fix(remedy, level, BELOW)

    def _fix(self, remedy: Remedy, level: Level, indent: str) -> Iterator[Row]:
        label = f"{indent}{words.way(remedy)}: "
        tone = Tone.GOOD if remedy.risk is Risk.SAFE else Tone.WAIT
        first, *more = self._wrapped(f"{label}{remedy.title}", indent + INDENT, min(self.room.sentence, 2))
        rest = first.removeprefix(label)
        yield Row((Span(first.removesuffix(rest), tone), Span(rest)), level)
        yield from (Row(line(one), level) for one in more)

    def _beside(self) -> Iterator[Row]:
        shown = {one.title for one in self._shown()}
        left = tuple(one for one in self.report.plan if one.title not in shown)
        now = tuple(one for one in left if one.horizon is Horizon.NOW)
        yield from (row for one in words.in_order(now) for row in self._fix(one, Level.MORE_FIXES, INDENT))
        yield from self._expected()
        yield from self._remembered()
        contributing = [one.id for one in self.report.diagnosis.contributing]
        yield from self._aside(f"contributing ({len(contributing)}): ", contributing, Level.CONTRIBUTING)
        folded = [one.finding.id for one in self.report.folded]
        yield from self._aside(f"folded ({len(folded)}): ", folded, Level.LATER)
        later = [one.title for one in left if one.horizon is Horizon.LATER]
        yield from self._aside("later: ", later, Level.LATER)
        level = Level.BLIND if self.report.verdict is Verdict.UNKNOWN else Level.HIDDEN
        yield from self._aside("could not check: ", words.ways_out(self.report), level)
        yield from (row for note in self.report.notes for row in self._sentence(note, Level.NOTES, INDENT))

    def _shown(self) -> Iterator[Remedy]:
        for number, cause in enumerate(self.report.diagnosis.root_causes, start=1):
            yield from words.remedies_of(self.report, cause, number)

    def _expected(self) -> Iterator[Row]:
        for entry in self.report.timeline:
            if entry.citation is None and entry.at > self.report.taken_at:
                text = f"{INDENT}expected {day_and_minute(entry.at)}: {entry.says}"
                yield Row(line(clip(text, self.width), Tone.WAIT), Level.MEANWHILE)
                return

    def _remembered(self) -> Iterator[Row]:
        """What served last, and when this was seen before: the way back, and the way out somebody found."""
        if last := self.report.last_verified:
            label, text = last_verified(last)
            yield Row(line(clip(f"{INDENT}{label}: {text}", self.width)), Level.MEANWHILE)
        for one in self.report.seen_before[:1]:
            text = f"{INDENT}seen before: {seen_before(self.report, one)}"
            yield Row(line(clip(text, self.width)), Level.MEANWHILE)

    def _sentence(self, text: str, level: Level, indent: str) -> Iterator[Row]:
        yield from (Row(line(one), level) for one in self._fill(f"{indent}{text}", indent) if one.strip())

    def _listing(self, label: str, items: list[str] | tuple[str, ...], level: Level) -> Iterator[Row]:
        """A list in at most two lines, the rest of it counted."""
        text = _joined(items, (self._inner - len(INDENT)) * self.room.listing - cells(label))
        for one in self._wrapped(f"{BELOW}{label}{text}", f"{BELOW}{INDENT}", self.room.listing):
            yield Row(line(one), level)

    def _aside(self, label: str, items: list[str] | tuple[str, ...], level: Level) -> Iterator[Row]:
        if items:
            text = _joined(items, (self.width - 4) * self.room.aside - cells(label))
            for one in self._wrapped(f"{INDENT}{label}{text}", f"{INDENT}{INDENT}", self.room.aside):
                yield Row(line(one, Tone.QUIET), level)

    def _fill(self, text: str, indent: str) -> list[str]:
        return self._wrapped(text, indent, self.room.sentence)

    def _wrapped(self, text: str, indent: str, most: int) -> list[str]:
        return hanging(text, indent, self.width, most)

    @property
    def _inner(self) -> int:
        return self.width - len(BELOW)


_SPACE = Row((), Level.SPACE, counts=False)
_TOP = Row((), Level.TOP, counts=False)


def hanging(text: str, indent: str, width: int, most: int) -> list[str]:
    """The text in at most so many lines, all but the first indented; the first has the text's own indent."""
    own = text[: len(text) - len(text.lstrip(" "))]
    first, *more = wrap(text, width - max(len(own), len(indent)), most)
    return [own + first, *(indent + one for one in more)]


def _joined(items: list[str] | tuple[str, ...], room: int) -> str:
    """The items that fit, and how many do not; at least the first, cut if need be."""
    kept: list[str] = []
    for item in dict.fromkeys(items):
        if kept and cells(" · ".join([*kept, item])) > room - len(" · +99 more"):
            break
        kept.append(clip(item, max(room - len(" · +99 more"), 12)))
    left = len(dict.fromkeys(items)) - len(kept)
    return " · ".join([*kept, f"+{left} more"] if left else kept)


def stage_strip(stages: tuple[StageTrace, ...], width: int) -> Iterator[Line]:
    """The stages with their marks, in one line where it is wide enough, otherwise in a few."""
    row: list[Span] = [Span(INDENT)]
    for stage in stages:
        text = f"{words.MARKS[stage.state]} {stage.stage}"
        if len(row) > 1 and sum(cells(span.text) for span in row) + cells(text) > width:
            yield tuple(row)
            row = [Span(INDENT)]
        row.append(Span(f"{text}  ", TONES[stage.state]))
    if stages:
        yield tuple(row)


def hint(report: Report, width: int, more: str = "") -> Line:
    """The last line: where the rest is, and when and how dearly all this was learned."""
    told = f"{day_and_minute(report.taken_at)} UTC, {report.calls} calls"
    text = more
    for offer in _offers(report):
        longer = f"{text} · {offer}" if text else offer
        if len(INDENT) + cells(longer) + 1 + cells(told) <= width:
            text = longer
    gap = " " * (width - len(INDENT) - cells(text) - cells(told))
    return line(clip(f"{INDENT}{text}{gap}{told}", width), Tone.QUIET)


def _offers(report: Report) -> Iterator[str]:
    for cause in report.diagnosis.root_causes[:1]:
        yield f"islive explain {shlex.quote(cause.id)}"

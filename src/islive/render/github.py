"""GitHub Actions: workflow commands that become annotations, at the line of a file where one is meant.

The step summary is the Markdown; the command line appends it to the file that the runner names.
"""

from collections.abc import Iterable, Iterator, Mapping

from islive.model.documents import Closed, ClusterReport, Difference, Document, Outcome, Plan, Routes, Whereabouts
from islive.model.explanation import Explanation
from islive.model.finding import Finding, Severity
from islive.model.history import History
from islive.model.report import Report
from islive.model.verdict import Reason, Verdict
from islive.render.drawing.account_page import is_well, worst_first
from islive.render.drawing.explained import entries
from islive.render.drawing.history_words import figures
from islive.render.drawing.history_words import headline as history_headline
from islive.render.drawing.outline import quoted
from islive.render.drawing.planned import entries as planned
from islive.render.drawing.planned import headline
from islive.render.drawing.safe import harmless, visible
from islive.render.drawing.words import answer, blocked, sentence, ways_out

# GitHub shows ten annotations of each kind in a step.
MOST = 10

VERDICTS = {Verdict.LIVE: "notice", Verdict.NOT_LIVE: "error", Verdict.IN_PROGRESS: "warning", Verdict.UNKNOWN: "error"}
WORTH_A_NOTE = frozenset({Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM})


def render(document: Document) -> str:
    """A command a line. What the outside says is an argument of a command, and can be none itself."""
    return "".join(f"{one}\n" for one in _limited(_commands(harmless(document, visible))))


def _commands(document: Document) -> Iterator[str]:
    match document:
        case Report():
            yield from _report(document)
        case ClusterReport():
            ill = [one for one in worst_first(document.reports) if not is_well(one)]
            yield from (one for report in ill for one in _report(report))
            yield from map(_closed, document.closed)
            count = f"{len(document.reports) - len(ill)} of {len(document.reports)} services are live"
            yield _command("notice", f"account {document.account}, {document.region}", count)
        case Routes():
            lost = [one for one in document.rows if not one.service]
            yield from (_command("warning", "leads nowhere", f"{one.url}: {one.note}") for one in lost)
            yield _command("notice", "routes", f"{len(document.rows)} routes, {len(lost)} lead nowhere")
        case Difference():
            yield from _difference(document)
        case Whereabouts():
            yield from _whereabouts(document)
        case Explanation() | History():
            yield _told(document)
        case Plan() | Outcome():
            yield from _planned(document)


def _planned(document: Plan | Outcome) -> Iterator[str]:
    if isinstance(document, Outcome):
        told = "\n".join(f"{one.label}: {one.text}" for one in planned(document))
        yield _command("error" if document.stopped_by else "notice", headline(document), told)
        return
    title = f"PLAN, nothing has been changed: {document.name}"
    yield from (_command("error", headline(document), one.way_out) for one in document.hindered)
    yield from (_command("notice", title, one.title) for one in document.remedies)
    yield _command("notice", title, f"{len(document.remedies)} remedies")


def _difference(document: Difference) -> Iterator[str]:
    title = f"{document.service}: {document.old} → {document.new}"
    yield from (_command("notice", title, f"{what}: {path}") for what, path in document.changes)
    yield _command("notice", title, f"{len(document.changes)} differences")


def _whereabouts(document: Whereabouts) -> Iterator[str]:
    yield from map(_closed, document.closed)
    count = f"{len(document.places)} of {document.looked_at} services"
    names = ", ".join(one.target.service for one in document.places)
    yield _command("notice", f"{document.asked} runs in {count}", names or "none")


def _told(document: Explanation | History) -> str:
    if isinstance(document, History):
        known = (f"{label}: {text}" for one in document.services for label, text in figures(one.measures))
        return _command("notice", history_headline(document), "\n".join(filter(None, (document.forgetful, *known))))
    told = "\n".join(f"{one.label}: {one.text}" for one in entries(document))
    return _command("notice" if document.is_answer else "warning", document.says, told)


def _closed(one: Closed) -> str:
    title = f"not looked into: account {one.account}, {one.region}"
    return _command("error", title, "; ".join(filter(None, (one.reason, one.fix))))


def _report(report: Report) -> Iterator[str]:
    said = answer(report)
    name = " ".join(part for part in (report.target.service, report.wanted.version) if part)
    kind = "warning" if report.reason is Reason.DEGRADED else VERDICTS[report.verdict]
    told = ("; ".join(one for one in (report.says, blocked(report)) if one), report.impact.says, *report.notes)
    yield _command(kind, f"{said.word}: {name}", "\n".join(one for one in told if one))
    for finding in report.diagnosis.root_causes:
        yield _finding("error", f"root cause: {finding.id}", finding)
    for way in ways_out(report):
        yield _command("warning", f"could not check: {name}", way)
    for finding in report.diagnosis.contributing:
        if finding.severity in WORTH_A_NOTE:
            yield _finding("notice", f"contributing: {finding.id}", finding)


def _finding(kind: str, title: str, finding: Finding) -> str:
    fix = "".join(f"\nFix: {one.title}" for one in finding.remedies[:1])
    evidence = "".join(f"\n{quoted(one)}" for one in finding.because[:1])
    place = {"file": finding.location.path, "line": str(finding.location.line or 1)} if finding.location else {}
    return _command(kind, title, f"{sentence(finding)}{evidence}{fix}", place)


def _command(kind: str, title: str, message: str, place: Mapping[str, str] | None = None) -> str:
    """`::error file=…,line=…,title=…::…`, as the runner reads it."""
    properties = ",".join(f"{name}={_property(value)}" for name, value in {**(place or {}), "title": title}.items())
    return f"::{kind} {properties}::{_data(message)}"


def _data(text: str) -> str:
    """As the runner's own toolkit escapes it: a line break of ours stays one, nobody else's is left by now."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _limited(commands: Iterable[str]) -> Iterator[str]:
    """As many of each kind as GitHub shows; the rest is counted in the last of them."""
    by_kind: dict[str, list[str]] = {}
    for one in commands:
        by_kind.setdefault(one[2 : one.index(" ")], []).append(one)
    for kind, found in by_kind.items():
        shown = found if len(found) <= MOST else found[: MOST - 1]
        yield from shown
        if left := len(found) - len(shown):
            yield _command(kind, "islive", f"and {left} more, in the step's summary")

"""The whole report as an outline: sections of labelled entries, for every format that shows all of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from islive.model.citation import Citation
from islive.model.diagnosis import NotAssessed
from islive.model.finding import Finding, Role
from islive.model.remedy import Remedy, Step
from islive.model.report import Folded, Report, Serving
from islive.model.stage import StageTrace
from islive.render.drawing.memory_words import last_verified, seen_before
from islive.render.drawing.moments import iso
from islive.render.drawing.words import answer, blocked, sentence, waiting_behind, way

ROLES = {Role.ROOT_CAUSE: "root cause", Role.SYMPTOM: "symptom", Role.CONTRIBUTING: "contributing"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is said: under what label, and how deep below the entry before it."""

    label: str
    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Entries about one matter."""

    title: str
    entries: tuple[Entry, ...]


def outline(report: Report) -> tuple[Section, ...]:
    """Everything that the report holds; sections with nothing to say are left out."""
    sections = (
        Section("answer", tuple(_answer(report))),
        Section("stages", tuple(entry for one in report.stages for entry in _stage(one))),
        *(
            Section(f"{name}s", tuple(_findings(report, role)))
            for role, name in ROLES.items()
            if role != "contributing"
        ),
        Section("contributing", tuple(_findings(report, Role.CONTRIBUTING))),
        Section("folded", tuple(_folded(one) for one in report.folded)),
        Section("not assessed", tuple(entry for one in report.diagnosis.not_assessed for entry in _not_assessed(one))),
        Section("gaps", tuple(Entry("gap", one.says) for one in report.gaps)),
        Section("timeline", tuple(_timeline(report))),
        Section("plan", plan(report.plan, "plan: ")),
        Section("notes", tuple(Entry("note", one) for one in report.notes)),
    )
    return tuple(section for section in sections if section.entries)


def _answer(report: Report) -> Iterator[Entry]:
    said = answer(report)
    name = " ".join(part for part in (report.target.service, report.wanted.label) if part)
    yield Entry("answer", ", ".join(part for part in (f"{said.word}: {name}", said.tail, blocked(report)) if part))
    yield from _given("says", report.says)
    yield Entry("impact", report.impact.says)
    yield from (Entry("serving", _serving(one)) for one in report.impact.serving)
    yield Entry("verdict", report.verdict)
    yield from _given("reason", report.reason)
    yield from _given("stopped at", report.stopped_at)
    yield Entry("proved to", str(report.proved_to))
    yield from _remembered(report)
    yield from _about(report)
    yield from _axes(report)


def _remembered(report: Report) -> Iterator[Entry]:
    if report.last_verified:
        yield Entry(*last_verified(report.last_verified))
    yield from (Entry("seen before", seen_before(report, one)) for one in report.seen_before)


def _about(report: Report) -> Iterator[Entry]:
    target, wanted = report.target, report.wanted
    yield Entry("service", target.service)
    yield Entry("cluster", f"{target.cluster}, {target.region}, account {target.account}")
    yield from _given("requested version", wanted.version)
    yield from _given("requested commit", wanted.commit)
    yield from _given("requested image digest", wanted.image_digest)
    yield from _given("newest tag, not judged", wanted.newest_tag)
    yield Entry("taken at", iso(report.taken_at))
    yield Entry("calls", str(report.calls))


def _axes(report: Report) -> Iterator[Entry]:
    axes = report.axes
    yield Entry("axis declared", axes.declared)
    yield Entry("axis deployed", axes.deployed)
    yield from (Entry("axis running", one) for one in axes.running)
    yield from (Entry("axis serving", one) for one in axes.serving)


def _given(label: str, text: str | None) -> Iterator[Entry]:
    if text:
        yield Entry(label, text)


def _serving(serving: Serving) -> str:
    digest = f", {serving.digest}" if serving.digest else ""
    tasks = "1 task" if serving.tasks == 1 else f"{serving.tasks} tasks"
    return f"{serving.version}: {serving.healthy} of {tasks} healthy{digest}"


def _stage(trace: StageTrace) -> Iterator[Entry]:
    yield Entry(f"stage {trace.stage}", f"{trace.state}: {trace.says}" if trace.says else trace.state)
    yield from (Entry(one.label, one.text, 1) for one in _given("version", trace.version))
    if trace.started_at:
        yield Entry("started", iso(trace.started_at), 1)
    if trace.ended_at:
        yield Entry("ended", iso(trace.ended_at), 1)
    yield from map(_because, trace.because)


def _because(citation: Citation) -> Entry:
    return Entry("because", quoted(citation), 1)


def quoted(citation: Citation) -> str:
    """Where it was said, and the words themselves."""
    where = " ".join(part for part in (citation.operation, citation.path) if part)
    return f'{where}: "{citation.quote}"'


def _findings(report: Report, role: Role) -> Iterator[Entry]:
    for finding in report.diagnosis.findings:
        if finding.role is role:
            yield from _finding(report, finding)


def _finding(report: Report, finding: Finding) -> Iterator[Entry]:
    yield Entry(f"{ROLES[finding.role]} {finding.id}", sentence(finding))
    yield Entry("about", f"{finding.subject} ({finding.stage}, {finding.severity}, {finding.certainty})", 1)
    yield from map(_because, finding.because)
    if finding.role is Role.ROOT_CAUSE:
        below = report.diagnosis.symptoms_of(finding)
        yield from (Entry("explains", f"{one.id}: {one.summary}", 1) for one in below)
    yield from (Entry("explained by", one, 1) for one in finding.explained_by)
    yield from (Entry("may be hidden behind it", one, 1) for one in waiting_behind(report, finding))
    yield from (Entry(one.label, one.text, one.depth + 1) for one in plan(finding.remedies))


def _folded(folded: Folded) -> Entry:
    return Entry(f"folded {folded.finding.id}", f"{sentence(folded.finding)} ({folded.because})")


def plan(remedies: tuple[Remedy, ...], label: str = "") -> tuple[Entry, ...]:
    """Remedies with their steps, each write with its command, precondition and undo."""
    return tuple(entry for one in remedies for entry in (Entry(label + way(one), one.title), *_steps(one)))


def _steps(remedy: Remedy) -> Iterator[Entry]:
    for step in remedy.steps:
        yield Entry("step", step.says, 1)
        yield from (Entry(one.label, one.text, 2) for one in _step(step))


def _step(step: Step) -> Iterator[Entry]:
    yield from _given("command", step.aws_cli)
    yield from (Entry("document", one) for one in step.document)
    yield from _given("only if", step.expects)
    yield from _given("undo", step.undo)


def _not_assessed(missing: NotAssessed) -> Iterator[Entry]:
    yield Entry("could not check", missing.rule)
    yield from (Entry("for", gap.says, 1) for gap in missing.gaps)
    yield from (Entry("could explain", one, 1) for one in missing.could_explain)


def _timeline(report: Report) -> Iterator[Entry]:
    for one in report.timeline:
        yield Entry(f"at {iso(one.at)}", one.says)
        yield from map(_because, (one.citation,) if one.citation else ())

"""A report as a person would write it: the chapters that the formats for reading (Markdown, HTML) draw."""

from collections.abc import Iterator
from dataclasses import dataclass

from islive.model.finding import Finding, Role
from islive.model.remedy import Horizon, Remedy
from islive.model.report import Report
from islive.render.drawing import words
from islive.render.drawing.lines import Tone
from islive.render.drawing.memory_words import last_verified, seen_before
from islive.render.drawing.moments import iso
from islive.render.drawing.outline import ROLES
from islive.render.drawing.report_page import tone_of

SEVERITY_FIRST = (Role.ROOT_CAUSE, Role.SYMPTOM, Role.CONTRIBUTING)


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands behind it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A root cause, what it brought about, and what mends it."""

    number: int
    finding: Finding
    says: str
    symptoms: tuple[Finding, ...]
    hidden: tuple[str, ...]
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class Chapters:
    """One service: the answer, why, the way out, the evidence."""

    report: Report
    tone: Tone
    mark: str
    word: str
    name: str
    tail: str
    lead: tuple[str, ...]
    facts: tuple[Fact, ...]
    causes: tuple[Cause, ...]
    others: tuple[Finding, ...]
    now: tuple[Remedy, ...]
    later: tuple[Remedy, ...]
    axes: tuple[Fact, ...]
    blind: tuple[str, ...]

    @property
    def title(self) -> str:
        """The first line of the report, without its mark."""
        return f"{self.word}: {self.name}" + (f", {self.tail}" if self.tail else "")


def chapters(report: Report) -> Chapters:
    """Everything that is said about one service, in the order in which it is read."""
    said = words.answer(report)
    findings = report.diagnosis.findings
    return Chapters(
        report=report,
        tone=tone_of(report),
        mark=said.mark,
        word=said.word,
        name=" ".join(part for part in (report.target.service, report.wanted.version) if part),
        tail="; ".join(part for part in (said.tail, words.blocked(report)) if part),
        lead=tuple(dict.fromkeys(one for one in (report.impact.says, report.says, *report.notes) if one)),
        facts=tuple(_facts(report)),
        causes=tuple(_causes(report)),
        others=tuple(one for role in SEVERITY_FIRST[1:] for one in findings if one.role is role),
        now=tuple(one for one in report.plan if one.horizon is Horizon.NOW),
        later=tuple(one for one in report.plan if one.horizon is Horizon.LATER),
        axes=tuple(_axes(report)),
        blind=words.ways_out(report),
    )


def role(finding: Finding) -> str:
    """Root cause, symptom or contributing."""
    return ROLES[finding.role]


def explained_by(finding: Finding) -> str:
    """The role of a finding, and for a symptom of what."""
    causes = ", ".join(finding.explained_by)
    return f"{role(finding)} of {causes}" if finding.role is Role.SYMPTOM and causes else role(finding)


def _causes(report: Report) -> Iterator[Cause]:
    for number, finding in enumerate(report.diagnosis.root_causes, start=1):
        yield Cause(
            number=number,
            finding=finding,
            says=words.sentence(finding),
            symptoms=report.diagnosis.symptoms_of(finding),
            hidden=words.waiting_behind(report, finding),
            remedies=words.remedies_of(report, finding, number),
        )


def _facts(report: Report) -> Iterator[Fact]:
    target, wanted = report.target, report.wanted
    yield Fact("Verdict", " ".join(part for part in (report.verdict, report.reason and f"({report.reason})") if part))
    yield Fact("Proved to", str(report.proved_to))
    yield Fact("Service", f"{target.service} in {target.cluster}")
    yield Fact("Account", f"{target.account}, {target.region}")
    requested = (wanted.version, wanted.commit and f"commit {wanted.commit[:12]}")
    yield from _given("Requested", ", ".join(part for part in requested if part))
    yield from _given("Its image", wanted.image_digest)
    yield from _given("Newest tag, not judged", wanted.newest_tag if wanted.newest_tag != wanted.version else None)
    if report.last_verified:
        label, text = last_verified(report.last_verified)
        yield Fact(label[0].upper() + label[1:], text)
    yield from (Fact("Seen before", seen_before(report, one)) for one in report.seen_before)
    yield Fact("Taken at", iso(report.taken_at))
    yield Fact("Questions to AWS", str(report.calls))


def _given(label: str, text: str | None) -> Iterator[Fact]:
    if text:
        yield Fact(label, text)


def _axes(report: Report) -> Iterator[Fact]:
    axes = report.axes
    yield from _given("Declared", axes.declared)
    yield from _given("Deployed", axes.deployed)
    yield from (Fact("Running", one) for one in axes.running)
    yield from (Fact("Serving", one) for one in axes.serving)

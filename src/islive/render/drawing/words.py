"""The words and marks for what the model knows by value."""

import re
from dataclasses import dataclass

from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Finding
from islive.model.remedy import Horizon, Remedy, Risk
from islive.model.report import Report
from islive.model.stage import StageState
from islive.model.verdict import Reason, Verdict

MARKS = {
    StageState.PASSED: "✔",
    StageState.FAILED: "✖",
    StageState.STOPPED: "■",
    StageState.WAITING: "…",
    StageState.BLOCKED: "⊘",
    StageState.NOT_REACHED: "·",
    StageState.NOT_APPLICABLE: "–",
    StageState.UNKNOWN: "?",
}

WHY_NOT = {
    Reason.NOT_SUPPORTED: "not supported yet",
    Reason.SUPERSEDED: "superseded by another deployment",
    Reason.ROLLED_BACK: "rolled back",
    Reason.SCALED_TO_ZERO: "scaled to zero",
    Reason.PAUSED: "paused",
    Reason.FAILED: "",
    Reason.STUCK: "stuck, no cause found",
    Reason.MIXED: "two versions serve",
    Reason.WRONG_ROUTE: "nothing routes to it",
    Reason.STALE_CODE: "the process runs other code",
    Reason.DEGRADED: "",
    Reason.BLIND: "",
}

WHO = {Risk.SAFE: "safe", Risk.MANUAL: "by hand", Risk.DISRUPTIVE: "disruptive"}

# A path into an answer of AWS, its indices taken out: `tasks.containers.exitCode`; no address, tag or file name.
IN_BRACKETS = re.compile(r"\[[^\]]*\]")
FIELD = re.compile(r"(?:[A-Za-z]\w*\.)*(?P<name>[A-Za-z]\w*)")

SOONEST = (Horizon.NOW, Horizon.LATER)
SAFEST = (Risk.SAFE, Risk.MANUAL, Risk.DISRUPTIVE)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer in the shape of a first line: `✖`, `NOT LIVE`, `stopped at build`."""

    mark: str
    word: str
    tail: str
    short: str = ""


def field_of(citation: Citation) -> str:
    """The name of the field that was quoted, as a label: `exitCode: `; empty where a door has no fields."""
    found = FIELD.fullmatch(IN_BRACKETS.sub("", citation.path))
    return f"{found['name']}: " if found else ""


def answer(report: Report) -> Answer:
    """The verdict as words that need no colour to be told apart."""
    match report.verdict:
        case Verdict.LIVE if report.reason is Reason.DEGRADED:
            return Answer("▲", "LIVE BUT DEGRADED", f"proved: {report.proved_to}")
        case Verdict.LIVE:
            return Answer("✔", "LIVE", f"proved: {report.proved_to}")
        case Verdict.NOT_LIVE:
            return Answer("✖", "NOT LIVE", _and(_why_not(report), _stopped(report)))
        case Verdict.IN_PROGRESS:
            word = "PAUSED" if report.reason is Reason.PAUSED else "ROLLING OUT"
            return Answer("…", word, _waiting(report))
        case Verdict.UNKNOWN:
            return Answer("?", "CANNOT TELL", _and(_why_not(report), _blind(report)), _first_way_out(report))


def _and(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _why_not(report: Report) -> str:
    return WHY_NOT[report.reason] if report.reason else ""


def _stopped(report: Report) -> str:
    return f"stopped at {report.stopped_at}" if report.stopped_at else ""


def _waiting(report: Report) -> str:
    waiting = [one.stage for one in report.stages if one.state is StageState.WAITING]
    return f"at {waiting[0]}" if waiting else ""


def _blind(report: Report) -> str:
    if report.reason is Reason.NOT_SUPPORTED:
        return ""
    first = next(iter(sorted(report.gaps, key=_by_use)), None)
    return f"because {first.says}" if first else "evidence is missing"


def _first_way_out(report: Report) -> str:
    return "" if report.reason is Reason.NOT_SUPPORTED else "".join(ways_out(report)[:1])


def blocked(report: Report) -> str:
    """The stages that would have stopped it too, as a few words for the first line."""
    stages = [one.stage for one in report.stages if one.state is StageState.BLOCKED and one.stage != report.stopped_at]
    return f"{' and '.join(stages)} blocked as well" if stages else ""


def way(remedy: Remedy) -> str:
    """When and at what risk: `now, safe`."""
    return f"{remedy.horizon}, {WHO[remedy.risk]}"


def in_order(remedies: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
    """Soonest first, safest first, each title once."""
    by_title = {one.title: one for one in reversed(remedies)}
    kept = [one for one in remedies if by_title[one.title] is one]
    return tuple(sorted(kept, key=lambda one: (SOONEST.index(one.horizon), SAFEST.index(one.risk))))


def remedies_of(report: Report, cause: Finding, number: int) -> tuple[Remedy, ...]:
    """What fixes a cause and what it brought about; what stands under an earlier cause is not said again."""
    diagnosis = report.diagnosis
    earlier = {
        remedy.title
        for other in diagnosis.root_causes[: number - 1]
        for finding in (other, *diagnosis.symptoms_of(other))
        for remedy in finding.remedies
    }
    mine = (remedy for finding in (cause, *diagnosis.symptoms_of(cause)) for remedy in finding.remedies)
    return in_order(tuple(remedy for remedy in mine if remedy.title not in earlier))


def sentence(finding: Finding) -> str:
    """The summary, with how sure we are where we are not."""
    return finding.summary if finding.certainty is Certainty.CONFIRMED else f"{finding.certainty}: {finding.summary}"


def brief(finding: Finding) -> str:
    """The first clause of the summary: enough for a symptom under its cause."""
    clause = re.split(r"(?<=\S{2})(?:[.;:] | \()", finding.summary, maxsplit=1)[0]
    return clause.rstrip(".")


def waiting_behind(report: Report, finding: Finding) -> tuple[str, ...]:
    """What may be hidden behind this finding: the rules that could explain it and had no evidence, and the way out."""
    return tuple(
        f"{one.rule} ({', '.join(sorted({gap.way_out for gap in one.gaps}))})"
        for one in report.diagnosis.not_assessed
        if finding.id in one.could_explain
    )


def ways_out(report: Report) -> tuple[str, ...]:
    """What would close the gaps, each once: what can be granted before what can only be asked again."""
    gaps = {*report.gaps, *(gap for one in report.diagnosis.not_assessed for gap in one.gaps)}
    return tuple(dict.fromkeys(gap.way_out for gap in sorted(gaps, key=_by_use)))


def _by_use(gap: Gap) -> tuple[bool, str, str]:
    return gap.permission is None, gap.way_out, gap.fact

"""Any report at all, with hostile text in each of its fields."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from islive.model.citation import Citation
from islive.model.diagnosis import Diagnosis, NotAssessed
from islive.model.documents import (
    Change,
    Closed,
    ClusterReport,
    Difference,
    Document,
    Ended,
    Hindrance,
    Outcome,
    Plan,
    Result,
    RouteRow,
    Routes,
    RunsAt,
    Whereabouts,
)
from islive.model.doors import Scope
from islive.model.evidence import Gap
from islive.model.explanation import Explained, Explanation, Sure
from islive.model.finding import Certainty, Finding, Location, Role, Severity
from islive.model.history import Chapter, Conclusion, History, Measures, ServiceHistory
from islive.model.remedy import Horizon, Precondition, Remedy, Risk, Source, Step
from islive.model.report import (
    Axes,
    Impact,
    LastVerified,
    Primary,
    Report,
    SeenBefore,
    Serving,
    TimelineEntry,
    Wanted,
)
from islive.model.stage import Stage, StageState, StageTrace
from islive.model.store import Deployment
from islive.model.target import Target
from islive.model.verdict import Grade, Reason, Verdict

EVIL = (
    "\x1b[2J\x1b[1;1H✔ LIVE",
    "\x1b]8;;http://evil\x1b\\here",
    "\x9b31m",
    "\u202eEVIL\u202c",
    "\u200b\u2060\ufeff",
    "line\nline\r\n\x0b\x0c\x85\u2028\u2029",
    "[bold red]markup[/] [/nothing]",
    ":smile:",
    "\x00\x07\x08\x7f\t",
    "\U000e0041\U000e0042",
    "\ud800",
    "Z" + "\u0337" * 40,
    "漢字" * 60,
    "👩\u200d👩\u200d👧⚠\ufe0f🇧🇬",
    "\u3164\u115f",
    "x" * 5000,
    "one two three " * 30,
    "",
)

text = st.sampled_from(EVIL) | st.text(max_size=60) | st.text("ab .:;(\n\x1b漢é", max_size=200)
maybe = st.none() | text
moment = st.datetimes(timezones=st.just(UTC))


def some(strategy: st.SearchStrategy[object], most: int = 3) -> st.SearchStrategy[tuple[object, ...]]:
    """A few of them."""
    return st.lists(strategy, max_size=most).map(tuple)


ids = st.sampled_from(("cause-a", "cause-b", "cause-c", "[red]cause", "cause\x1b[2J")) | text
citations = st.builds(Citation, text, text, text)
params = st.dictionaries(
    text, text | st.integers() | st.lists(text, max_size=2) | st.dictionaries(text, text), max_size=3
)
sources = st.builds(Source, text, params, text, text)
before = st.builds(Precondition, sources, maybe, maybe)
fit = st.builds(
    Step,
    text,
    text,
    params,
    maybe,
    maybe,
    st.sampled_from(Risk),
    text,
    before,
    st.dictionaries(text, sources, max_size=2),
)
steps = st.builds(Step, text, maybe, params, maybe, maybe) | fit
remedies = st.builds(Remedy, text, st.sampled_from(Risk), st.sampled_from(Horizon), some(steps))
findings = st.builds(
    Finding,
    id=ids,
    role=st.sampled_from(Role),
    stage=st.sampled_from(Stage),
    severity=st.sampled_from(Severity),
    certainty=st.sampled_from(Certainty),
    subject=text,
    summary=text,
    explains=some(ids),
    explained_by=some(ids),
    because=some(citations, 2),
    remedies=some(remedies),
    location=st.none() | st.builds(Location, text, st.none() | st.integers(0, 10**6)),
)
gaps = st.builds(Gap, text, text, text, maybe)
not_assessed = st.builds(NotAssessed, ids, some(gaps), some(ids))
stages = st.builds(
    StageTrace,
    st.sampled_from(Stage),
    st.sampled_from(StageState),
    text,
    maybe,
    st.none() | moment,
    st.none() | moment,
    some(citations, 1),
)
targets = st.builds(Target, text, text, text, text)
reports = st.builds(
    Report,
    taken_at=moment,
    target=targets,
    wanted=st.builds(Wanted, maybe, maybe, maybe, maybe),
    verdict=st.sampled_from(Verdict),
    reason=st.none() | st.sampled_from(Reason),
    says=text,
    stopped_at=st.none() | st.sampled_from(Stage),
    proved_to=st.sampled_from(Grade),
    impact=st.builds(Impact, text, some(st.builds(Serving, text, maybe, st.integers(0), st.integers(0)))),
    axes=st.builds(Axes, text, text, some(text), some(text)),
    stages=some(stages, 12),
    timeline=some(st.builds(TimelineEntry, moment, text, st.none() | citations)),
    diagnosis=st.builds(Diagnosis, some(findings, 12), some(not_assessed)),
    plan=some(remedies, 6),
    gaps=some(gaps),
    notes=some(text),
    calls=st.integers(0, 10**6),
    primary=st.none() | st.builds(Primary, text, text, moment),
    last_verified=st.none() | st.builds(LastVerified, text, text, maybe, moment, st.sampled_from(Grade)),
    seen_before=some(st.builds(SeenBefore, ids, targets, moment, st.none() | moment, maybe)),
)
lengths = st.none() | st.timedeltas(timedelta(), timedelta(days=400))
few = st.integers(0, 99)
chapters = st.builds(
    Chapter,
    st.builds(Deployment, text, targets, text, moment, st.none() | moment, text, text, text, maybe, maybe),
    st.sampled_from(Conclusion),
    lengths,
    st.none() | moment,
    st.sampled_from(Grade),
    some(ids),
)
measured = st.builds(Measures, st.floats(1, 400), few, st.floats(0, 99), lengths, few, few, few, lengths, few)
histories = st.builds(
    History,
    st.just(datetime(2025, 7, 21, tzinfo=UTC)),
    st.just(datetime(2025, 4, 21, tzinfo=UTC)),
    some(st.builds(ServiceHistory, targets, some(chapters), measured, some(gaps)), 2),
    text,
    st.integers(0),
)
routes = st.builds(Routes, some(st.builds(RouteRow, text, maybe, maybe, maybe, maybe, maybe, maybe, text), 4))
scopes = st.builds(Scope, text, text)
closed = st.builds(Closed, text, text, text, text)
explained = st.builds(
    Explained,
    label=text,
    kind=st.sampled_from(["cause", "symptom", "information"]),
    sure=st.sampled_from(Sure),
    means=text,
    words=some(text),
    looks=text,
    look=text,
    fix=text,
    rule=st.none() | text,
    sources=some(text),
)
plans = st.builds(
    Plan,
    targets,
    some(remedies),
    maybe,
    text,
    some(citations),
    some(text),
    some(st.builds(Hindrance, text, text, some(text), st.booleans())),
    text,
)
documents: st.SearchStrategy[Document] = st.one_of(
    reports,
    st.builds(
        ClusterReport,
        moment,
        text,
        text,
        some(reports, 2),
        routes,
        st.integers(0, 10**6),
        some(scopes, 3),
        some(closed, 2),
    ),
    routes,
    st.builds(Explanation, some(explained, 3), text, some(text), st.integers(0)),
    st.builds(Difference, text, text, text, some(st.builds(Change, text, text))),
    plans,
    st.builds(Outcome, plans, some(st.builds(Result, steps, st.sampled_from(Ended), text))),
    histories,
    st.builds(
        Whereabouts,
        asked=text,
        taken_at=moment,
        places=some(st.builds(RunsAt, targets, text, text, text, st.integers(0), st.integers(0))),
        looked_at=st.integers(0),
        unread=some(st.tuples(targets, text)),
        scopes=some(scopes),
        closed=some(closed),
    ),
)


def repeated(report: Report, times: int) -> Report:
    """The same report with so many times as much to say."""
    diagnosis = replace(report.diagnosis, findings=report.diagnosis.findings * times)
    return replace(report, diagnosis=diagnosis, plan=report.plan * times, notes=report.notes * times)

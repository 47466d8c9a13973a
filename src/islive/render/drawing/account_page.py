"""The page of an account: what is wrong, grouped by cause, and where each address leads."""

from collections.abc import Iterator
from itertools import groupby

from islive.model.documents import ClusterReport, RouteRow, Routes
from islive.model.report import Report
from islive.model.verdict import Reason, Verdict
from islive.render.drawing.lines import Line, Span, Tone, clip, clip_middle, line
from islive.render.drawing.moments import day_and_minute
from islive.render.drawing.report_page import INDENT, headline
from islive.render.drawing.words import sentence

# So many services are named under one cause, and so many healthy ones; the rest is counted.
NAMED = 6

WORST = (Verdict.NOT_LIVE, Verdict.UNKNOWN, Verdict.IN_PROGRESS, Verdict.LIVE)


def account_page(cluster: ClusterReport, width: int) -> Iterator[Line]:
    """The count, the causes with their services, the healthy in one line, the routes."""
    yield _count(cluster, width)
    by_cause: dict[str, list[Report]] = {}
    for report in worst_first(cluster.reports):
        for cause in _causes(report):
            by_cause.setdefault(cause, []).append(report)
    for cause, reports in by_cause.items():
        yield ()
        yield from _group(cause, reports, width)
    yield from _well(cluster.reports, width)
    if cluster.routes.rows:
        yield ()
        yield from routes_table(cluster.routes, width)
    calls = sum(report.calls for report in cluster.reports)
    yield line(clip(f"{INDENT}{day_and_minute(cluster.taken_at)} UTC, {calls} calls", width), Tone.QUIET)


def worst_first(reports: tuple[Report, ...]) -> list[Report]:
    """What is not live before what cannot be told, what is under way, and what is live."""
    return sorted(reports, key=lambda one: (WORST.index(one.verdict), one.target.cluster, one.target.service))


def is_well(report: Report) -> bool:
    """Whether nothing has to be said of that service."""
    return report.verdict is Verdict.LIVE and report.reason is not Reason.DEGRADED


def _count(cluster: ClusterReport, width: int) -> Line:
    where = f"account {cluster.account}, {cluster.region}"
    total = len(cluster.reports)
    if all(map(is_well, cluster.reports)):
        said = f"✔ all {total} services are live" if total else "– no services"
        return Span(said, Tone.GOOD), Span(clip(f"   {where}", width - len(said)))
    counts = {
        verdict: sum(one.verdict is verdict and not is_well(one) for one in cluster.reports) for verdict in WORST
    }
    named = {
        Verdict.NOT_LIVE: "✖ {} of {} NOT LIVE",
        Verdict.UNKNOWN: "? {} of {} cannot tell",
        Verdict.IN_PROGRESS: "… {} of {} rolling out",
        Verdict.LIVE: "▲ {} of {} degraded",
    }
    said = "  ".join(named[verdict].format(count, total) for verdict, count in counts.items() if count)
    tone = Tone.BAD if counts[Verdict.NOT_LIVE] else Tone.WAIT
    return Span(clip(said, width), tone), Span(clip(f"   {where}", max(width - len(said), 1)))


def _causes(report: Report) -> tuple[str, ...]:
    if is_well(report):
        return ()
    found = tuple(dict.fromkeys(one.id for one in report.diagnosis.root_causes))
    return found or (f"no cause found ({report.reason or report.verdict})",)


def _group(cause: str, reports: list[Report], width: int) -> Iterator[Line]:
    yield line(clip(f"{cause} ({len(reports)})", width), Tone.STRONG)
    for report in reports[:NAMED]:
        yield (Span(INDENT), *headline(report, width - len(INDENT)))
        for finding in report.diagnosis.root_causes:
            if finding.id == cause:
                yield line(clip(f"{INDENT}{INDENT}{sentence(finding)}", width))
                break
    if len(reports) > NAMED:
        yield line(f"{INDENT}+{len(reports) - NAMED} more, -v", Tone.QUIET)


def _well(reports: tuple[Report, ...], width: int) -> Iterator[Line]:
    well = [report for report in worst_first(reports) if is_well(report)]
    if well and len(well) < len(reports):
        names = ", ".join(report.target.service for report in well[:NAMED])
        more = f", +{len(well) - NAMED} more" if len(well) > NAMED else ""
        yield ()
        yield line(clip_middle(f"✔ {len(well)} live: {names}{more}", width), Tone.GOOD)


def service_list(cluster: ClusterReport, width: int) -> Iterator[Line]:
    """Every service in one line."""
    yield line("SERVICES", Tone.STRONG)
    for report in worst_first(cluster.reports):
        yield (Span(INDENT), *headline(report, width - len(INDENT)))
        yield line(clip(f"{INDENT}{INDENT}{report.impact.says}", width), Tone.QUIET)


def routes_table(routes: Routes, width: int) -> Iterator[Line]:
    """Address → service and version, or why it leads nowhere; two lines for each."""
    yield line("ROUTES", Tone.STRONG)
    for row in routes.rows:
        yield _route(row, width)
        way = " › ".join(part for part in (row.load_balancer, row.listener, row.rule, row.target_group) if part)
        if way:
            yield line(clip_middle(f"{INDENT}{INDENT}{way}", width), Tone.QUIET)


def _route(row: RouteRow, width: int) -> Line:
    mark = "✔" if row.service else "✖"
    leads = f"{row.service} {row.version or '(version unknown)'}" if row.service else row.note or "leads nowhere"
    note = f"; {row.note}" if row.service and row.note else ""
    head = f"{INDENT}{mark} {clip_middle(row.url, width // 2)} → "
    return Span(head, Tone.GOOD if row.service else Tone.BAD), Span(clip(leads + note, width - len(head)))


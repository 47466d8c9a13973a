"""The page of an account: what is wrong, grouped by cause, who is hurt first, and where each address leads."""

from collections import Counter
from collections.abc import Iterator

from islive.model.documents import Closed, ClusterReport, RouteRow, Routes
from islive.model.report import Report
from islive.model.verdict import Verdict
from islive.render.drawing.causes import WORST, by_cause, is_well, many, routes_of_the_ill, worst_first
from islive.render.drawing.lines import Line, Span, Tone, cells, clip, clip_middle, line
from islive.render.drawing.moments import day_and_minute
from islive.render.drawing.report_page import INDENT, hanging, headline, tone_of
from islive.render.drawing.words import answer

# So many services are named under one cause, and so many healthy ones, and so many routes; the rest is counted.
NAMED = 6
ROWS = 12


def account_page(cluster: ClusterReport, width: int, *, every: bool = False) -> Iterator[Line]:
    """The count, the causes with their services, the healthy in one line, the routes of those that are not."""
    routes = cluster.routes if every else routes_of_the_ill(cluster)
    if all(map(is_well, cluster.reports)) and not cluster.closed and not routes.rows:
        yield _all_well(cluster, width)
        return
    yield _count(cluster, width)
    yield from _closed(cluster.closed, width)
    yield from _causes(cluster, width)
    yield from _well(cluster.reports, width)
    if routes.rows:
        yield ()
        shown = routes.rows if every else routes.rows[:ROWS]
        yield from routes_table(Routes(shown), width, ways=False)
        if len(shown) < len(routes.rows):
            yield line(f"{INDENT}+{len(routes.rows) - len(shown)} more, islive routes", Tone.QUIET)
    yield line(clip(f"{INDENT}{_when(cluster)}", width), Tone.QUIET)


def _where(cluster: ClusterReport) -> str:
    if len(cluster.scopes) <= 1:
        return f"account {cluster.account}, {cluster.region}"
    accounts = {scope.account for scope in cluster.scopes}
    return f"{many(len(accounts), 'account')}, {many(len({s.region for s in cluster.scopes}), 'region')}"


def _when(cluster: ClusterReport) -> str:
    glances = sum(bool(report.not_looked_at) for report in cluster.reports)
    seen = f", {glances} at a glance" if glances else ""
    return f"{day_and_minute(cluster.taken_at)} UTC, {cluster.calls} calls{seen}"


def _all_well(cluster: ClusterReport, width: int) -> Line:
    total = len(cluster.reports)
    said = f"✔ all {many(total, 'service')} are live" if total > 1 else "✔ the one service is live" if total else ""
    said = said or "– no services"
    return Span(said, Tone.GOOD), Span(clip(f"   {_where(cluster)}   {_when(cluster)}", max(width - cells(said), 1)))


def _count(cluster: ClusterReport, width: int) -> Line:
    total = len(cluster.reports)
    ill = [report for report in cluster.reports if not is_well(report)]
    counts = Counter(report.verdict for report in ill)
    named = {
        Verdict.NOT_LIVE: "✖ {} of {} NOT LIVE",
        Verdict.UNKNOWN: "? {} of {} cannot tell",
        Verdict.IN_PROGRESS: "… {} of {} rolling out",
        Verdict.LIVE: "▲ {} of {} degraded",
    }
    parts = [named[verdict].format(counts[verdict], total) for verdict in WORST if counts[verdict]]
    if down := sum(report.impact.is_down for report in ill):
        parts.append(f"{down} serve nobody" if down > 1 else "1 serves nobody")
    if cluster.closed:
        parts.append(f"? {len(cluster.closed)} not looked into")
    said = "  ".join(parts or [f"✔ all {total} are live"])
    tone = Tone.BAD if counts[Verdict.NOT_LIVE] else Tone.WAIT
    return Span(clip(said, width), tone), Span(clip(f"   {_where(cluster)}", max(width - cells(said), 1)))


def _closed(closed: tuple[Closed, ...], width: int) -> Iterator[Line]:
    """Where one could not look, why, and what would open it."""
    for one in closed:
        yield ()
        yield line(clip(f"? account {one.account}, {one.region}: not looked into", width), Tone.WAIT)
        yield from map(line, hanging(f"{INDENT}{one.reason}", INDENT, width, 4))
        if one.fix:
            yield from map(line, hanging(f"{INDENT}→ {one.fix}", INDENT * 2, width, 2))


def _causes(cluster: ClusterReport, width: int) -> Iterator[Line]:
    for group in by_cause(cluster):
        yield ()
        yield line(clip(group.title, width), Tone.STRONG)
        if group.once:
            yield from (line(one) for one in hanging(f"{INDENT}{group.once}", INDENT, width, 3))
        for report, said in group.members[:NAMED]:
            yield from _service(report, "" if group.once else said, width, several=len(cluster.scopes) > 1)
        if len(group.members) > NAMED:
            yield line(f"{INDENT}+{len(group.members) - NAMED} more, -v", Tone.QUIET)


def _service(report: Report, said: str, width: int, *, several: bool) -> Iterator[Line]:
    place = f"({report.target.account}, {report.target.region})" if several else ""
    name = " ".join(part for part in (report.target.service, report.wanted.label, place) if part)
    head = f"{INDENT}{answer(report).mark} {clip_middle(name, width * 2 // 3)}: "
    first, *more = hanging(f"{head}{report.impact.says}", INDENT * 2, width, 2)
    rest = first.removeprefix(head)
    yield Span(first.removesuffix(rest), tone_of(report)), Span(rest)
    yield from map(line, more)
    if said:
        yield from (line(one, Tone.QUIET) for one in hanging(f"{INDENT * 2}{said}", INDENT * 2, width, 3))


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


def routes_table(routes: Routes, width: int, *, ways: bool = True) -> Iterator[Line]:
    """Address → service and version, or why it leads nowhere; with `ways`, over what."""
    yield line("ROUTES" if routes.rows else "no routes", Tone.STRONG)
    for row in routes.rows:
        yield from _route(row, width)
        way = " › ".join(part for part in (row.load_balancer, row.listener, row.rule, row.target_group) if part)
        if way and ways:
            yield line(clip_middle(f"{INDENT}{INDENT}{way}", width), Tone.QUIET)


def _route(row: RouteRow, width: int) -> Iterator[Line]:
    mark = "✔" if row.service else "✖"
    leads = f"{row.service} {row.version or '(version unknown)'}" if row.service else row.note or "leads nowhere"
    note = f"; {row.note}" if row.service and row.note else ""
    tone = Tone.GOOD if row.service else Tone.BAD
    address, arrow = f"{INDENT}{mark} {row.url}", f" → {leads}{note}"
    if cells(address + arrow) <= width:
        yield Span(address, tone), Span(arrow)
    else:
        yield line(clip_middle(address, width), tone)
        yield line(clip(f"{INDENT}{INDENT}{arrow}", width))

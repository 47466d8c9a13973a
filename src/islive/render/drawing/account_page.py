"""The page of an account: what is wrong, grouped by cause, and where each address leads."""

from collections.abc import Iterator

from islive.model.documents import ClusterReport, RouteRow, Routes
from islive.model.report import Report
from islive.model.verdict import Reason, Verdict
from islive.render.drawing.lines import Line, Span, Tone, cells, clip, clip_middle, line
from islive.render.drawing.moments import day_and_minute
from islive.render.drawing.report_page import INDENT, hanging, headline, tone_of
from islive.render.drawing.words import answer, sentence

# So many services are named under one cause, and so many healthy ones; the rest is counted.
NAMED = 6

WORST = (Verdict.NOT_LIVE, Verdict.UNKNOWN, Verdict.IN_PROGRESS, Verdict.LIVE)


def account_page(cluster: ClusterReport, width: int) -> Iterator[Line]:
    """The count, the causes with their services, the healthy in one line, the routes."""
    yield _count(cluster, width)
    yield from _causes(cluster, width)
    yield from _well(cluster.reports, width)
    if cluster.routes.rows:
        yield ()
        yield from routes_table(cluster.routes, width, ways=False)
    yield line(clip(f"{INDENT}{day_and_minute(cluster.taken_at)} UTC, {cluster.calls} calls", width), Tone.QUIET)


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
    counts = {verdict: sum(one.verdict is verdict and not is_well(one) for one in cluster.reports) for verdict in WORST}
    named = {
        Verdict.NOT_LIVE: "✖ {} of {} NOT LIVE",
        Verdict.UNKNOWN: "? {} of {} cannot tell",
        Verdict.IN_PROGRESS: "… {} of {} rolling out",
        Verdict.LIVE: "▲ {} of {} degraded",
    }
    said = "  ".join(named[verdict].format(count, total) for verdict, count in counts.items() if count)
    tone = Tone.BAD if counts[Verdict.NOT_LIVE] else Tone.WAIT
    return Span(clip(said, width), tone), Span(clip(f"   {where}", max(width - len(said), 1)))


def _causes(cluster: ClusterReport, width: int) -> Iterator[Line]:
    groups: dict[str, list[tuple[Report, str]]] = {}
    for report in worst_first(cluster.reports):
        for title, said in _said_by_cause(report).items():
            groups.setdefault(title, []).append((report, said))
    for title, group in groups.items():
        yield ()
        yield line(clip(f"{title}: {_services(len(group))}", width), Tone.STRONG)
        for report, said in group[:NAMED]:
            yield from _service(report, said, width)
        if len(group) > NAMED:
            yield line(f"{INDENT}+{len(group) - NAMED} more, -v", Tone.QUIET)


def _said_by_cause(report: Report) -> dict[str, str]:
    """What a service has to say under each of its causes; without a cause, what is known of it."""
    if is_well(report):
        return {}
    causes = {f"{one.id}, at {one.stage}": sentence(one) for one in reversed(report.diagnosis.root_causes)}
    return dict(reversed(causes.items())) or {f"no cause found, {report.reason or report.verdict}": report.says}


def _services(count: int) -> str:
    return f"{count} service" if count == 1 else f"{count} services"


def _service(report: Report, said: str, width: int) -> Iterator[Line]:
    name = " ".join(part for part in (report.target.service, report.wanted.label) if part)
    head = f"{INDENT}{answer(report).mark} {clip_middle(name, width // 2)}: "
    first, *more = hanging(f"{head}{said}", INDENT * 2, width, 2)
    rest = first.removeprefix(head)
    yield Span(first.removesuffix(rest), tone_of(report)), Span(rest)
    yield from map(line, more)
    yield line(clip(f"{INDENT * 2}{report.impact.says}", width), Tone.QUIET)


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

"""Plain lines: no colour, no icons, one fact a line; for logs, for screen readers and for `TERM=dumb`."""

from collections import Counter
from collections.abc import Iterable, Iterator

from islive.model.documents import (
    Closed,
    ClusterReport,
    Difference,
    Document,
    Outcome,
    Plan,
    Progress,
    RouteRow,
    Routes,
    Whereabouts,
)
from islive.model.explanation import Explanation
from islive.model.history import History
from islive.model.report import Report
from islive.render.drawing.causes import WORST, by_cause, is_well, many, routes_of_the_ill, worst_first
from islive.render.drawing.explained import entries
from islive.render.drawing.history_lines import history_lines
from islive.render.drawing.moments import iso
from islive.render.drawing.outline import Entry, outline
from islive.render.drawing.planned import entries as planned
from islive.render.drawing.planned import headline
from islive.render.drawing.progress_lines import changes, heartbeat
from islive.render.drawing.safe import escaped, harmless


def render(document: Document, *, verbose: bool = False, every: bool = False) -> str:
    """The whole document, a label and a fact on each line; of an account what is wrong.

    `every` names each service of an account, `verbose` adds its whole report.
    """
    return "".join(f"{one}\n" for one in _lines(harmless(document, escaped), verbose=verbose, every=every))


def changed(before: Progress | None, now: Progress) -> tuple[str, ...]:
    """While a version is waited for: a line for each thing that is different from before."""
    return tuple(changes(before and harmless(before, escaped), harmless(now, escaped)))


def alive(now: Progress) -> str:
    """The line that says that somebody still waits."""
    return heartbeat(harmless(now, escaped))


def _lines(document: Document, *, verbose: bool, every: bool) -> Iterator[str]:
    match document:
        case Report():
            yield from _report(document)
        case ClusterReport():
            yield from _cluster(document, verbose=verbose, every=every)
        case Routes():
            yield from map(_route, document.rows) if document.rows else ("routes: none",)
        case Difference():
            yield f"difference: {document.service}: {document.old} -> {document.new}"
            yield from (f"  {what}: {path}" for what, path in document.changes)
        case Plan() | Outcome():
            yield headline(document)
            yield from map(_entry, planned(document))
        case Whereabouts():
            yield from _whereabouts(document)
        case Explanation() | History():
            yield from _told(document)


def _told(document: Explanation | History) -> Iterator[str]:
    if isinstance(document, History):
        yield from history_lines(document)
    else:
        yield document.says
        yield from map(_entry, entries(document))


def _report(report: Report) -> Iterator[str]:
    for section in outline(report):
        yield from map(_entry, section.entries)


def _cluster(cluster: ClusterReport, *, verbose: bool, every: bool) -> Iterator[str]:
    """What is wrong; one line where nothing is. With `every` each service in a line, with `verbose` all of each."""
    routes = cluster.routes if verbose or every else routes_of_the_ill(cluster)
    yield _count(cluster)
    yield from (f"looked into: account {one.account}, {one.region}" for one in cluster.scopes)
    yield from map(_closed, cluster.closed)
    for group in by_cause(cluster):
        yield f"cause {group.title}"
        for report, said in group.members:
            yield f"  {_named_service(report)}: {report.impact.says}; {said}"
    yield from map(_route, routes.rows)
    for report in worst_first(cluster.reports) if every and not verbose else ():
        yield f"service {_named_service(report)}: {report.verdict}: {report.impact.says}"
    for report in cluster.reports if verbose else ():
        yield ""
        yield from _report(report)


def _count(cluster: ClusterReport) -> str:
    ill = Counter(report.verdict for report in cluster.reports if not is_well(report))
    counts = [f"{ill[verdict]} {verdict.replace('_', ' ')}" for verdict in WORST if ill[verdict]]
    glances = sum(bool(report.not_looked_at) for report in cluster.reports)
    parts = [
        f"account: {cluster.account}, {cluster.region}, {many(len(cluster.reports), 'service')}",
        ", ".join(counts) or "all LIVE",
        *([f"{len(cluster.closed)} not looked into"] if cluster.closed else []),
        iso(cluster.taken_at),
        f"{cluster.calls} calls" + (f", {glances} at a glance" if glances else ""),
    ]
    return "; ".join(parts)


def _named_service(report: Report) -> str:
    target = report.target
    name = " ".join(filter(None, (target.service, report.wanted.version)))
    return f"{name}, {target.cluster}, {target.region}, account {target.account}"


def _whereabouts(document: Whereabouts) -> Iterator[str]:
    yield f"where: {document.asked}: {len(document.places)} of {document.looked_at} services"
    yield f"taken at: {iso(document.taken_at)}"
    for one in document.places:
        at = f"{one.target.service}, {one.target.cluster}, {one.target.region}, account {one.target.account}"
        yield f"runs: {at}: {one.version}, {one.tasks} of {one.of} tasks, {one.task_definition}, {one.digest}"
    for target, why in document.unread:
        yield f"could not tell: {target.service}, {target.cluster}, {target.region}, account {target.account}: {why}"
    yield from map(_closed, document.closed)


def _closed(one: Closed) -> str:
    fix = f"; {one.fix}" if one.fix else ""
    return f"not looked into: account {one.account}, {one.region}: {one.reason}{fix}"


def _route(row: RouteRow) -> str:
    leads = f"{row.service} {row.version or 'version unknown'}" if row.service else "nothing"
    way = ("load balancer", row.load_balancer), ("listener", row.listener), ("rule", row.rule)
    parts = (*_named(way), *_named((("target group", row.target_group), ("note", row.note))))
    return f"route {row.url}: " + "; ".join((leads, *parts))


def _named(parts: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    return (f"{name} {value}" for name, value in parts if value)


def _entry(entry: Entry) -> str:
    return f"{'  ' * entry.depth}{entry.label}: {entry.text}"

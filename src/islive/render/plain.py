"""Plain lines: no colour, no icons, one fact a line; for logs, for screen readers and for `TERM=dumb`."""

from collections.abc import Iterable, Iterator

from islive.model.documents import (
    Closed,
    ClusterReport,
    Difference,
    Document,
    Plan,
    Progress,
    RouteRow,
    Routes,
    Whereabouts,
)
from islive.model.report import Report
from islive.render.drawing.moments import iso
from islive.render.drawing.outline import Entry, outline, plan
from islive.render.drawing.progress_lines import changes, heartbeat
from islive.render.drawing.safe import escaped, harmless


def render(document: Document) -> str:
    """The whole document, a label and a fact on each line."""
    return "".join(f"{one}\n" for one in _lines(harmless(document, escaped)))


def changed(before: Progress | None, now: Progress) -> tuple[str, ...]:
    """While a version is waited for: a line for each thing that is different from before."""
    return tuple(changes(before and harmless(before, escaped), harmless(now, escaped)))


def alive(now: Progress) -> str:
    """The line that says that somebody still waits."""
    return heartbeat(harmless(now, escaped))


def _lines(document: Document) -> Iterator[str]:
    match document:
        case Report():
            yield from _report(document)
        case ClusterReport():
            yield from _cluster(document)
        case Routes():
            yield from map(_route, document.rows) if document.rows else ("routes: none",)
        case Difference():
            yield f"difference: {document.service}: {document.old} -> {document.new}"
            yield from (f"  {what}: {path}" for what, path in document.changes)
        case Plan():
            yield f"PLAN, nothing has been changed: {document.target.service}"
            yield from map(_entry, plan(document.remedies))
        case Whereabouts():
            yield from _whereabouts(document)


def _report(report: Report) -> Iterator[str]:
    for section in outline(report):
        yield from map(_entry, section.entries)


def _cluster(cluster: ClusterReport) -> Iterator[str]:
    yield f"account: {cluster.account}, {cluster.region}, {len(cluster.reports)} services"
    yield from (f"looked into: account {one.account}, {one.region}" for one in cluster.scopes)
    yield from map(_closed, cluster.closed)
    yield f"taken at: {iso(cluster.taken_at)}"
    yield from map(_route, cluster.routes.rows)
    for report in cluster.reports:
        yield ""
        yield from _report(report)


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

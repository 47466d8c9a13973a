"""Which address leads to which service and version, out of what the facts about load balancers and names say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from islive.engine.impact import own_digests
from islive.facts.identity import Identities
from islive.facts.load_balancers import LoadBalancers, Route
from islive.facts.own_images import OwnImages
from islive.facts.route_names import RouteName, RouteNames
from islive.facts.running_tasks import RunningTasks
from islive.facts.target_groups import TargetGroups
from islive.model.documents import RouteRow, Routes
from islive.model.evidence import Evidence, Gap
from islive.model.target import Target

READ: tuple[type, ...] = (LoadBalancers, RouteNames, Identities, OwnImages, RunningTasks, TargetGroups)

Leading = tuple[RouteRow, str, str]
"""A row, the DNS name of its load balancer, and the pattern of its host condition ("*" without one)."""


def routes(evidence: Mapping[Target, Evidence], addresses: Iterable[str]) -> Routes:
    """The table over these services and these addresses, and over the names that the evidence holds."""
    leading = [row for target, known in evidence.items() for row in _leading(target, known)]
    named = [name for known in evidence.values() for name in _names(known)]
    wanted = {*addresses, *(name.url for name in named)}
    by_name = (row for url in wanted for row in _rows_of_name(url, named, leading))
    rows = {*(row for row, _, _ in leading), *by_name, *_unread(evidence)}
    return Routes(tuple(sorted(rows, key=_order)))


def leads(known: Evidence, target: Target, address: str) -> bool:
    """Whether an address, one of those that the evidence holds, leads to the service."""
    rows = _rows_of_name(address, _names(known), list(_leading(target, known)))
    return any(row.service for row in rows)


def _leading(target: Target, known: Evidence) -> Iterator[Leading]:
    balancers = known.get(LoadBalancers)
    for route in () if isinstance(balancers, Gap) else balancers.routes:
        row = RouteRow(
            url=route.url,
            load_balancer=route.load_balancer.name,
            listener=f"{route.protocol}:{route.port}",
            rule=_rule(route),
            target_group=_group_name(route.target_group),
            service=target.service,
            version=_version(known, route.target_group),
            note="" if route.weight == 1 else f"{route.weight:.0%} of the requests",
        )
        yield row, route.load_balancer.dns_name.lower(), (route.host or "*").lower()


def _rule(route: Route) -> str:
    conditions = [route.host, route.path, *route.other_conditions]
    return " ".join(filter(None, conditions)) or route.priority


def _group_name(arn: str) -> str:
    """arn:…:targetgroup/NAME/ID (API shape TargetGroup)."""
    parts = arn.split("/")
    return parts[1] if len(parts) > 1 else arn


def _version(known: Evidence, group: str) -> str | None:
    """What the healthy targets of a group run; of the running tasks, where their health could not be read."""
    identities, tasks, groups = known.get(Identities), known.get(RunningTasks), known.get(TargetGroups)
    if isinstance(identities, Gap) or isinstance(tasks, Gap):
        return None
    registered = () if isinstance(groups, Gap) else [one for one in groups.groups if one.arn == group]
    healthy = {target.endpoint for one in registered for target in one.targets if target.healthy}
    serving = [task for task in tasks.running if not registered or task.endpoints & healthy]
    own = known.get(OwnImages)
    labels = {identities.label(digest) for task in serving for digest in own_digests(task, own)}
    return " and ".join(sorted(labels)) or None


def _names(known: Evidence) -> tuple[RouteName, ...]:
    names = known.get(RouteNames)
    return () if isinstance(names, Gap) else names.names


def _rows_of_name(url: str, named: Iterable[RouteName], leading: Iterable[Leading]) -> Iterator[RouteRow]:
    """The ways that an address of the settings leads, or one row that says why it leads nowhere."""
    same = [name for name in named if name.url == url]
    balancers = {name.load_balancer.lower() for name in same if name.load_balancer}
    here = [row for row, balancer, host in leading if balancer in balancers and _matches(same[0].host, host)]
    for row in here:
        yield replace(row, url=url)
    if not here:
        resolves = any(name.resolves for name in same)
        yield RouteRow(
            url=url, load_balancer=None, note="leads to none of these services" if resolves else "does not resolve"
        )


def _matches(host: str, pattern: str) -> bool:
    return pattern == "*" or fnmatchcase(host.lower(), pattern)


def _unread(evidence: Mapping[Target, Evidence]) -> Iterator[RouteRow]:
    """What could not be read is said, never left out."""
    for target, known in evidence.items():
        balancers = known.get(LoadBalancers)
        if isinstance(balancers, Gap):
            yield RouteRow(url="?", load_balancer=None, service=target.service, note=f"not read: {balancers.way_out}")


def _order(row: RouteRow) -> tuple[str, ...]:
    host = urlsplit(row.url).hostname or row.url
    return (host, row.url, row.service or "", row.rule or "", row.note)

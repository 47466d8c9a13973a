"""The host names that the settings call routes: whether they resolve, and to which load balancer of the account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from islive.facts.address import address
from islive.facts.load_balancers import LoadBalancer, LoadBalancers
from islive.facts.reading import gaps_among, whole
from islive.facts.service import Service
from islive.model.collector import collects
from islive.model.doors import Dns, Refused
from islive.model.evidence import Gap, gap
from islive.model.question import Options
from islive.model.settings import Settings


@dataclass(frozen=True, slots=True)
class RouteName:
    """One address of the settings (or `--url`); `load_balancer` is the DNS name of the service's own it leads to."""

    url: str
    host: str
    resolves: bool
    load_balancer: str | None


@dataclass(frozen=True, slots=True)
class RouteNames:
    """The names, each as value or gap."""

    names: tuple[RouteName, ...]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a name leads to."""

    canonical: str
    addresses: frozenset[str]


@collects()
def collect(
    dns: Dns, service: Service, load_balancers: LoadBalancers, settings: Settings, options: Options
) -> RouteNames:
    """Ask for each name; for those of the load balancers only where the names do not tell."""
    urls = tuple(dict.fromkeys([*settings.routes, *settings.of(service.name).routes, *options.urls]))
    balancers = load_balancers.load_balancers
    hosts = {url: found.host for url in urls if (found := address(url))}
    resolved = {host: resolve(dns, host) for host in dict.fromkeys(hosts.values())}
    unknown = [one for host, one in resolved.items() if isinstance(one, Resolved) and not by_name(host, one, balancers)]
    addresses = addresses_of(dns, balancers) if any(one.addresses for one in unknown) else {}
    names = [_name(url, hosts.get(url), resolved, balancers, addresses) for url in urls]
    return RouteNames(
        tuple(one for one in names if isinstance(one, RouteName)), gaps_among([*names, *addresses.values()])
    )


def resolve(dns: Dns, host: str, fact: str = "RouteNames") -> Resolved | Gap:
    """What a name leads to, asked for the sake of that fact; no addresses where it does not exist."""
    try:
        answer = whole(dns.resolve(host))
        return Resolved(answer.text_or_none("canonical") or host, frozenset(answer.texts("addresses")))
    except Refused as refused:
        return gap(fact, refused)


def addresses_of(dns: Dns, balancers: Sequence[LoadBalancer]) -> Mapping[str, Resolved | Gap]:
    """Where the load balancers' own names lead."""
    return {one.dns_name: resolve(dns, plain(one.dns_name)) for one in balancers}


def _name(
    url: str,
    host: str | None,
    resolved: Mapping[str, Resolved | Gap],
    balancers: Sequence[LoadBalancer],
    addresses: Mapping[str, Resolved | Gap],
) -> RouteName | Gap:
    if host is None:
        return Gap("RouteNames", "dns:resolve", f"{url} is no address")
    found = resolved[host]
    if isinstance(found, Gap):
        return found
    shared = (name for name, one in addresses.items() if isinstance(one, Resolved) and one.addresses & found.addresses)
    leads_to = by_name(host, found, balancers) or next(shared, None)
    return RouteName(url, host, bool(found.addresses), leads_to if found.addresses else None)


def by_name(host: str, found: Resolved, balancers: Sequence[LoadBalancer]) -> str | None:
    """The load balancer whose DNS name it is, or leads to by name."""
    names = {plain(host), plain(found.canonical)}
    return next((one.dns_name for one in balancers if plain(one.dns_name) in names), None)


def plain(name: str) -> str:
    """A DNS name without case, trailing dot, and the prefix that load balancers have for both kinds of addresses."""
    return name.lower().rstrip(".").removeprefix("dualstack.")

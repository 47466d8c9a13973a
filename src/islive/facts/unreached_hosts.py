"""The host names at which nobody could be reached: where they lead, and whether a listener rule waits for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from islive.facts.address import address
from islive.facts.canary_answers import CanaryAnswers, Unreached
from islive.facts.load_balancers import LoadBalancers, Route
from islive.facts.reading import gaps_among
from islive.facts.route_names import Resolved, RouteNames, addresses_of, by_name, plain, resolve
from islive.facts.service import Service
from islive.model.collector import collects
from islive.model.doors import Dns
from islive.model.evidence import Gap

INTERNAL = "internal"
# AWS's load balancers take a name with these in a rule for many names; none of them need exist.
WILDCARDS = frozenset("*?")


@dataclass(frozen=True, slots=True)
class UnreachedHost:
    """One host name: `says` why no connection came about, None where it was not tried; `addresses` is where it leads.

    `load_balancer` is the name of the service's own that it leads to. `route` is the way in of users that takes
    requests for this name.
    """

    url: str
    host: str
    says: str | None
    addresses: tuple[str, ...]
    load_balancer: str | None
    route: Route | None


@dataclass(frozen=True, slots=True)
class UnreachedHosts:
    """The names, in the order of the routes; none where everybody who was asked answered somehow."""

    hosts: tuple[UnreachedHost, ...]
    gaps: tuple[Gap, ...] = ()


@collects()
def collect(
    dns: Dns, service: Service, canary: CanaryAnswers, load_balancers: LoadBalancers, names: RouteNames | Gap
) -> UnreachedHosts:
    """Ask where they lead, only for names at which no connection came about or that are known not to exist.

    A name that only an internal load balancer has is out of reach from most places, and that is as it should be.
    """
    waiting = {
        plain(route.host): route
        for route in reversed(load_balancers.of_users(service.attachments))
        if route.host and not WILDCARDS & set(route.host)
    }
    tried = {found.host: one for one in canary.unreached if (found := address(one.url))}
    suspects = {**{host: None for host in _dead(names) if plain(host) in waiting}, **tried}
    resolved = {host: resolve(dns, host, "UnreachedHosts") for host in suspects}
    balancers = load_balancers.load_balancers
    ours = addresses_of(dns, balancers) if any(_leads(one) for one in resolved.values()) else {}
    found = (
        _host(host, suspects[host], one, _led_to(host, one, load_balancers, ours), waiting.get(plain(host)))
        for host, one in resolved.items()
        if isinstance(one, Resolved)
    )
    inside = {one.name for one in balancers if one.scheme == INTERNAL}
    kept = tuple(one for one in found if _way_in(one) not in inside)
    return UnreachedHosts(kept, gaps_among([*resolved.values(), *ours.values()]))


def _dead(names: RouteNames | Gap) -> Iterator[str]:
    """The names of the settings that do not exist: also without having been tried they reach nobody."""
    for name in () if isinstance(names, Gap) else names.names:
        if not name.resolves:
            yield name.host


def _leads(one: Resolved | Gap) -> bool:
    return isinstance(one, Resolved) and bool(one.addresses)


def _led_to(host: str, one: Resolved, balancers: LoadBalancers, ours: Mapping[str, Resolved | Gap]) -> str | None:
    """The load balancer of the service that the name leads to, by its name or by its addresses."""
    known = balancers.load_balancers
    shared = (name for name, its in ours.items() if isinstance(its, Resolved) and its.addresses & one.addresses)
    leads_to = by_name(host, one, known) or next(shared, None)
    return next((each.name for each in known if each.dns_name == leads_to), None)


def _host(host: str, tried: Unreached | None, one: Resolved, led_to: str | None, route: Route | None) -> UnreachedHost:
    says = None if tried is None else f"{tried.code}: {tried.why}"
    url = tried.url if tried else route.url if route else host
    return UnreachedHost(url, host, says, tuple(sorted(one.addresses)), led_to, route)


def _way_in(one: UnreachedHost) -> str | None:
    return one.load_balancer or (one.route.load_balancer.name if one.route else None)

"""The ways by which users come to the service: each with the share of its requests that the service should have."""

from collections.abc import Mapping
from dataclasses import dataclass

from islive.facts.address import address
from islive.facts.canary_answers import CanaryAnswers, canary_path, carries_the_web, own_hosts, url_of
from islive.facts.load_balancers import LoadBalancers
from islive.facts.route_names import RouteNames
from islive.facts.service import Service
from islive.model.collector import collects
from islive.model.evidence import Gap
from islive.model.question import Options
from islive.model.settings import Settings


@dataclass(frozen=True, slots=True)
class WaysIn:
    """The canary's address on each way → the share (0 to 1). `own` are the hosts that are known to be the service's.

    These are the routes where a canary speaks, those that give it only a part of their requests, and the addresses that
    the settings name for this service and that lead to one of its load balancers.
    """

    shares: Mapping[str, float]
    own: frozenset[str]


@collects()
def collect(
    service: Service,
    load_balancers: LoadBalancers,
    canary_answers: CanaryAnswers,
    route_names: RouteNames | Gap,
    settings: Settings,
    options: Options,
) -> WaysIn:
    """Nothing is asked: put together what other facts know."""
    path, own = canary_path(settings), own_hosts(service, load_balancers, settings, options)
    names = () if isinstance(route_names, Gap) else route_names.names
    ours = {one.url for one in names if one.load_balancer}
    written = [found for url in settings.of(service.name).routes if url in ours and (found := address(url))]
    shared = [one for one in load_balancers.of_users(service.attachments) if one.others and carries_the_web(one)]
    ways = dict.fromkeys(
        [*(one.url for one in canary_answers.speaking), *(f"{one.base}{path}" for one in written)], 1.0
    )
    return WaysIn({**ways, **{url_of(route, path): load_balancers.share for route in shared}}, own)

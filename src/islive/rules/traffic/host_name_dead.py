"""host-name-dead: an address in the settings that leads nowhere."""

import re
from collections.abc import Iterator

from islive.facts.load_balancers import LoadBalancers
from islive.facts.route_names import RouteName, RouteNames, plain
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

# What AWS appends to a load balancer's name: "-1937402856.us-east-1.elb.amazonaws.com".
ELB = re.compile(r"-[0-9a-f]+\.(?:elb\.)?[a-z0-9-]+\.(?:elb\.)?amazonaws\.com(?:\.cn)?$")


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.LOW, root=False)
def host_name_dead(names: RouteNames, balancers: LoadBalancers | Gap) -> Iterator[Sighting]:
    """An address that is given as a route of the service does not exist.

    ## What it means
    The settings (or the option --url) name an address whose host name does not resolve, and no load balancer of the
    service has that name. Whoever tries it, in a browser, a script or a health check, gets no answer at all and may
    take that for an outage.

    ## Why it happens
    - The load balancer was deleted or created anew: a new one gets a new name.
    - The address was written down before it existed, or with a typing error.
    - It exists only in a private zone, and you ask from outside.

    ## What to do
    If nobody needs the name, remove it from the settings and from the documentation, so that the next person does not
    ask there. If users do need it, create the DNS record for it, as an alias of the load balancer that serves them.

    ## References
    - https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    """
    routes = () if isinstance(balancers, Gap) else balancers.routes
    # A name that a rule waits for is missed by somebody: host-name-unreachable.
    needed = {plain(route.host) for route in routes if route.host}
    for name in names.names:
        if not name.resolves and name.load_balancer is None and plain(name.host) not in needed:
            yield _sighting(name)


def _sighting(name: RouteName) -> Sighting:
    short = ELB.sub("", name.host)
    says = (
        f"Remove {name.url} from the settings (`islive.toml`) and the documentation, or create a DNS record for "
        f"{name.host}."
    )
    return Sighting(
        subject=name.host,
        summary=f"{short} does not resolve: it is given as a route, and no load balancer of the service has that name",
        because=(Citation("dns:resolve", f"addresses[{name.host}]", "[]"),),
        remedies=(Remedy(f"remove the route {short}", Risk.MANUAL, Horizon.LATER, (Step(says),)),),
    )

"""host-name-elsewhere: an address in the settings that leads to somebody else."""

from collections.abc import Iterator

from islive.facts.load_balancers import LoadBalancers
from islive.facts.route_names import RouteName, RouteNames
from islive.model.citation import Citation
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.MEDIUM, root=False)
def host_name_elsewhere(names: RouteNames, balancers: LoadBalancers) -> Iterator[Sighting]:
    """An address that is given as a route of the service leads to none of its load balancers.

    ## What it means
    The settings (or the option --url) name an address whose host name exists, but does not resolve to a load balancer
    of the service. What is live here need not be what users of that address get.

    ## Why it happens
    - The name still leads to an old load balancer, or to that of another environment.
    - A content delivery network or a proxy stands in between and sends the requests on. Then all is well, as long as it
      does not keep old answers.
    - The record was changed, and your resolver remembers the old one for a while.

    ## What to do
    See where the name leads (`dig +short NAME`). If it should lead here, make its record an alias of the load balancer.
    If a content delivery network stands in between, read which origin it asks, and give islive the address with --url:
    then the running process itself is asked through it.

    ## References
    - https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html
    - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
    """
    for name in names.names if balancers.load_balancers and not names.gaps else ():
        if name.resolves and name.load_balancer is None:
            yield _sighting(name, balancers)


def _sighting(name: RouteName, balancers: LoadBalancers) -> Sighting:
    ours = " or ".join(sorted(one.name for one in balancers.load_balancers))
    says = f"See where {name.host} leads (`dig +short {name.host}`), and make it an alias of {ours} if users do."
    return Sighting(
        subject=name.host,
        summary=f"{name.host} leads to none of the service's load balancers, expected {ours}: a proxy stands in "
        "between, or its users get something else",
        because=(Citation("dns:resolve", f"addresses[{name.host}]", "none of the service's load balancers"),),
        certainty=Certainty.POSSIBLE,
        remedies=(Remedy(f"let {name.host} lead to {ours}", Risk.MANUAL, Horizon.LATER, (Step(says),)),),
    )

"""host-name-unreachable: users have no other name for it, and nobody answers there."""

from collections.abc import Iterator

from islive.facts.unreached_hosts import UnreachedHost, UnreachedHosts
from islive.model.citation import Citation
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.HIGH, root=False)
def host_name_unreachable(unreached: UnreachedHosts) -> Iterator[Sighting]:
    """A host name by which users come to the service does not exist, or nobody accepts connections there.

    ## What it means
    A listener rule takes requests for this name, or you gave it with --url, and no connection came about: the name does
    not resolve, or it leads to something that is no load balancer of the service and does not answer, or the load
    balancer itself accepts no connection from here. The tasks may be healthy and up to date; by this name nobody gets
    to them. A name that nobody needs any more is another finding (host-name-dead).

    ## Why it happens
    - The DNS record was never made, was deleted, or has a typing error; or the domain has expired.
    - The record still leads to an address that is no longer in use: an old load balancer, an old environment.
    - The security group of the load balancer admits only certain senders, or nothing listens on that port.
    - The name exists only in a private zone, and you ask from outside of it. Then all is well.

    ## What to do
    See where the name leads (`dig +short NAME`) from where your users are. Make its record an alias of the load
    balancer. If it leads there, look at the security group of the load balancer and at the ports of its listeners.
    From a place that cannot reach it, `--connect-to` leads islive another way in, and `--no-probe` asks nobody.

    ## References
    - https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
    """
    for host in unreached.hosts:
        if not host.addresses and host.route:
            yield _nameless(host, host.route.load_balancer.name, host.route.priority)
        elif host.addresses and host.load_balancer:
            yield _closed(host, host.load_balancer)
        elif host.addresses:
            yield _lost(host)


def _nameless(host: UnreachedHost, balancer: str, priority: str) -> Sighting:
    to = host.route.load_balancer.dns_name if host.route else balancer
    step = Step(
        says=f"Let {host.host} lead to {balancer} (at the top of a zone as an alias), or correct the name in rule "
        f"{priority}.",
        operation="route53:ChangeResourceRecordSets",
        params={"HostedZoneId": "ID-OF-THE-ZONE", "ChangeBatch": _record(host.host, to)},
        undo="The same call with the action DELETE.",
    )
    return Sighting(
        subject=host.host,
        summary=f"{host.host} does not resolve, and rule {priority} of {balancer} takes requests for that name: "
        "nobody reaches the service by it",
        because=(
            Citation("dns:resolve", f"addresses[{host.host}]", "[]"),
            Citation("elbv2:DescribeRules", f"Rules[{priority}].Conditions[host-header].Values", host.host),
        ),
        certainty=Certainty.LIKELY,
        remedies=(Remedy(f"let {host.host} lead to {balancer}", Risk.MANUAL, Horizon.NOW, (step,)),),
    )


def _record(name: str, value: str) -> dict[str, object]:
    record = {"Name": name, "Type": "CNAME", "TTL": 300, "ResourceRecords": [{"Value": value}]}
    return {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}


def _lost(host: UnreachedHost) -> Sighting:
    where = ", ".join(host.addresses)
    ours = host.route.load_balancer.name if host.route else "the service's load balancer"
    says = (
        f"See what is at {where} (`dig -x {host.addresses[0]}`), and make {host.host} an alias of {ours} if "
        "users should "
        "come here by it."
    )
    return Sighting(
        subject=host.host,
        summary=f"{host.host} leads to {where}, expected {ours}, and nobody accepts a connection there",
        because=(
            Citation("dns:resolve", f"addresses[{host.host}]", where),
            Citation("http:get", host.url, host.says or "no answer"),
        ),
        certainty=Certainty.LIKELY,
        remedies=(Remedy(f"let {host.host} lead to {ours}", Risk.MANUAL, Horizon.NOW, (Step(says),)),),
    )


def _closed(host: UnreachedHost, balancer: str) -> Sighting:
    says = (
        f"Look at the security group of {balancer} and at its listeners (`aws elbv2 describe-load-balancers --names "
        f"{balancer}`): does {host.url} get in from where users are?"
    )
    return Sighting(
        subject=host.host,
        summary=f"{host.host} leads to {balancer}, which accepts no connection at {host.url} from here",
        because=(
            Citation("http:get", host.url, host.says or "no answer"),
            Citation("dns:resolve", f"addresses[{host.host}]", ", ".join(host.addresses)),
        ),
        certainty=Certainty.POSSIBLE,
        remedies=(Remedy(f"let users in to {balancer}", Risk.MANUAL, Horizon.NOW, (Step(says),)),),
    )

"""Load balancers, listeners and rules: which address leads to the service."""

from dataclasses import dataclass

from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """One load balancer that the service's target groups hang on; `scheme` internet-facing or internal."""

    arn: str
    name: str
    dns_name: str
    scheme: str
    type: str
    state: str


@dataclass(frozen=True, slots=True)
class Route:
    """One way in: a listener's rule that forwards to a target group of the service, with its share of the traffic.

    `host` and `path` are the first values of the rule's conditions, None where it has none; `weight` is the share
    (0 to 1) of the requests matching the rule that goes to this service's target group.
    """

    load_balancer: LoadBalancer
    protocol: str
    port: int
    priority: str
    host: str | None
    path: str | None
    other_conditions: tuple[str, ...]
    target_group: str
    weight: float
    rule_arn: str

    @property
    def url(self) -> str:
        """The address of this way in, without the canary's path."""
        scheme = "https" if self.protocol == "HTTPS" else "http"
        usual = {"https": 443, "http": 80}[scheme]
        host = (self.host or self.load_balancer.dns_name).replace("*.", "www.")
        return f"{scheme}://{host}" + ("" if self.port == usual else f":{self.port}")


@dataclass(frozen=True, slots=True)
class LoadBalancers:
    """The routes that lead to the service; none where it has no load balancer."""

    load_balancers: tuple[LoadBalancer, ...]
    routes: tuple[Route, ...]
    gaps: tuple[Gap, ...] = ()

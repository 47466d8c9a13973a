"""The host names that the settings call routes: whether they resolve, and to which load balancer of the account."""

from dataclasses import dataclass

from islive.model.evidence import Gap


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

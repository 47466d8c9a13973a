"""The service's target groups and the health of what is registered in them."""

from dataclasses import dataclass

from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class RegisteredTarget:
    """One target: address (or instance id) and port, with the load balancer's own words on its health."""

    id: str
    port: int | None
    state: str
    reason: str | None
    description: str | None

    @property
    def healthy(self) -> bool:
        """The load balancer finds it healthy."""
        return self.state == "healthy"


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """One target group with its health check."""

    arn: str
    name: str
    port: int | None
    protocol: str | None
    target_type: str
    health_path: str | None
    load_balancers: tuple[str, ...]
    targets: tuple[RegisteredTarget, ...]


@dataclass(frozen=True, slots=True)
class TargetGroups:
    """The target groups of the service, each as value or gap; none where the service has no load balancer."""

    groups: tuple[TargetGroup, ...]
    gaps: tuple[Gap, ...] = ()

    def healthy_addresses(self) -> frozenset[str]:
        """The ids of the targets that are healthy in some group of the service."""
        return frozenset(t.id for group in self.groups for t in group.targets if t.healthy)

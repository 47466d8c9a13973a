"""The service's target groups and the health of what is registered in them."""

from collections.abc import Collection
from dataclasses import dataclass

from islive.facts.reading import Part, answered, gaps_among, whole
from islive.facts.service import Service
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap


@dataclass(frozen=True, slots=True)
class RegisteredTarget:
    """One target: address (or instance id) and port, with the load balancer's own words on its health."""

    id: str
    port: int | None
    state: str
    reason: str | None
    description: str | None

    @property
    def endpoint(self) -> str:
        """What tells it from others: its address, or its instance and port."""
        return f"{self.id}:{self.port}" if self.id.startswith("i-") else self.id

    @property
    def healthy(self) -> bool:
        """The load balancer finds it healthy."""
        return self.state == "healthy"


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """How a target group finds out who is well (API shape TargetGroup); times in seconds.

    `port` is None where it is that of each target, `codes` is None where no HTTP code is expected (a TCP check).
    """

    protocol: str | None = None
    port: int | None = None
    interval: int = 30
    timeout: int = 5
    unhealthy_after: int = 2
    codes: str | None = None

    @property
    def condemns_after(self) -> int:
        """How long a target that never answers is not yet called unhealthy: so many failed checks in a row."""
        return self.interval * self.unhealthy_after

    def expects(self, code: int) -> bool:
        """Whether that HTTP code is well: "200", "200,202" or "200-299"."""
        ranges = (one.partition("-") for one in (self.codes or "").split(",") if one.strip())
        return any(_number(first) <= code <= _number(last or first) for first, _, last in ranges)


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() else -1


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
    check: HealthCheck = HealthCheck()


@dataclass(frozen=True, slots=True)
class TargetGroups:
    """The target groups of the service, each as value or gap; none where the service has no load balancer."""

    groups: tuple[TargetGroup, ...]
    gaps: tuple[Gap, ...] = ()

    def healthy_endpoints(self, arns: Collection[str] | None = None) -> frozenset[str]:
        """The targets that are healthy in some group of the service, or in some of those with these ARNs."""
        groups = [group for group in self.groups if arns is None or group.arn in arns]
        return frozenset(target.endpoint for group in groups for target in group.targets if target.healthy)

    def get(self, arn: str) -> TargetGroup | None:
        """The group of that ARN, if it was read."""
        return next((group for group in self.groups if group.arn == arn), None)


@collects("elbv2:DescribeTargetGroups", "elbv2:DescribeTargetHealth")
def collect(aws: Aws, service: Service) -> TargetGroups:
    """Ask for the groups in one question, and for the health of each in one of its own."""
    arns = list(service.target_groups)
    if not arns:
        return TargetGroups(())
    answers = aws.calls([Question("elbv2:DescribeTargetHealth", {"TargetGroupArn": arn}) for arn in arns])
    health = dict(zip(arns, answers, strict=True))
    answer = whole(aws.call("elbv2:DescribeTargetGroups", TargetGroupArns=arns))
    described = {part.text("TargetGroupArn"): part for part in answer.parts_or_none("TargetGroups")}
    groups = [_group(answer, arn, described.get(arn), health[arn]) for arn in arns]
    return TargetGroups(tuple(one for one in groups if not isinstance(one, Gap)), gaps_among(groups))


def _group(answer: Part, arn: str, part: Part | None, health: Reply | Refused) -> TargetGroup | Gap:
    try:
        if part is None:
            raise answer.empty(f"nothing about {arn}")
        # The load balancer lists them in any order.
        found = (_target(one) for one in answered(health).parts("TargetHealthDescriptions"))
        targets = tuple(sorted(found, key=lambda one: (one.id, one.port or 0, one.state)))
        return TargetGroup(
            arn=arn,
            name=part.text("TargetGroupName"),
            port=part.number_or_none("Port"),
            protocol=part.text_or_none("Protocol"),
            target_type=part.text_or_none("TargetType") or "instance",
            health_path=part.text_or_none("HealthCheckPath"),
            load_balancers=part.texts_or_none("LoadBalancerArns"),
            targets=targets,
            check=_check(part),
        )
    except Refused as refused:
        return gap("TargetGroups", refused)


def _check(part: Part) -> HealthCheck:
    """The defaults are the API's, and stand in for what an answer leaves out."""
    port, matcher = part.text_or_none("HealthCheckPort") or "", part.part_or_none("Matcher")
    usual = HealthCheck()
    return HealthCheck(
        protocol=part.text_or_none("HealthCheckProtocol"),
        port=int(port) if port.isdecimal() else None,
        interval=part.number_or_none("HealthCheckIntervalSeconds") or usual.interval,
        timeout=part.number_or_none("HealthCheckTimeoutSeconds") or usual.timeout,
        unhealthy_after=part.number_or_none("UnhealthyThresholdCount") or usual.unhealthy_after,
        codes=(matcher.text_or_none("HttpCode") or matcher.text_or_none("GrpcCode")) if matcher else None,
    )


def _target(part: Part) -> RegisteredTarget:
    target, health = part.part("Target"), part.part("TargetHealth")
    return RegisteredTarget(
        id=target.text("Id"),
        port=target.number_or_none("Port"),
        state=health.text("State"),
        reason=health.text_or_none("Reason"),
        description=health.text_or_none("Description"),
    )

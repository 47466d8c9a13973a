"""The service's target groups and the health of what is registered in them."""

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


@collects("elbv2:DescribeTargetGroups", "elbv2:DescribeTargetHealth")
def collect(aws: Aws, service: Service) -> TargetGroups:
    """Ask for the groups in one question, and for the health of each in one of its own."""
    arns = sorted({attachment.target_group for attachment in service.attachments})
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
        targets = (_target(one) for one in answered(health).parts("TargetHealthDescriptions"))
        return TargetGroup(
            arn=arn,
            name=part.text("TargetGroupName"),
            port=part.number_or_none("Port"),
            protocol=part.text_or_none("Protocol"),
            target_type=part.text_or_none("TargetType") or "instance",
            health_path=part.text_or_none("HealthCheckPath"),
            load_balancers=part.texts_or_none("LoadBalancerArns"),
            targets=tuple(sorted(targets, key=lambda one: (one.id, one.port or 0))),
        )
    except Refused as refused:
        return gap("TargetGroups", refused)


def _target(part: Part) -> RegisteredTarget:
    target, health = part.part("Target"), part.part("TargetHealth")
    return RegisteredTarget(
        id=target.text("Id"),
        port=target.number_or_none("Port"),
        state=health.text("State"),
        reason=health.text_or_none("Reason"),
        description=health.text_or_none("Description"),
    )

"""The ECS service: its deployments, its settings, its newest events."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil, floor

from islive.facts.attachment import Attachment, of_service, of_task_sets
from islive.facts.awsvpc import Awsvpc, awsvpc
from islive.facts.deployment import Deployment, deployment, task_set
from islive.facts.placement_constraint import constraints
from islive.facts.reading import Part, last_part, whole
from islive.model.collector import collects
from islive.model.doors import Aws, Refused
from islive.model.target import Target

__all__ = [
    "STARTED",
    "Attachment",
    "CircuitBreaker",
    "Deployment",
    "DeploymentAlarms",
    "Service",
    "ServiceEvent",
    "collect",
]

# ECS developer guide, "Amazon ECS service event messages".
STARTED = re.compile(r"has started (\d+) tasks?: \(task ([0-9a-f]+)")


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """One line of the service's events; ECS keeps the newest 100."""

    id: str
    at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class CircuitBreaker:
    """The deployment circuit breaker's switches."""

    enabled: bool
    rollback: bool


@dataclass(frozen=True, slots=True)
class DeploymentAlarms:
    """The CloudWatch alarms that may end a deployment; no names where that is switched off."""

    names: tuple[str, ...] = ()
    rollback: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """One service as DescribeServices tells it; deployments newest first, events newest first.

    `unsupported` names what islive does not understand yet (a controller, a scheduling strategy, VPC Lattice …).
    Task sets of CodeDeploy and EXTERNAL stand among the deployments: they have ids, states and counts of the same kind.
    `grace_seconds` is how long ECS overlooks failed health checks after a task's start, `bake_minutes` how long both
    revisions of a blue/green deployment run after the traffic has moved. `registries` are ARNs of Cloud Map services.
    `current_deployment` is the ARN of the newest service deployment, where ECS names one.
    """

    arn: str
    name: str
    cluster: str
    status: str
    desired: int
    running: int
    pending: int
    task_definition: str
    launch_type: str
    controller: str
    strategy: str
    circuit_breaker: CircuitBreaker
    minimum_percent: int
    maximum_percent: int
    deployments: tuple[Deployment, ...]
    events: tuple[ServiceEvent, ...]
    attachments: tuple[Attachment, ...]
    current_revisions: tuple[str, ...]
    tags: Mapping[str, str]
    unsupported: tuple[str, ...]
    network: Awsvpc | None = None
    current_deployment: str | None = None
    alarms: DeploymentAlarms = DeploymentAlarms()
    grace_seconds: int = 0
    bake_minutes: int = 0
    scheduling: str = "REPLICA"
    registries: tuple[str, ...] = ()
    is_connected: bool = False
    # The capacity providers of its strategy, which stands in the place of a launch type; where tasks may be placed.
    capacity_providers: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()

    @property
    def front(self) -> Deployment:
        """The deployment that is being brought up, or was last: PRIMARY, but for a task set newer than it."""
        newer = (one for one in self.older if one.is_task_set and one.status == "ACTIVE")
        return next((one for one in newer if one.created_at > self.primary.created_at), self.primary)

    @property
    def target_groups(self) -> tuple[str, ...]:
        """Every target group that its tasks may be registered in, once each."""
        return tuple(dict.fromkeys(group for one in self.attachments for group in one.target_groups))

    @property
    def primary(self) -> Deployment:
        """The newest deployment: the one ECS is steering to, or has arrived at.

        An INACTIVE service has none, nor has one with an external controller and no task set: its own counts stand in.
        """
        return next((one for one in self.deployments if one.status == "PRIMARY"), None) or Deployment(
            id="",
            status=self.status,
            rollout_state=None,
            rollout_state_reason="",
            task_definition=self.task_definition,
            desired=self.desired,
            running=self.running,
            pending=self.pending,
            failed_tasks=0,
            created_at=datetime.fromtimestamp(0, UTC),
            updated_at=None,
        )

    @property
    def older(self) -> tuple[Deployment, ...]:
        """The deployments that still have tasks, or an unfinished past, beside PRIMARY."""
        return tuple(one for one in self.deployments if one.status != "PRIMARY")

    @property
    def bounds(self) -> tuple[int, int]:
        """How many tasks must stay during a rolling deployment, rounded up, and how many there may be, rounded down."""
        return ceil(self.desired * self.minimum_percent / 100), floor(self.desired * self.maximum_percent / 100)

    @property
    def is_held(self) -> bool:
        """PRIMARY lacks tasks, and its percentages let ECS neither start one nor stop one."""
        primary, (least, most) = self.primary, self.bounds
        rolling = (self.controller, self.strategy, self.scheduling) == ("ECS", "ROLLING", "REPLICA")
        waits = rolling and primary.under_way and bool(self.older) and primary.running < primary.desired
        return waits and least >= self.desired > 0 and most <= self.desired

    @property
    def starts(self) -> tuple[datetime, ...]:
        """When the scheduler started tasks, oldest first, as far back as its events are kept."""
        return tuple(sorted(event.at for event in self.events if STARTED.search(event.message)))


@collects("ecs:DescribeServices")
def collect(aws: Aws, target: Target) -> Service:
    """Ask for the service with its tags."""
    reply = aws.call("ecs:DescribeServices", cluster=target.cluster, services=[target.service], include=["TAGS"])
    answer = whole(reply)
    found = next(iter(answer.parts_or_none("services")), None)
    if found is None:
        raise _absent(answer, target)
    return _service(found)


def _absent(answer: Part, target: Target) -> Refused:
    """Failures are errors although the status is 200 (API shape Failure); an answer without either is none."""
    for failure in answer.parts_or_none("failures"):
        reason = failure.text("reason")
        code = "ServiceNotFound" if reason == "MISSING" else reason
        return Refused(answer.operation, code, f"{target.service} in cluster {target.cluster}")
    return answer.empty("neither services nor failures")


def _service(part: Part) -> Service:
    status, controller, strategy = part.text("status"), _controller(part), _strategy(part)
    deployments = _deployments(part)
    may_lack = controller == "EXTERNAL" and not part.number("runningCount")
    if status == "ACTIVE" and not may_lack and not any(one.status == "PRIMARY" for one in deployments):
        raise part.empty("no PRIMARY deployment or task set")
    rollout = part.part("deploymentConfiguration")
    return Service(
        arn=part.text("serviceArn"),
        name=part.text("serviceName"),
        cluster=last_part(part.text("clusterArn")),
        status=status,
        desired=part.number("desiredCount"),
        running=part.number("runningCount"),
        pending=part.number("pendingCount"),
        task_definition=_task_definition(part, controller, deployments),
        launch_type=_launch_type(part),
        capacity_providers=_providers(part),
        controller=controller,
        strategy=strategy,
        circuit_breaker=_circuit_breaker(rollout),
        minimum_percent=_or(rollout.number_or_none("minimumHealthyPercent"), 100),
        maximum_percent=_or(rollout.number_or_none("maximumPercent"), 200),
        deployments=deployments,
        events=_events(part),
        attachments=_attachments(part),
        current_revisions=tuple(one.text("arn") for one in part.parts_or_none("currentServiceRevisions")),
        tags=part.pairs("tags", "key", "value"),
        unsupported=tuple(_unsupported(part, controller, strategy)),
        alarms=_alarms(rollout),
        grace_seconds=part.number_or_none("healthCheckGracePeriodSeconds") or 0,
        bake_minutes=rollout.number_or_none("bakeTimeInMinutes") or 0,
        scheduling=part.text_or_none("schedulingStrategy") or "REPLICA",
        registries=tuple(one.text("registryArn") for one in part.parts_or_none("serviceRegistries")),
        is_connected=_is_connected(part),
        network=awsvpc(part),
        current_deployment=part.text_or_none("currentServiceDeployment"),
        constraints=constraints(part),
    )


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _controller(part: Part) -> str:
    controller = part.part_or_none("deploymentController")
    return controller.text("type") if controller else "ECS"


def _strategy(part: Part) -> str:
    return part.part("deploymentConfiguration").text_or_none("strategy") or "ROLLING"


def _task_definition(part: Part, controller: str, deployments: tuple[Deployment, ...]) -> str:
    """With an external controller only the task sets name one."""
    if controller == "EXTERNAL":
        return next((one.task_definition for one in deployments), "")
    return last_part(part.text("taskDefinition"))


def _providers(part: Part) -> tuple[str, ...]:
    return tuple(one.text("capacityProvider") for one in part.parts_or_none("capacityProviderStrategy"))


def _launch_type(part: Part) -> str:
    """FARGATE, EC2 or EXTERNAL; a service with capacity providers has no launch type of its own."""
    provider = next(iter(_providers(part)), "EC2")
    return part.text_or_none("launchType") or ("FARGATE" if provider.startswith("FARGATE") else "EC2")


def _circuit_breaker(rollout: Part) -> CircuitBreaker:
    breaker = rollout.part_or_none("deploymentCircuitBreaker")
    return CircuitBreaker(bool(breaker and breaker.flag("enable")), bool(breaker and breaker.flag("rollback")))


def _deployments(part: Part) -> tuple[Deployment, ...]:
    found = [deployment(one) for one in part.parts("deployments")]
    found += [task_set(one) for one in part.parts_or_none("taskSets")]
    return tuple(sorted(found, key=lambda one: one.created_at, reverse=True))


def _events(part: Part) -> tuple[ServiceEvent, ...]:
    found = [ServiceEvent(one.text("id"), one.time("createdAt"), one.text("message")) for one in part.parts("events")]
    return tuple(sorted(found, key=lambda event: event.at, reverse=True))


def _attachments(part: Part) -> tuple[Attachment, ...]:
    """Those of its task sets, where it has any with a load balancer: the service's own may be an older colour's."""
    return of_task_sets(part) or tuple(of_service(part))


def _alarms(rollout: Part) -> DeploymentAlarms:
    alarms = rollout.part_or_none("alarms")
    if alarms is None or not alarms.flag("enable"):
        return DeploymentAlarms()
    return DeploymentAlarms(alarms.texts_or_none("alarmNames"), rollback=alarms.flag("rollback"))


def _is_connected(part: Part) -> bool:
    """Service Connect is switched on in a deployment (API shape ServiceConnectConfiguration)."""
    configured = (one.part_or_none("serviceConnectConfiguration") for one in part.parts("deployments"))
    return any(one.flag("enabled") for one in configured if one)


CONTROLLERS = frozenset({"ECS", "CODE_DEPLOY", "EXTERNAL"})
SCHEDULING = frozenset({"REPLICA", "DAEMON"})
STRATEGIES = frozenset({"ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"})


def _unsupported(part: Part, controller: str, strategy: str) -> Iterator[str]:
    """What the rest of islive would misread, as short phrases."""
    if controller not in CONTROLLERS:
        yield f"deployment controller {controller}"
    if (scheduling := part.text_or_none("schedulingStrategy") or "REPLICA") not in SCHEDULING:
        yield f"scheduling strategy {scheduling}"
    if strategy not in STRATEGIES:
        yield f"deployment strategy {strategy}"
    balancers = part.parts_or_none("loadBalancers")
    yield from (f"classic load balancer {name}" for one in balancers if (name := one.text_or_none("loadBalancerName")))
    if part.parts_or_none("vpcLatticeConfigurations") or any(
        one.parts_or_none("vpcLatticeConfigurations") for one in part.parts("deployments")
    ):
        yield "VPC Lattice"

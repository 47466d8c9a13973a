"""Facts by hand for the rules of deployment, tasks, targets and traffic: plain cases, and what is changed in them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from islive.facts.canary_answers import CanaryAnswer, CanaryAnswers
from islive.facts.load_balancers import LoadBalancer, LoadBalancers, Route
from islive.facts.running_tasks import RunningTasks
from islive.facts.secrets import Secret, Secrets, SecretShape
from islive.facts.service import CircuitBreaker, Deployment, Service, ServiceEvent
from islive.facts.service_deployments import (
    RevisionImage,
    ServiceDeployment,
    ServiceDeployments,
    ServiceRevision,
)
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import RegisteredTarget, TargetGroup, TargetGroups
from islive.facts.task import Task, TaskContainer
from islive.facts.task_definitions import (
    Container,
    ImageReference,
    SecretReference,
    TaskDefinition,
    TaskDefinitions,
)
from islive.facts.wanted_version import WantedVersion
from islive.model.evidence import Gap
from islive.model.finding import Sighting

T = TypeVar("T")

ACCOUNT = "123456789012"
REGISTRY = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com"
ARNS = f"arn:aws:ecs:eu-west-1:{ACCOUNT}"
OLD, NEW, OTHER = ("sha256:" + letter * 64 for letter in "abc")
DENIED = Gap("Any", "any:Question", "AccessDenied", "any:Question")
STUCK = "ResourceInitializationError: unable to pull secrets or registry auth: "


def at(clock: str, day: int = 10) -> datetime:
    """A time of March 2025, "HH:MM" or "HH:MM:SS" in UTC."""
    parts = [int(part) for part in clock.split(":")]
    return datetime(2025, 3, day, *parts, tzinfo=UTC)


def deployment(id: str = "ecs-svc/2", **changes: Any) -> Deployment:
    """PRIMARY, completed, its one task runs shop:2."""
    plain = Deployment(
        id=id,
        status="PRIMARY",
        rollout_state="COMPLETED",
        rollout_state_reason="",
        task_definition="shop:2",
        desired=1,
        running=1,
        pending=0,
        failed_tasks=0,
        created_at=at("08:00"),
        updated_at=None,
    )
    return replace(plain, **changes)


def starting(**changes: Any) -> Deployment:
    """PRIMARY shop:2, in progress, with no task running."""
    plain: dict[str, Any] = {"rollout_state": "IN_PROGRESS", "running": 0}
    return deployment(**{**plain, **changes})


def before(**changes: Any) -> Deployment:
    """The deployment of shop:1 before it, completed, its one task running."""
    plain: dict[str, Any] = {"status": "ACTIVE", "task_definition": "shop:1", "created_at": at("08:00", day=9)}
    return deployment("ecs-svc/1", **{**plain, **changes})


def service(*deployments: Deployment, **changes: Any) -> Service:
    """The service shop of the cluster prod: desired count 1, no load balancer, no circuit breaker."""
    found = deployments or (deployment(),)
    plain = Service(
        arn=f"{ARNS}:service/prod/shop",
        name="shop",
        cluster="prod",
        status="ACTIVE",
        desired=1,
        running=sum(one.running for one in found),
        pending=0,
        task_definition=found[0].task_definition,
        launch_type="FARGATE",
        controller="ECS",
        strategy="ROLLING",
        circuit_breaker=CircuitBreaker(enabled=False, rollback=False),
        minimum_percent=100,
        maximum_percent=200,
        deployments=found,
        events=(),
        attachments=(),
        current_revisions=(),
        tags={},
        unsupported=(),
    )
    return replace(plain, **changes)


def event(clock: str, message: str) -> ServiceEvent:
    """One event of the service."""
    return ServiceEvent(f"event-{clock}", at(clock), f"(service shop) {message}")


def revision(number: int, digest: str | None, task_definition: str = "", container: str = "web") -> ServiceRevision:
    """Service revision `number` of shop:`number` (or another task definition), with one image."""
    image = RevisionImage(container, f"{REGISTRY}/shop:latest", digest)
    arn = f"{ARNS}:service-revision/prod/shop/{number}"
    return ServiceRevision(arn, task_definition or f"shop:{number}", (image,))


def record(id: str, status: str, target: ServiceRevision, **changes: Any) -> ServiceDeployment:
    """One service deployment, of 08:00."""
    plain = ServiceDeployment(
        arn=f"{ARNS}:service-deployment/prod/shop/{id}",
        status=status,
        status_reason="",
        created_at=at("08:00"),
        started_at=None,
        finished_at=None,
        target_revision=target.arn,
        source_revisions=(),
        rollback_reason=None,
        lifecycle_stage=None,
        awaiting_hooks=(),
    )
    return replace(plain, **changes)


def records(*found: ServiceDeployment, revisions: tuple[ServiceRevision, ...] = ()) -> ServiceDeployments:
    """The service deployments, newest first, and the revisions that were read."""
    return ServiceDeployments(found, {one.arn: one for one in revisions})


def image(tag: str | None = "latest", digest: str | None = None) -> ImageReference:
    """A reference to the repository shop."""
    text = f"{REGISTRY}/shop" + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    return ImageReference(text, REGISTRY, "shop", tag, digest)


def secret(name: str = "shop/admin", key: str | None = "password", variable: str = "PASSWORD") -> SecretReference:
    """One entry of `secrets[]`, of Secrets Manager."""
    id = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{name}-AbCdEf"
    value_from = f"{id}:{key}::" if key else id
    return SecretReference(variable, value_from, "secretsmanager", id, key, None)


def definition(
    revision: int = 2,
    *,
    secrets: tuple[SecretReference, ...] = (),
    reference: ImageReference | None = None,
    sidecar: bool | None = None,
    cpu: str = "256",
    log_stream_prefix: str | None = None,
    **changes: Any,
) -> TaskDefinition:
    """shop:`revision` with a container web; with a container proxy too, essential or not, where `sidecar` says so.

    `changes` are those of the container web.
    """
    plain = Container("web", reference or image(), True, secrets, {}, (80,), "/ecs/shop", (), log_driver="awslogs")
    options = {"awslogs-group": "/ecs/shop", "awslogs-region": "eu-west-1"}
    options |= {"awslogs-stream-prefix": log_stream_prefix} if log_stream_prefix else {}
    web = replace(plain, **{"log_options": options, **changes})
    proxy = Container("proxy", image("proxy"), bool(sidecar), (), {}, (), None, ())
    return TaskDefinition(
        arn=f"{ARNS}:task-definition/shop:{revision}",
        family="shop",
        revision=revision,
        status="ACTIVE",
        registered_at=at("07:00", day=revision),
        registered_by=None,
        execution_role=f"arn:aws:iam::{ACCOUNT}:role/shop-execution",
        task_role=None,
        cpu=cpu,
        memory="512",
        containers=(web,) if sidecar is None else (web, proxy),
    )


def definitions(*found: TaskDefinition) -> TaskDefinitions:
    """Those revisions, the last one the newest."""
    return TaskDefinitions({one.name: one for one in found}, found[-1] if found else DENIED)


def container(name: str = "web", **changes: Any) -> TaskContainer:
    """A running container with the old image."""
    return replace(TaskContainer(name, f"{REGISTRY}/shop:latest", OLD, None, None, None), **changes)


def task(id: str = "1", **changes: Any) -> Task:
    """A running task of shop:2, started by ecs-svc/2."""
    plain = Task(
        arn=f"{ARNS}:task/prod/{id}",
        deployment="ecs-svc/2",
        task_definition="shop:2",
        last_status="RUNNING",
        desired_status="RUNNING",
        health="UNKNOWN",
        created_at=at("08:30"),
        started_at=at("08:31"),
        stopped_at=None,
        stop_code=None,
        stopped_reason="",
        containers=(container(),),
        address="10.0.0.1",
    )
    return replace(plain, **changes)


def failed(id: str = "1", reason: str = f"{STUCK}timeout", **changes: Any) -> Task:
    """A task of shop:2 that never ran: created at 08:30:00, stopped 40 seconds later."""
    ended = {"last_status": "STOPPED", "desired_status": "STOPPED", "started_at": None, "stopped_at": at("08:30:40")}
    said = {"stop_code": "TaskFailedToStart", "stopped_reason": reason}
    return task(id, **{**ended, **said, **changes})


def exited(id: str = "1", *containers: TaskContainer, **changes: Any) -> Task:
    """A task of shop:2 that ran until an essential container exited."""
    reason = "Essential container in task exited"
    found = containers or (container(exit_code=1),)
    said = {"stop_code": "EssentialContainerExited", "containers": found, "started_at": at("08:30:20")}
    return failed(id, reason, **{**said, **changes})


def stopped(*tasks: Task) -> StoppedTasks:
    """Stopped tasks, newest first."""
    return StoppedTasks(tasks)


def running(*tasks: Task) -> RunningTasks:
    """Tasks that ECS wants running."""
    return RunningTasks(tasks)


def shape(kind: str = "object", error: str | None = None, keys: Any = None, **changes: Any) -> SecretShape:
    """The shape of a secret: an object without keys."""
    return replace(SecretShape(kind, error, None, None, None, None, keys or {}), **changes)


def secret_state(reference: SecretReference | None = None, **changes: Any) -> Secret:
    """A secret that shop:2 names; it exists, and nobody looked into it."""
    return replace(Secret(reference or secret(), "shop:2", True, None, None, None), **changes)


def secrets(*found: Secret) -> Secrets:
    """What is known of the secrets."""
    return Secrets(found)


def wanted(name: str | None = "v2", *digests: str, **changes: Any) -> WantedVersion:
    """That version was asked for; the new image is it."""
    plain = WantedVersion(name, True, None, frozenset(digests or (NEW,)), ())
    return replace(plain, **changes)


BALANCER = LoadBalancer("lb-arn", "shop-alb", "shop-alb.example.com", "internet-facing", "application", "active")
GROUP = f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:targetgroup/shop-tg/0123456789abcdef"


def route(weight: float = 1.0, **changes: Any) -> Route:
    """The default rule of port 80, with that share for the service."""
    plain = Route(BALANCER, "HTTP", 80, "default", None, None, (), GROUP, weight, "rule-arn")
    return replace(plain, **changes)


def balancers(*routes: Route, closed: tuple[Route, ...] = (), gaps: tuple[Gap, ...] = ()) -> LoadBalancers:
    """What leads to the service."""
    return LoadBalancers((BALANCER,), routes, gaps, closed)


def target(id: str = "10.0.0.1", state: str = "healthy", reason: str | None = None, says: str | None = None) -> Any:
    """A registered target."""
    return RegisteredTarget(id, 80, state, reason, says)


def groups(*targets: RegisteredTarget, gaps: tuple[Gap, ...] = ()) -> TargetGroups:
    """The service's one target group."""
    return TargetGroups((TargetGroup(GROUP, "shop-tg", 80, "HTTP", "ip", "/health", ("lb-arn",), targets),), gaps)


def answer(**changes: Any) -> CanaryAnswer:
    """The canary answers through the load balancer, and says that it is v2."""
    url = "http://shop-alb.example.com/deployment-canary"
    return replace(CanaryAnswer(url, 200, True, "v2", None, None, {}, '{"version": "v2"}'), **changes)


def answers(*found: CanaryAnswer) -> CanaryAnswers:
    """What the routes answered."""
    return CanaryAnswers(found, asked=True)


def summaries(seen: Iterable[Sighting]) -> list[str]:
    """What was seen, one sentence each."""
    return [sighting.summary for sighting in seen]


def only(found: Iterable[T]) -> T:
    """The one that there must be."""
    (one,) = found
    return one

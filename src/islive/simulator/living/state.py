"""What an engine remembers: services with their deployments, service deployments and revisions, and tasks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from islive.simulator.living.agenda import Agenda
from islive.simulator.living.pace import Pace
from islive.simulator.living.shift import Hook, Shift
from islive.simulator.names import Json
from islive.simulator.world import World

UNFINISHED = ("PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS")


@dataclass
class Target:
    """A task's place in a target group, by the group's name in the world."""

    group: str
    port: int
    registered: float
    state: str = "initial"
    reason: str | None = "Elb.InitialHealthChecking"
    description: str | None = "Initial health checks in progress"


@dataclass
class Task:
    """A task of a service; `times` by the name that DescribeTasks gives each moment."""

    id: str
    service: str
    deployment: str
    definition: str
    # The launch that it was part of: tasks of one launch that fail are one attempt.
    launch: int
    times: dict[str, float]
    subnet: str | None = None
    # Its interface's address; what a load balancer calls its instance where it has none of its own.
    address: str | None = None
    # The container instance that it is on, and that one's ports by the containers' (None: an interface of its own).
    instance: str | None = None
    ports: dict[int, int] | None = None
    status: str = "PROVISIONING"
    desired: str = "RUNNING"
    images: dict[str, str] = field(default_factory=dict[str, str])
    # By container: HEALTHY or UNHEALTHY, once its health check has spoken.
    checks: dict[str, str] = field(default_factory=dict[str, str])
    targets: list[Target] = field(default_factory=list[Target])
    exit_codes: dict[str, int] = field(default_factory=dict[str, int])
    reasons: dict[str, str] = field(default_factory=dict[str, str])
    logs: dict[str, str] = field(default_factory=dict[str, str])
    answers: Json = field(default_factory=dict[str, object])
    # From when on it answers.
    ready: float = 0.0
    stop_code: str | None = None
    stopped_reason: str | None = None
    was_healthy: bool = False
    # What the world's document says of it beyond these, for tasks that were there from the beginning.
    given: Json = field(default_factory=dict[str, object])
    # As it is shown once it has stopped: nothing changes it any more.
    shown: Json | None = None
    # Raised when the world changes: what was foreseen of its health before is void.
    foreseen: int = 0

    @property
    def is_meant_to_run(self) -> bool:
        """Running or on its way to: what ECS counts against the maximum."""
        return self.desired == "RUNNING" and self.status != "STOPPED"

    @property
    def is_running(self) -> bool:
        """Running, and nobody has asked it to stop."""
        return self.desired == "RUNNING" and self.status == "RUNNING"


@dataclass
class Deployment:
    """An entry of a service's `deployments`; `wanted` counts the tasks to be kept once it is no longer PRIMARY."""

    id: str
    definition: str
    revision: str
    rollout: str
    created: float
    updated: float
    status: str = "PRIMARY"
    state: str = "IN_PROGRESS"
    reason: str | None = None
    wanted: int = 0
    failed: int = 0
    # What the circuit breaker counts; failed tasks are shown whether or not it is on.
    failures: int = 0
    has_run: bool = False
    launches: int = 0
    failed_launch: int = 0
    streak: int = 0
    not_before: float = 0.0
    # Where requests are moved from one target group to another: whether its tasks are in the alternate ones.
    alternate: bool = False


@dataclass
class Revision:
    """A service revision; `images` are the digests that its first task resolved, by container."""

    id: str
    definition: str
    created: float
    images: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class Rollout:
    """A service deployment, as ListServiceDeployments counts them."""

    id: str
    target: str
    sources: list[str]
    created: float
    status: str = "PENDING"
    started: float | None = None
    finished: float | None = None
    stopped: float | None = None
    updated: float | None = None
    reason: str | None = None
    stage: str | None = None
    rollback: Json | None = None
    breaker: Json | None = None
    alarms: Json | None = None
    # An alarm that is in ALARM when a deployment begins silences all of them for it.
    ignores_alarms: bool = False
    # Of strategies that move traffic: how far it has come, and what of its hooks is shown.
    shift: Shift | None = None
    hooks: list[Hook] = field(default_factory=list[Hook])
    baked_at: float | None = None

    @property
    def is_finished(self) -> bool:
        """In a status that it never leaves."""
        return self.status not in UNFINISHED


@dataclass
class Service:
    """A service that lives; `document` is its part of the world's document, and holds its settings."""

    cluster: str
    name: str
    document: Json
    deployments: dict[str, Deployment] = field(default_factory=dict[str, Deployment])
    revisions: dict[str, Revision] = field(default_factory=dict[str, Revision])
    rollouts: dict[str, Rollout] = field(default_factory=dict[str, Rollout])
    # Tasks that have not stopped; those that have, as long as ECS knows them; and after that those that left a log.
    tasks: dict[str, Task] = field(default_factory=dict[str, Task])
    stopped: dict[str, Task] = field(default_factory=dict[str, Task])
    forgotten: dict[str, Task] = field(default_factory=dict[str, Task])
    events: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    is_steady: bool = False
    is_due: bool = False
    is_said_stuck: bool = False
    made: int = 0

    @property
    def key(self) -> str:
        """What no other service is called."""
        return f"{self.cluster}/{self.name}"

    @property
    def desired(self) -> int:
        """The desired count."""
        return int(self.document.get("desiredCount", 1))

    @property
    def primary(self) -> Deployment:
        """The newest deployment."""
        return next(it for it in self.deployments.values() if it.status == "PRIMARY")

    @property
    def older(self) -> list[Deployment]:
        """The deployments that are being replaced."""
        return [it for it in self.deployments.values() if it.status == "ACTIVE"]

    @property
    def configuration(self) -> Json:
        """The deployment configuration, with the defaults of CreateService."""
        return {"minimumHealthyPercent": 100, "maximumPercent": 200} | self.document.get("deploymentConfiguration", {})

    @property
    def breaker(self) -> Json:
        """The circuit breaker's configuration; off unless the service says otherwise."""
        return self.configuration.get("deploymentCircuitBreaker") or {"enable": False, "rollback": False}

    @property
    def grace(self) -> float:
        """Seconds after a task's start in which failing health checks are ignored."""
        return float(self.document.get("healthCheckGracePeriodSeconds", 0))

    @property
    def strategy(self) -> str:
        """The deployment strategy that the next deployment follows."""
        return str(self.configuration.get("strategy", "ROLLING"))

    def places(self, deployment: Deployment) -> dict[str, Json]:
        """The target groups that tasks of that deployment are registered in, each with its container."""
        balanced: Json = self.document.get("loadBalancers", {})
        other = deployment.alternate
        return {fields.get("alternate", name) if other else name: fields for name, fields in balanced.items()}

    @property
    def told(self) -> list[Task]:
        """Every task that some API still tells of."""
        return [*self.forgotten.values(), *self.stopped.values(), *self.tasks.values()]

    def of(self, deployment: Deployment) -> Iterator[Task]:
        """The tasks of that deployment that have not stopped."""
        return (task for task in self.tasks.values() if task.deployment == deployment.id)


@dataclass
class Engine:
    """All of it: the world's document, the services in it that live, the agenda, and what truly happened."""

    document: Json
    agenda: Agenda
    pace: Pace
    seed: str
    # The scheduler's look at a service: whoever tells it of a change need not know how it looks.
    reconcile: Callable[["Engine", Service], None]
    services: dict[str, Service] = field(default_factory=dict[str, Service])
    # What cannot be read off the AWS API: why each task did not come to run or stay, and what was done to the world.
    truth: list[Json] = field(default_factory=list[Json])
    # The world without what lives in it: what a task's start depends on. None after a change, until somebody asks.
    still: World | None = None
    version: int = 0

    @property
    def now(self) -> float:
        """The virtual moment, in seconds since 1970."""
        return self.agenda.now

"""A task definition as DescribeTaskDefinition tells it: what TaskDefinitions holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from islive.facts.image_reference import ImageReference, image_reference
from islive.facts.needs import Needs, needs
from islive.facts.reading import Part
from islive.facts.secret_reference import SecretReference, secret_reference


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A container's health check (API shape HealthCheck); seconds, with ECS's defaults where nothing is said."""

    command: tuple[str, ...]
    interval: int = 30
    timeout: int = 5
    retries: int = 3
    start_period: int = 0

    @property
    def patience(self) -> int:
        """So many seconds after its start a container that never passes may be found unhealthy."""
        before = self.start_period > self.interval
        return self.start_period + (self.retries - 1) * self.interval if before else self.retries * self.interval


@dataclass(frozen=True, slots=True)
class Container:
    """One container definition; environment values are redacted tokens, equal where the values are equal."""

    name: str
    image: ImageReference
    essential: bool
    secrets: tuple[SecretReference, ...]
    environment: Mapping[str, str]
    ports: tuple[int, ...]
    log_group: str | None
    health_command: tuple[str, ...]
    log_options: Mapping[str, str] = field(default_factory=dict[str, str])
    health: HealthCheck | None = None
    log_driver: str | None = None
    environment_files: tuple[str, ...] = ()
    stop_timeout: int | None = None
    memory: int | None = None
    read_only: bool = False
    command: tuple[str, ...] = ()
    entry_point: tuple[str, ...] = ()

    @property
    def creates_log_group(self) -> bool:
        """The log driver makes the group itself where it is not there (`awslogs-create-group`)."""
        return self.log_options.get("awslogs-create-group", "").lower() == "true"

    def log_stream(self, task: str) -> str | None:
        """The stream that the awslogs driver writes into for that task, None where no name can be told.

        ECS developer guide, "Send Amazon ECS logs to CloudWatch": prefix/container/task id.
        """
        prefix = self.log_options.get("awslogs-stream-prefix")
        return f"{prefix}/{self.name}/{task}" if prefix and self.log_driver == "awslogs" else None


@dataclass(frozen=True, slots=True)
class TaskDefinition:
    """One revision; `name` is "family:revision". `architecture` is X86_64 or ARM64, None where it names neither.

    `system` is its operating system family (LINUX, WINDOWS_SERVER_2022_CORE …), `storage` its ephemeral storage in GiB.
    """

    arn: str
    family: str
    revision: int
    status: str
    registered_at: datetime | None
    registered_by: str | None
    execution_role: str | None
    task_role: str | None
    cpu: str | None
    memory: str | None
    containers: tuple[Container, ...]
    architecture: str | None = None
    needs: Needs | None = None
    system: str | None = None
    storage: int | None = None

    def container(self, name: str) -> Container | None:
        """The container definition of that name."""
        return next((one for one in self.containers if one.name == name), None)

    @property
    def platform(self) -> str:
        """What its images must run on, as registries write it; LINUX on X86_64 unless it says so (RuntimePlatform)."""
        system = "windows" if (self.system or "").startswith("WINDOWS") else "linux"
        return f"{system}/{'arm64' if self.architecture == 'ARM64' else 'amd64'}"

    @property
    def name(self) -> str:
        """As people and events name it."""
        return f"{self.family}:{self.revision}"

    @property
    def secrets(self) -> tuple[SecretReference, ...]:
        """All secrets of all containers."""
        return tuple(secret for container in self.containers for secret in container.secrets)

    @property
    def registered_by_a_person(self) -> bool | None:
        """An IAM user or a person's SSO session rather than a pipeline's role; None when AWS does not say."""
        if not self.registered_by:
            return None
        return ":user/" in self.registered_by or "AWSReservedSSO_" in self.registered_by


def task_definition(part: Part) -> TaskDefinition:
    """One revision out of an answer. Raises Refused."""
    platform, storage = part.part_or_none("runtimePlatform"), part.part_or_none("ephemeralStorage")
    containers = tuple(_container(one) for one in part.parts("containerDefinitions"))
    if not containers:
        raise part.empty("no containerDefinitions")
    return TaskDefinition(
        arn=part.text("taskDefinitionArn"),
        family=part.text("family"),
        revision=part.number("revision"),
        status=part.text("status"),
        registered_at=part.time_or_none("registeredAt"),
        registered_by=part.text_or_none("registeredBy"),
        execution_role=part.text_or_none("executionRoleArn"),
        task_role=part.text_or_none("taskRoleArn"),
        cpu=part.text_or_none("cpu"),
        memory=part.text_or_none("memory"),
        containers=containers,
        architecture=platform.text_or_none("cpuArchitecture") if platform else None,
        needs=needs(part),
        system=platform.text_or_none("operatingSystemFamily") if platform else None,
        storage=storage.number_or_none("sizeInGiB") if storage else None,
    )


def _container(part: Part) -> Container:
    logging = part.part_or_none("logConfiguration")
    options = logging.texts_by_name("options") if logging else {}
    health, files = part.part_or_none("healthCheck"), part.parts_or_none("environmentFiles")
    secrets = part.parts_or_none("secrets")
    ports = (one.number_or_none("containerPort") for one in part.parts_or_none("portMappings"))
    return Container(
        name=part.text("name"),
        image=image_reference(part.text("image")),
        essential=part.flag("essential", default=True),
        secrets=tuple(secret_reference(one.text("name"), one.text("valueFrom")) for one in secrets),
        environment=part.pairs("environment", "name", "value"),
        ports=tuple(port for port in ports if port is not None),
        log_group=options.get("awslogs-group"),
        health_command=health.texts_or_none("command") if health else (),
        log_options=options,
        health=_health(health) if health else None,
        log_driver=logging.text_or_none("logDriver") if logging else None,
        environment_files=tuple(one.text("value") for one in files),
        stop_timeout=part.number_or_none("stopTimeout"),
        memory=part.number_or_none("memory"),
        read_only=part.flag("readonlyRootFilesystem"),
        command=part.texts_or_none("command"),
        entry_point=part.texts_or_none("entryPoint"),
    )


def _health(part: Part) -> HealthCheck:
    plain = HealthCheck(part.texts_or_none("command"))
    return HealthCheck(
        command=plain.command,
        interval=part.number_or_none("interval") or plain.interval,
        timeout=part.number_or_none("timeout") or plain.timeout,
        retries=part.number_or_none("retries") or plain.retries,
        start_period=part.number_or_none("startPeriod") or plain.start_period,
    )

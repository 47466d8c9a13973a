"""A task as DescribeTasks tells it: what RunningTasks and StoppedTasks hold."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from islive.causes.said import said
from islive.facts.reading import Part, answered, chunks, last_part, whole
from islive.facts.service import Service
from islive.facts.service_deployments import described
from islive.model.doors import Aws, Question


@dataclass(frozen=True, slots=True)
class TaskContainer:
    """One container of a task."""

    name: str
    image: str
    digest: str | None
    exit_code: int | None
    reason: str | None
    health: str | None

    @property
    def out_of_memory(self) -> bool:
        """ECS says that it was killed for its memory; its exit code alone does not."""
        return said(self.reason or "").says("memory.oom")


@dataclass(frozen=True, slots=True)
class Task:
    """One task; `deployment` is the id of the deployment that started it, `task_definition` "family:revision".

    A task without an address of its own is reached through `host_ports` of its `instance` (the EC2 instance's id).
    `stopping_at` is when it began to stop, `ended_at` when its containers had ended.
    """

    arn: str
    deployment: str
    task_definition: str
    last_status: str
    desired_status: str
    health: str
    created_at: datetime | None
    started_at: datetime | None
    stopped_at: datetime | None
    stop_code: str | None
    stopped_reason: str
    containers: tuple[TaskContainer, ...]
    address: str | None
    host_ports: tuple[int, ...] = ()
    container_instance: str | None = None
    instance: str | None = None
    stopping_at: datetime | None = None
    ended_at: datetime | None = None
    subnet: str | None = None

    @property
    def endpoints(self) -> frozenset[str]:
        """What a load balancer calls it: its own address, or each of its ports on its instance ("i-0a1b2c:32768")."""
        if self.address:
            return frozenset({self.address})
        return frozenset(f"{self.instance}:{port}" for port in self.host_ports) if self.instance else frozenset()

    def is_in_grace(self, grace_seconds: int, now: datetime) -> bool:
        """ECS does not look at its health checks yet; so long a failed one means nothing."""
        return self.started_at is not None and now < self.started_at + timedelta(seconds=grace_seconds)

    @property
    def id(self) -> str:
        """The last part of the ARN."""
        return self.arn.rsplit("/", 1)[-1]

    @property
    def found_unhealthy(self) -> bool:
        """ECS stopped it because a container's own health check failed."""
        return said(self.stopped_reason).hints_at("health.container-failing")

    @property
    def did_not_stay(self) -> bool:
        """It ran, and ended by itself or for its containers' health."""
        return self.stop_code == "EssentialContainerExited" or self.found_unhealthy

    @property
    def lived(self) -> timedelta | None:
        """How long it ran until it began to stop; None for one that never ran, or still does."""
        ended = self.stopping_at or self.stopped_at
        return ended - self.started_at if self.started_at and ended else None

    @property
    def failed_target_checks(self) -> bool:
        """ECS stopped it because a load balancer's health check failed."""
        return said(self.stopped_reason).hints_at("health.elb-failing")

    @property
    def digests(self) -> frozenset[str]:
        """The image digests of its containers."""
        return frozenset(container.digest for container in self.containers if container.digest)


DESCRIBED_AT_ONCE = 100
INSTANCES = "ecs:DescribeContainerInstances"


def tasks_of(aws: Aws, service: Service, desired_status: str) -> tuple[Task, ...]:
    """The service's tasks of one desired status. Those that are gone before they are described are left out."""
    listing = aws.call("ecs:ListTasks", cluster=service.cluster, serviceName=service.name, desiredStatus=desired_status)
    arns = sorted(whole(listing).texts("taskArns"))
    asked = chunks(arns, DESCRIBED_AT_ONCE)
    answers = aws.calls([Question("ecs:DescribeTasks", {"cluster": service.cluster, "tasks": list(a)}) for a in asked])
    described_parts = (described(answered(one), "tasks", "taskArn", a) for one, a in zip(answers, asked, strict=True))
    return tuple(_task(part) for parts in described_parts for part in parts.values())


def _task(part: Part) -> Task:
    containers = part.parts("containers")
    if part.text("lastStatus") == "RUNNING" and not containers:
        raise part.empty("a running task without containers")
    return Task(
        arn=part.text("taskArn"),
        deployment=part.text("startedBy"),
        task_definition=last_part(part.text("taskDefinitionArn")),
        last_status=part.text("lastStatus"),
        desired_status=part.text("desiredStatus"),
        health=part.text_or_none("healthStatus") or "UNKNOWN",
        created_at=part.time_or_none("createdAt"),
        started_at=part.time_or_none("startedAt"),
        stopped_at=part.time_or_none("stoppedAt"),
        stop_code=part.text_or_none("stopCode"),
        stopped_reason=part.text_or_none("stoppedReason") or "",
        containers=tuple(_container(one) for one in containers),
        address=next(_addresses(part), None),
        host_ports=tuple(sorted({port for one in containers for port in _host_ports(one)})),
        container_instance=part.text_or_none("containerInstanceArn"),
        stopping_at=part.time_or_none("stoppingAt"),
        ended_at=part.time_or_none("executionStoppedAt"),
        subnet=next(_details(part, "subnetId"), None),
    )


def _host_ports(part: Part) -> Iterator[int]:
    """The ports of the instance that lead to the container (API shape NetworkBinding)."""
    for binding in part.parts_or_none("networkBindings"):
        if port := binding.number_or_none("hostPort"):
            yield port


def _container(part: Part) -> TaskContainer:
    return TaskContainer(
        name=part.text("name"),
        image=part.text_or_none("image") or "",
        digest=part.text_or_none("imageDigest") or None,
        exit_code=part.number_or_none("exitCode"),
        reason=part.text_or_none("reason"),
        health=part.text_or_none("healthStatus"),
    )


def _addresses(part: Part) -> Iterator[str]:
    """The private IPv4 addresses of an awsvpc task: of its interface (API shape Attachment), else of its containers."""
    yield from _details(part, "privateIPv4Address")
    for container in part.parts_or_none("containers"):
        for interface in container.parts_or_none("networkInterfaces"):
            if address := interface.text_or_none("privateIpv4Address"):
                yield address


def on_instances(aws: Aws, service: Service, tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """The tasks with the ids of their EC2 instances, asked for where only these tell who is reached. Raises Refused."""
    arns = sorted({one.container_instance for one in tasks if _is_reached_by_instance(one) and one.container_instance})
    if not arns or not service.attachments:
        return tasks
    asked = chunks(arns, DESCRIBED_AT_ONCE)
    questions = [Question(INSTANCES, {"cluster": service.cluster, "containerInstances": list(one)}) for one in asked]
    found: dict[str, str | None] = {}
    for some, answer in zip(asked, aws.calls(questions), strict=True):
        parts = described(answered(answer), "containerInstances", "containerInstanceArn", some)
        found |= {arn: part.text_or_none("ec2InstanceId") for arn, part in parts.items()}
    return tuple(replace(one, instance=found.get(one.container_instance or "")) for one in tasks)


def _is_reached_by_instance(task: Task) -> bool:
    return task.address is None and bool(task.host_ports)


def _details(part: Part, name: str) -> Iterator[str]:
    """What the task's attachments say of themselves under that name."""
    for attachment in part.parts_or_none("attachments"):
        if value := attachment.pairs("details", "name", "value").get(name):
            yield value

"""The cluster's container instances; asked for only where an event says that a task fits on none of them.

And before a deployment, where the service's tasks run on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from islive.causes.placement_failure import OF_INSTANCES
from islive.facts.needs import Needs
from islive.facts.network_trouble import NetworkTrouble
from islive.facts.reading import Part, answered, chunks, last_part, whole
from islive.facts.service import Service
from islive.facts.service_deployments import described
from islive.model.collector import collects
from islive.model.doors import Aws, Question
from islive.model.question import Options

DESCRIBED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Room:
    """CPU units and MiB of memory."""

    cpu: int
    memory: int


@dataclass(frozen=True, slots=True)
class ContainerInstance:
    """One instance; `free` is what no task has reserved, `taken` the TCP ports in use on the host."""

    id: str
    ec2_instance: str
    status: str
    agent_connected: bool
    whole: Room
    free: Room
    taken: frozenset[int]
    attributes: frozenset[str]
    capacity_provider: str | None = None
    # The attributes that have a value, such as ecs.instance-type.
    values: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def takes_tasks(self) -> bool:
        """ECS places tasks on it."""
        return self.status == "ACTIVE" and self.agent_connected

    def lacks(self, needs: Needs) -> tuple[str, ...]:
        """What a task needs and it has not (left), each as what it has and what is needed."""
        found = [f"{self.free.cpu} CPU units free, {needs.cpu} needed"] if self.free.cpu < needs.cpu else []
        if self.free.memory < needs.memory:
            found.append(f"{self.free.memory} MiB free, {needs.memory} needed")
        found += [f"port {port} taken" for port in needs.ports if port in self.taken]
        found += [f"no attribute {name}" for name in needs.attributes if name not in self.attributes]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class ContainerInstances:
    """The ACTIVE and DRAINING ones by id; `asked` is False where nothing raised the question.

    `providers` are the service's capacity providers: its tasks run on their instances only. None: on any.
    """

    instances: tuple[ContainerInstance, ...] = ()
    asked: bool = False
    providers: tuple[str, ...] = ()

    def get(self, id: str | None) -> ContainerInstance | None:
        """The one of that id."""
        return next((one for one in self.instances if one.id == id), None)

    @property
    def allowed(self) -> tuple[ContainerInstance, ...]:
        """Those that the service's tasks may run on."""
        return tuple(it for it in self.instances if not self.providers or it.capacity_provider in self.providers)

    @property
    def taking_tasks(self) -> tuple[ContainerInstance, ...]:
        """Those that ECS places the service's tasks on."""
        return tuple(one for one in self.allowed if one.takes_tasks)


@collects("ecs:ListContainerInstances", "ecs:DescribeContainerInstances")
def collect(aws: Aws, service: Service, trouble: NetworkTrouble, options: Options) -> ContainerInstances:
    """List them, and ask about a hundred at once."""
    ahead = options.preflight and service.launch_type == "EC2"
    if not (ahead or any(one.failure.label in OF_INSTANCES for one in trouble.unplaced)):
        return ContainerInstances()
    listing = whole(aws.call("ecs:ListContainerInstances", cluster=service.cluster))
    asked = chunks(sorted(listing.texts("containerInstanceArns")), DESCRIBED_AT_ONCE)
    operation, member = "ecs:DescribeContainerInstances", "containerInstances"
    answers = aws.calls([Question(operation, {"cluster": service.cluster, member: list(some)}) for some in asked])
    told = (described(answered(one), member, "containerInstanceArn", a) for one, a in zip(answers, asked, strict=True))
    instances = [_instance(part) for parts in told for part in parts.values()]
    in_order = tuple(sorted(instances, key=lambda one: one.id))
    return ContainerInstances(in_order, asked=True, providers=service.capacity_providers)


def _instance(part: Part) -> ContainerInstance:
    free = {one.text("name"): one for one in part.parts("remainingResources")}
    attributes = part.parts_or_none("attributes")
    ports = free["PORTS"].texts_or_none("stringSetValue") if "PORTS" in free else ()
    return ContainerInstance(
        id=last_part(part.text("containerInstanceArn")),
        ec2_instance=part.text_or_none("ec2InstanceId") or "",
        status=part.text("status"),
        agent_connected=part.flag("agentConnected"),
        whole=_room(part, "registeredResources"),
        free=_room(part, "remainingResources"),
        taken=frozenset(int(port) for port in ports if port.isascii() and port.isdecimal()),
        attributes=frozenset(one.text("name") for one in attributes),
        capacity_provider=part.text_or_none("capacityProviderName"),
        values={one.text("name"): value for one in attributes if (value := one.text_or_none("value"))},
    )


def _room(part: Part, member: str) -> Room:
    """Resources are named entries of several types; CPU and MEMORY are whole numbers (API shape Resource)."""
    numbers = {one.text("name"): one.number_or_none("integerValue") or 0 for one in part.parts(member)}
    return Room(numbers.get("CPU", 0), numbers.get("MEMORY", 0))

"""Where tasks of EC2 go: the cluster's container instances, what is left on each, and ECS's words where none fits.

Placement asks for resources first, then for attributes and constraints, and then spreads over zones:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from islive.simulator.living.attention import definition_of, still
from islive.simulator.living.failure import Failure
from islive.simulator.living.state import Engine, Service, Task
from islive.simulator.living.stopping import lost
from islive.simulator.names import Json
from islive.simulator.resources.container_instances import host_of

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html; where the instance's id
# stands in an event: the example of https://docs.aws.amazon.com/cli/latest/reference/ecs/describe-services.html
_NONE_FITS = "was unable to place a task because no container instance met all of its requirements."
_WHERE_MORE = "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
_NONE_IN_CLUSTER = f"{_NONE_FITS} Reason: No Container Instances were found in your cluster. {_WHERE_MORE}"
_NONE_IN_PROVIDER = (
    "was unable to reach steady state. Reason: No Container Instances were found in your capacity provider. "
    f"{_WHERE_MORE}"
)
# Ports that Docker gives out by itself, from the first on:
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
_FIRST_DYNAMIC_PORT = 32768
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html: one comparison of an
# attribute, which is what the worlds use.
_COMPARISON = re.compile(r"attribute:(?P<name>[\w./-]+) (?:(?P<exists>exists)|(?P<sign>==|!=) (?P<value>\S+))")
_ZONE = "ecs.availability-zone"


@dataclass(frozen=True)
class Place:
    """A container instance by its ids in ECS and EC2, and its ports by the containers'; None: an own interface."""

    instance: str
    host: str
    ports: dict[int, int] | None


@dataclass(frozen=True)
class Needs:
    """What a task reserves; `ports` are those that it fixes, `interfaces` one in network mode awsvpc."""

    cpu: int
    memory: int
    ports: frozenset[int]
    interfaces: int


@dataclass(frozen=True)
class Instance:
    """A container instance and what its tasks leave of it."""

    id: str
    document: Json
    tasks: Sequence[Task]
    cpu: int
    memory: int
    taken: frozenset[int]
    interfaces: float

    @property
    def host(self) -> str:
        """Its id in EC2, by which a load balancer knows it."""
        return host_of(self.id, self.document)

    @property
    def attributes(self) -> Json:
        """Its attributes: name → value."""
        return self.document.get("attributes", {})


def is_on_instances(service: Service) -> bool:
    """Whether its tasks run on container instances."""
    place: str = service.document.get("capacityProvider") or service.document.get("launchType", "FARGATE")
    return not place.startswith("FARGATE")


def needs_of(definition: Json) -> Needs:
    """What a task of that definition reserves: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html."""
    own = definition["networkMode"] == "awsvpc"
    fixed = (port["hostPort"] for port in _mappings(definition) if port["hostPort"] and not own)
    return Needs(int(definition["cpu"]), int(definition["memory"]), frozenset(fixed), int(own))


def _mappings(definition: Json) -> Iterator[Json]:
    for container in definition["containerDefinitions"]:
        yield from container["portMappings"]


def instances(engine: Engine, cluster: str) -> Iterator[Instance]:
    """The cluster's container instances as they are now. `remaining` in the document is what others leave to tasks."""
    tasks = [it for one in engine.services.values() if one.cluster == cluster for it in one.tasks.values()]
    for id, document in _documents(engine, cluster).items():
        own = [task for task in tasks if task.instance == id]
        needs = [needs_of(definition_of(engine, task.definition)) for task in own]
        room: Json = document["registered"] | document.get("remaining", {})
        yield Instance(
            id,
            document,
            own,
            room.get("cpu", 0) - sum(it.cpu for it in needs),
            room.get("memory", 0) - sum(it.memory for it in needs),
            frozenset(room.get("ports", ())).union(*(it.ports for it in needs)),
            document.get("interfaces", float("inf")) - sum(it.interfaces for it in needs),
        )


def _documents(engine: Engine, cluster: str) -> Json:
    known: Json = engine.document["aws"]["ecs"]["clusters"][cluster].get("containerInstances", {})
    return known


def host(engine: Engine, cluster: str, task: Task) -> Json:
    """What the start of a task depends on of its instance: its id, MiB free for images, and its role's ARN, if told."""
    document = _documents(engine, cluster).get(task.instance or "", {})
    role = document.get("role")
    arn = still(engine).scope.global_arn("iam", f"role/{role}") if role else None
    return {"instance": task.instance, "disk": document.get("freeDiskMiB"), "role": arn}


def lose_instances(engine: Engine) -> None:
    """Instances that are gone take their tasks with them."""
    for service in engine.services.values():
        known = _documents(engine, service.cluster)
        for task in list(service.tasks.values()):
            if task.instance and task.instance not in known:
                host = host_of(task.instance, {}) if task.ports is None else task.address
                lost(engine, service, task, f"Host EC2 (instance {host}) terminated.")


def place(engine: Engine, service: Service, definition: Json) -> Place | Failure:
    """The instance on which a task of the service is placed, or why there is none."""
    needs = needs_of(definition)
    provider = service.document.get("capacityProvider")
    own = [it for it in instances(engine, service.cluster) if provider in (None, it.document.get("capacityProvider"))]
    active = [it for it in own if it.document.get("status", "ACTIVE") == "ACTIVE"]
    if not active:
        return Failure("no-container-instance", "launch", _NONE_IN_PROVIDER if provider else _NONE_IN_CLUSTER)
    lacks = [(one, _lack(service, definition, one, needs)) for one in active]
    fitting = [one for one, lack in lacks if lack is None]
    if fitting:
        chosen = min(fitting, key=lambda one: (_crowd(service, active, one), len(one.tasks), one.id))
        return Place(chosen.id, chosen.host, _ports(definition, chosen))
    # Which one ECS calls closest is undocumented: here the one that meets most of the requirements.
    lacking = [(lack[0], one.memory, one.id, lack) for one, lack in lacks if lack is not None]
    _, _, closest, (_, cause, says) = max(lacking)
    closest = f"The closest matching (container-instance {closest}) {says}."
    return Failure(cause, "launch", f"{_NONE_FITS} {closest} {_WHERE_MORE}")


def _lack(service: Service, definition: Json, one: Instance, needs: Needs) -> tuple[int, str, str] | None:
    """The first requirement that the instance does not meet: its number, a word for it, and ECS's words."""
    constraints = [*service.document.get("placementConstraints", []), *definition["placementConstraints"]]
    unmet = next((it["type"] for it in constraints if not _satisfies(service, one, it)), "")
    constraint = f"{unmet[:1].upper()}{unmet[1:]}"
    requirements = (
        (one.document.get("agentConnected", True), "agent-disconnected", 'encountered error "AGENT"'),
        (one.cpu >= needs.cpu, "no-cpu", "has insufficient CPU units available"),
        (one.memory >= needs.memory, "no-memory", "has insufficient memory available"),
        (not one.taken & needs.ports, "port-taken", "is already using a port required by your task"),
        (one.interfaces >= needs.interfaces, "no-interface", 'encountered error "RESOURCE:ENI"'),
        (
            all(it["name"] in one.attributes for it in definition["requiresAttributes"]),
            "attribute-missing",
            "is missing an attribute required by your task",
        ),
        (not unmet, "constraint-unmet", f'encountered error "{constraint} placement constraint unsatisfied."'),
    )
    return next(((number, word, says) for number, (met, word, says) in enumerate(requirements) if not met), None)


def _satisfies(service: Service, one: Instance, constraint: Json) -> bool:
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementConstraint.html."""
    if constraint["type"] == "distinctInstance":
        return not any(task.service == service.key for task in one.tasks)
    asked = _COMPARISON.fullmatch(constraint["expression"])
    if asked is None:
        raise ValueError(f"the simulator knows attribute:NAME ==, != or exists, not {constraint['expression']}")
    if asked["exists"]:
        return asked["name"] in one.attributes
    return (one.attributes.get(asked["name"]) == asked["value"]) == (asked["sign"] == "==")


def _crowd(service: Service, instances: Sequence[Instance], one: Instance) -> int:
    """How many tasks of the service are in its zone: services spread over zones unless they say otherwise."""
    zone = one.attributes.get(_ZONE)
    tasks = (task for it in instances if it.attributes.get(_ZONE) == zone for task in it.tasks)
    return sum(task.service == service.key and task.is_meant_to_run for task in tasks)


def _ports(definition: Json, one: Instance) -> dict[int, int] | None:
    """The host's port for each of the containers', fixed or given out."""
    if definition["networkMode"] == "awsvpc":
        return None
    used = {port for task in one.tasks for port in (task.ports or {}).values()} | set(one.taken)
    ports: dict[int, int] = {}
    for mapping in _mappings(definition):
        given = iter(range(_FIRST_DYNAMIC_PORT, 61000))
        port = mapping["hostPort"] or next(it for it in given if it not in used)
        ports[mapping["containerPort"]] = port
        used.add(port)
    return ports


def leave_room(engine: Engine, cluster: str) -> None:
    """From now on `remaining` of an instance is what is left for living tasks, those that run already included."""
    for one in list(instances(engine, cluster)):
        room = one.document.get("remaining", {})
        needs = [needs_of(definition_of(engine, task.definition)) for task in one.tasks]
        for name, own in (("cpu", sum(it.cpu for it in needs)), ("memory", sum(it.memory for it in needs))):
            if name in room:
                room[name] += own


def shown(engine: Engine, cluster: str) -> Json:
    """The cluster's container instances with what is left of them, as its part of the world's document."""
    return {
        one.id: one.document | {"remaining": {"cpu": one.cpu, "memory": one.memory, "ports": sorted(one.taken)}}
        for one in instances(engine, cluster)
    }


def shown_place(task: Task) -> Json:
    """What the world's document says of a task's place; nothing on Fargate."""
    if task.instance is None:
        return {}
    ports = {} if task.ports is None else {"hostPorts": {str(inside): port for inside, port in task.ports.items()}}
    return {"launchType": "EC2", "containerInstance": task.instance} | ports
